"""What every student of the example class gets, written out."""

from dataclasses import dataclass, field

PROSE_OF_T1 = "t1_complexity.prose.*"
PROSE_OF_T1D = "t1d_token_mixing.prose.*"
PROSE_OF_T2 = "t2_query.prose.*"
PROSE_OF_T3 = "t3_elbo_terms.prose.*"
PROSE_OF_T4 = "t4_minimax.prose.*"
NO_FILE = "NOT_ATTEMPTED"
PROSE = dict.fromkeys(
    [PROSE_OF_T1, PROSE_OF_T1D, PROSE_OF_T2, PROSE_OF_T3, PROSE_OF_T4], "AWAITS_MARKER"
)
FOUR_LEFT_OUT = {
    "t1d_token_mixing.*": NO_FILE,
    "t2_query.*": NO_FILE,
    "t3_elbo_terms.*": NO_FILE,
    "p1_captioning.*": NO_FILE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What one student gets."""

    marks: float
    flow: float
    """Marks of the optional question, which stand outside the others."""
    status: str
    others: dict[str, str] = field(default_factory=dict)
    """The outcomes that are not PASSED."""


EXPECTED = {
    "s01": Expected(
        marks=47,
        flow=7,
        status="awaits_marker",
        others=PROSE,
    ),
    "s02": Expected(
        marks=47,
        flow=7,
        status="awaits_marker",
        others=PROSE | dict.fromkeys([PROSE_OF_T1, PROSE_OF_T1D], "NOT_ATTEMPTED"),
    ),
    "s03": Expected(
        marks=47,
        flow=7,
        status="awaits_marker",
        others=PROSE,
    ),
    "s04": Expected(
        marks=19.75,
        flow=0,
        status="awaits_marker",
        others={
            **FOUR_LEFT_OUT,
            "t1_complexity.1a.tr_space_train": "FAILED",
            PROSE_OF_T1: "AWAITS_MARKER",
            "t4_minimax.4.minmax_value": "NOT_ATTEMPTED",
            "t4_minimax.4a.table_p": "FAILED",
            "t4_minimax.4a.alternating_hidden": "FAILED",
            "t4_minimax.4b.other_step": "FAILED",
            PROSE_OF_T4: "NOT_ATTEMPTED",
            "p2_vae.b.reparam": "FAILED",
            "p2_vae.c.recon": "FAILED",
            "p2_vae.c.saturated": "FAILED",
            "p3_transformer.b.causal_mask": "FAILED",
            "p3_transformer.b.val_loss": "FAILED",
            "p4_planar_flow.*": NO_FILE,
        },
    ),
    "s05": Expected(
        marks=28.35,
        flow=5,
        status="awaits_marker",
        others={
            "t1_complexity.1a.rnn_space_test": "FAILED",
            "t1_complexity.1a.tr_space_train": "FAILED",
            "t1_complexity.1b.n_lt_t_more_work": "FAILED",
            "t1_complexity.1b.work_ratio_when_n_lt_t": "FAILED",
            "t1_complexity.1c.bottleneck": "FAILED",
            PROSE_OF_T1: "AWAITS_MARKER",
            "t1d_token_mixing.1d.mix_causal": "FAILED",
            "t1d_token_mixing.1d.typed": "FAILED",
            PROSE_OF_T1D: "NOT_ATTEMPTED",
            "t2_query.2a.*": "FAILED",
            PROSE_OF_T2: "NOT_ATTEMPTED",
            "t3_elbo_terms.3.kl": "FAILED",
            "t3_elbo_terms.3.kl_zero_entry": "FAILED",
            "t3_elbo_terms.3.bound_tight": "FAILED",
            "t3_elbo_terms.3.roles": "FAILED",
            PROSE_OF_T3: "AWAITS_MARKER",
            "t4_minimax.4.minmax_value": "FAILED",
            "t4_minimax.4a.table_q": "FAILED",
            "t4_minimax.4a.alternating_hidden": "FAILED",
            "t4_minimax.4b.other_step": "FAILED",
            "t4_minimax.4c.equilibrium": "FAILED",
            PROSE_OF_T4: "AWAITS_MARKER",
            "p1_captioning.a.features": "FAILED",
            "p1_captioning.a.features_single": "FAILED",
            "p1_captioning.c.image3": "FAILED",
            "p1_captioning.c.hidden_images": "FAILED",
            "p2_vae.a.load": "FAILED",
            "p2_vae.b.reparam_random": "FAILED",
            "p2_vae.c.kl": "FAILED",
            "p3_transformer.a.attention_ffn": "FAILED",
            "p3_transformer.b.val_loss": "FAILED",
            "p4_planar_flow.a.base_density": "FAILED",
            "p4_planar_flow.b.det_abs": "FAILED",
            "p4_planar_flow.c.density": "FAILED",
        },
    ),
    "s06": Expected(marks=0, flow=0, status="graded", others={"*": "NOT_ATTEMPTED"}),
    "s07": Expected(
        marks=3.5,
        flow=7,
        status="graded",
        others={
            **FOUR_LEFT_OUT,
            "t4_minimax.4a.alternating_hidden": "TIMED_OUT",
            PROSE_OF_T4: "NOT_ATTEMPTED",
            "t1_complexity.*": "NOT_ATTEMPTED",
            "p2_vae.*": NO_FILE,
            "p3_transformer.*": NO_FILE,
        },
    ),
    "s08": Expected(
        marks=10,
        flow=0,
        status="graded",
        others={
            **FOUR_LEFT_OUT,
            PROSE_OF_T1: "NOT_ATTEMPTED",
            "p2_vae.*": "ERRORED",
            "t4_minimax.*": "NOT_ATTEMPTED",
            "p4_planar_flow.*": NO_FILE,
        },
    ),
    "s09": Expected(
        marks=3.75,
        flow=0,
        status="awaits_marker",
        others={
            **FOUR_LEFT_OUT,
            PROSE_OF_T4: "AWAITS_MARKER",
            "p3_transformer.*": "ERRORED",
            "t1_complexity.*": "NOT_ATTEMPTED",
            "p2_vae.*": NO_FILE,
            "p4_planar_flow.*": NO_FILE,
        },
    ),
    "s10": Expected(
        marks=12,
        flow=0,
        status="graded",
        others={
            **FOUR_LEFT_OUT,
            "p2_vae.b.reparam_random": "ERRORED",
            "t1_complexity.*": "NOT_ATTEMPTED",
            "t4_minimax.*": "NOT_ATTEMPTED",
            "p3_transformer.*": NO_FILE,
            "p4_planar_flow.*": NO_FILE,
        },
    ),
    "s11": Expected(
        marks=13,
        flow=0,
        status="graded",
        others={
            **FOUR_LEFT_OUT,
            "t1_complexity.*": "NOT_ATTEMPTED",
            "t4_minimax.*": "NOT_ATTEMPTED",
            "p3_transformer.*": NO_FILE,
            "p4_planar_flow.*": NO_FILE,
        },
    ),
    "s12": Expected(
        marks=8,
        flow=0,
        status="graded",
        others={
            **FOUR_LEFT_OUT,
            "p2_vae.a.decoder": "FAILED",
            "p2_vae.c.*": "NOT_ATTEMPTED",
            "t1_complexity.*": "NOT_ATTEMPTED",
            "t4_minimax.*": "NOT_ATTEMPTED",
            "p3_transformer.*": NO_FILE,
            "p4_planar_flow.*": NO_FILE,
        },
    ),
}


REASONS = {
    ("s04", "p2_vae.c.saturated"): "There is a NaN or an infinity",
    ("s05", "t1_complexity.1b.work_ratio_when_n_lt_t"): 'cannot read "t/2n"',
    ("s05", "p2_vae.a.load"): "The model is in train mode.",
    ("s06", "p2_vae.c.kl"): "Not written yet (p2_vae.py, line ",
    ("s06", "t4_minimax.4c.equilibrium"): "equilibrium_p",
    ("s07", "t4_minimax.4a.alternating_hidden"): "still running after 10 s",
    ("s08", "p2_vae.a.load"): (
        "p2_vae.py could not be imported: ModuleNotFoundError: No module named "
        "'torchvison' (p2_vae.py, line 4)"
    ),
    ("s09", "p3_transformer.a.parameters"): (
        "p3_transformer.py could not be imported: SystemExit: 1 "
        "(p3_transformer.py, line 9)"
    ),
    ("s09", "p3_transformer.b.val_loss"): "p3_transformer.py could not be imported",
    ("s10", "p2_vae.b.reparam_random"): "Your code crashed its process (SIGSEGV).",
    ("s12", "p2_vae.c.kl"): "p2_vae.py has no `elbo`.",
    ("s12", "p3_transformer.b.val_loss"): "There is no p3_transformer.py in the",
}

NOTICES = {
    "s04": ["Lines for IPython (`%`, `!`, `?`) were left out of `s04.ipynb`: cell"],
    "s05": [
        "Not taken, the course's own copy is used: `lm_setup.py`.",
        "`P2_VAE.py` was taken as the answer to p2_vae.",
        "`p3-transformer.py` was taken as the answer to p3_transformer.",
    ],
    "s06": [
        "Not taken, the course's own copy is used: `caption_setup.py`, `lm_setup.py`."
    ],
}


SLIPS = {
    ("s04", "t4_minimax.4a.alternating_hidden"): "simultaneous",
    ("s04", "p2_vae.b.reparam"): "half_forgotten_in_std",
    ("s04", "p2_vae.c.recon"): "mean_over_pixels",
    ("s04", "p2_vae.c.saturated"): "log_of_zero",
    ("s04", "p3_transformer.b.causal_mask"): "causal_mask_ignored",
    ("s05", "t1_complexity.1c.bottleneck"): "called_a_bottleneck",
    ("s05", "t1d_token_mixing.1d.mix_causal"): "transposed",
    ("s05", "t2_query.2a.select_hidden"): "as_if_orthogonal",
    ("s05", "t3_elbo_terms.3.bound_tight"): "kl_reversed",
    ("s05", "t3_elbo_terms.3.roles"): "divergence_turned_round",
    ("s05", "t4_minimax.4a.alternating_hidden"): "rows_exchanged",
    ("s05", "p1_captioning.c.image3"): "relu_after_the_features",
    ("s05", "p2_vae.b.reparam_random"): "noise_uniform",
    ("s05", "p2_vae.c.kl"): "half_forgotten_in_kl",
    ("s05", "p3_transformer.a.attention_ffn"): "pre_ln",
    ("s05", "p4_planar_flow.b.det_abs"): "no_absolute_value",
    ("s05", "p4_planar_flow.c.density"): "times_the_determinant",
    ("s12", "p2_vae.a.decoder"): "logits_throughout",
}
"""The known slip behind a failed check."""
