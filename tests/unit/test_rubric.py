"""A rubric: what is read from it, and every sentence about what is wrong with it."""

import json
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from markstone import rubric
from markstone.errors import RubricError, UsageError
from markstone.model import Assignment, Limits, MarkedBy, Scale, Visibility
from markstone.rubric.consistency import share
from markstone.rubric.shape import LimitsShape

ROOT = Path(__file__).parents[2]

WHOLE = """\
# yaml-language-server: $schema=schema.json
assignment: hw
title: "Homework: the VAE"
total: 6.25
source: "a course"
given: [lm_setup]
limits: {call_seconds: 20, memory_bytes: 1073741824}
questions:
  - stem: p2_vae
    title: "The VAE"
    parts:
      - id: 2
        title: "The terms"
        marks: 5
        marked_by: machine
        checks:
          load: {marks: 3.5, visibility: public, hint: "Read the file."}
          kl: {marks: 1.5, needs: [load], tolerance: 1.0e-3, call_seconds: 30}
      - id: prose
        title: "The bound"
        marks: 0.25
        marked_by: human
        lines:
          says_why: {marks: 0.25, title: "says why the bound is tight"}
      - id: c
        title: "Training"
        marks: 1
        marked_by: machine
        checks:
          first: {weight: 1}
          second: {weight: 1}
          third: {weight: 1}
  - stem: p4_flow
    title: "Planar flow"
    optional: true
    parts:
      - {id: a, title: "All", marks: 7, marked_by: machine, checks: {det: {weight: 1}}}
"""


def loaded(folder: Path, text: str = WHOLE) -> Assignment:
    path = folder / "hw.yaml"
    path.write_text(text)
    return rubric.load(path)


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(RubricError) as caught:
        loaded(folder, text)
    return str(caught.value).splitlines()


def fault(folder: Path, right: str, wrong: str) -> str:
    """The one fault that a change in the rubric above makes."""
    assert WHOLE.count(right) == 1
    (line,) = faults(folder, WHOLE.replace(right, wrong))
    return line


def test_marks_are_the_decimals_that_are_written(tmp_path: Path) -> None:
    assignment = loaded(tmp_path)

    assert assignment.total == Decimal("6.25")
    assert [c.marks for c in assignment.questions[0].parts[0].checks] == [
        Decimal("3.5"),
        Decimal("1.5"),
    ]


def test_a_check_has_what_its_entry_says(tmp_path: Path) -> None:
    load, kl = loaded(tmp_path).questions[0].parts[0].checks

    assert (load.visibility, load.hint) == (Visibility.PUBLIC, "Read the file.")
    assert (kl.needs, kl.tolerance, kl.call_seconds) == (("load",), 1e-3, 30.0)


def test_a_figure_may_be_scaled_to_marks(tmp_path: Path) -> None:
    scale = "scale: {figure: accuracy, from: 75, to: 85}"
    kl = loaded(tmp_path, WHOLE.replace("tolerance: 1.0e-3", scale)).question("p2_vae")

    assert kl.parts[0].checks[1].scale == Scale(figure="accuracy", low=75, high=85)


def test_a_check_is_hidden_if_nothing_is_said(tmp_path: Path) -> None:
    assert (
        loaded(tmp_path).question("p4_flow").parts[0].checks[0].visibility == "hidden"
    )


def test_a_human_part_has_its_lines_for_checks(tmp_path: Path) -> None:
    part = loaded(tmp_path).questions[0].parts[1]

    assert part.marked_by is MarkedBy.HUMAN
    assert [(c.name, c.title) for c in part.checks] == [
        ("says_why", "says why the bound is tight")
    ]


def test_weights_share_the_marks_out(tmp_path: Path) -> None:
    marks = [check.marks for check in loaded(tmp_path).questions[0].parts[2].checks]

    assert marks == [Decimal("0.3334"), Decimal("0.3333"), Decimal("0.3333")]


def test_the_rest_of_an_assignment_is_read(tmp_path: Path) -> None:
    assignment = loaded(tmp_path)

    assert (assignment.name, assignment.source) == ("hw", "a course")
    assert assignment.given == ("lm_setup",)
    assert [question.optional for question in assignment.questions] == [False, True]
    assert assignment.questions[0].parts[0].id == "2"


def test_limits_that_are_not_named_keep_their_default(tmp_path: Path) -> None:
    assert loaded(tmp_path).limits == Limits(call_seconds=20.0, memory_bytes=1 << 30)


def test_what_a_question_forbids_is_read(tmp_path: Path) -> None:
    title = 'title: "The VAE"'
    names = "[torch.nn.Transformer, torch._fused]"

    read = loaded(tmp_path, WHOLE.replace(title, f"{title}\n    forbids: {names}"))

    assert read.question("p2_vae").forbids == ("torch.nn.Transformer", "torch._fused")
    assert read.question("p4_flow").forbids == ()


@pytest.mark.parametrize("name", ["Transformer", "torch.", ".nn", "torch nn", "a.b()"])
def test_a_forbidden_name_is_a_full_one(tmp_path: Path, name: str) -> None:
    title = 'title: "Planar flow"'

    told = fault(tmp_path, title, f"{title}\n    forbids: ['{name}']")

    assert "forbids" in told
    assert "the full name of a class or function" in told


def test_limits_are_optional(tmp_path: Path) -> None:
    text = WHOLE.replace("limits: {call_seconds: 20, memory_bytes: 1073741824}\n", "")

    assert loaded(tmp_path, text).limits == Limits()


def test_a_question_sets_what_differs_from_the_paper_s_limits(tmp_path: Path) -> None:
    own = "    optional: true\n    limits: {processes: 5, call_seconds: 7}\n"
    assignment = loaded(tmp_path, WHOLE.replace("    optional: true\n", own))

    assert assignment.question("p2_vae").limits is None
    assert assignment.question("p4_flow").limits == Limits(
        call_seconds=7.0, memory_bytes=1 << 30, processes=5
    )


def test_every_limit_may_stand_in_a_rubric() -> None:
    assert set(LimitsShape.model_fields) == {field.name for field in fields(Limits)}


def test_an_alias_stands_for_what_it_names(tmp_path: Path) -> None:
    text = WHOLE.replace("first: {weight: 1}", "first: &one {weight: 1}").replace(
        "second: {weight: 1}", "second: *one"
    )

    assert loaded(tmp_path, text) == loaded(tmp_path)


@given(
    units=st.integers(100, 10**6),
    weights=st.lists(st.decimals("0.1", 20, places=1), min_size=1, max_size=12),
)
def test_shares_make_exactly_the_marks(units: int, weights: list[Decimal]) -> None:
    marks = units * Decimal("0.0001")

    assert sum(share(marks, weights)) == marks


@given(
    units=st.integers(100, 10**6),
    weights=st.lists(st.decimals("0.1", 20, places=1), min_size=1, max_size=12),
)
def test_a_share_is_right_to_its_last_place(units: int, weights: list[Decimal]) -> None:
    marks = units * Decimal("0.0001")

    for got, weight in zip(share(marks, weights), weights, strict=True):
        assert abs(got - marks * weight / sum(weights)) < Decimal("0.0001")


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        (
            "marks: 5\n",
            "marks: [4]\n",
            "hw.yaml:14: questions[0].parts[0].marks: must be a number above 0 with",
        ),
        ("marks: 5\n", "marks: five\n", "must be a number above 0"),
        ("marks: 5\n", "marks: 5.00001\n", "at most 4 decimal places, not 5.00001."),
        ("marks: 5\n", "marks: .inf\n", "must be a number above 0"),
        ("marks: 5\n", "marks: -5\n", "not -5."),
        ("marks: 5\n", "marks:\n", "not nothing."),
        (
            '"The terms"\n        marks: 5',
            '"The terms"',
            "hw.yaml:12: questions[0].parts[0].marks: is missing. Write `marks: 2.5`.",
        ),
        (
            "marks: 5\n",
            "marks: 5\n        chekcs: {}\n",
            "parts[0].chekcs: nobody reads this key. Did you mean `checks`?",
        ),
        ("given:", "author: me\ngiven:", "author: nobody reads this key. Known: "),
        ("call_seconds: 20", "call_second: 20", "limits.call_second: nobody reads"),
        ("call_seconds: 20", "call_seconds: 0", "a number of seconds above 0, not 0."),
        ("memory_bytes: 1073741824", "memory_bytes: 1.5", "a whole number of bytes"),
        (
            "call_seconds: 20",
            "call_seconds: 70",
            "is 70, and `submission_seconds` is 60. Raise `submission_seconds`, or",
        ),
        ("call_seconds: 30", "call_seconds: 90", "checks.kl.call_seconds: is 90, and"),
        (
            "memory_bytes: 1073741824",
            "memory_bytes: 4294967296",
            "is 4294967296, and `total_memory_bytes` is 3221225472. Raise",
        ),
        (
            "memory_bytes: 1073741824",
            "reply_bytes: 268435457",
            "above 0, at most 268435456, not 268435457.",
        ),
        (
            "    optional: true\n",
            "    optional: true\n    limits: {submission_seconds: 5}\n",
            "limits.submission_seconds: holds for a whole submission. Move it to the",
        ),
        (
            "    optional: true\n",
            "    optional: true\n    limits: {proceses: 5}\n",
            "limits.proceses: nobody reads this key. Did you mean `processes`?",
        ),
        (
            "    optional: true\n",
            "    optional: true\n    limits: {file_bytes: 99999999}\n",
            "questions[1].limits.file_bytes: is 99999999, and `scratch_bytes` is",
        ),
        ("given: [lm_setup]", "given: lm_setup", "Write `given: [lm_setup]`."),
        ("given: [lm_setup]", "given: [LM]", "given[0]: must be the name of a module"),
        ("stem: p2_vae", "stem: P2-VAE", "questions[0].stem: must be a name of small"),
        ("id: 2", "id: (2)", "must be the paper's name of the part"),
        ("id: 2", "id: [2]", "must be the paper's name of the part"),
        ("kl: {", "KL: {", "checks.KL: a name is made of small letters"),
        ("{marks: 0.25, title", "{marks: 0.25, tile: x, title", "mean `title`?"),
        (
            "visibility: public",
            "visibility: secret",
            "`public` or `hidden`, not secret",
        ),
        ("1.0e-3", "-1", "a number from 0 up, not -1. Write `tolerance: 1.0e-3`."),
        ("1.0e-3", ".inf", "a number from 0 up, not .inf"),
        ("needs: [load]", "needs: load", "Write `needs: [load]`."),
        ("needs: [load]", "needs: [[load]]", "needs[0]: must be the name of a check"),
        (
            "needs: [load]",
            "needs: [kk]",
            "no check of this question. The checks are load",
        ),
        ("needs: [load]", "needs: [says_why]", "says_why is no check of this"),
        ("needs: [load]", "needs: [kl]", "goes round in a circle: kl needs kl."),
        ("1.0e-3", "1, scale: 3", "a mapping of `figure`, `from` and `to`, not 3."),
        ("1.0e-3", "1, scale: {figure: f, to: 1}", "scale.from: is missing. Write"),
        ("1.0e-3", "1, scale: {figure: f, from: x, to: 1}", "scale.from: must be the"),
        ("1.0e-3", "1, scale: {figure: f, from: 1, to: 1}", "begins and ends at one"),
        (
            "1.0e-3",
            "1, scale: {figure: f, from: 1, to: 2, step: 1}",
            "scale.step: nobody reads this key. Known: figure, from, to.",
        ),
        ("optional: true", "optional: maybe", "`true` or `false`, not maybe"),
        ("third: {weight: 1}", "third: 1", "checks.third: must be a mapping, not 1."),
        ("third: {weight: 1}", "third: {weight: 1, marks: 1}", "and not both."),
        ("third: {weight: 1}", "third: {marks: 1}", "or all have `weight`"),
        ("third: {weight: 1}", "third: {visibility: public}", "or all have `weight`"),
        ("third: {weight: 1}", "third: {weight: 0.000001}", "at most 4 decimal"),
        ("third: {weight: 1}", "third: {weight: 0.0001}", "are too few for these"),
        ("marks: 3.5", "marks: 3", "checks: make 4.5 marks, and the part has 5."),
        ("{marks: 0.25, title", "{marks: 1, title", "lines: make 1 marks, and"),
        ("total: 6.25", "total: 13.25", "Write `total: 6.25`, or correct a part."),
        ("stem: p4_flow", "stem: p2_vae", "questions[1].stem: p2_vae is taken by"),
        ("id: prose", "id: 2", "parts[1].id: 2 is taken by parts[0]. Use another."),
        ("says_why:", "kl:", "lines.kl: the name is taken in part 2."),
        ("given: [lm_setup]", "given: [p2_vae]", "p2_vae is a question or stands"),
        ("given: [lm_setup]", "given: [a, a]", "given[1]: a is a question or stands"),
        ("assignment: hw", "assignment: hx", "is hx, and the file is hw.yaml."),
        (
            "          second: {weight: 1}",
            "          first: {weight: 1}",
            "hw.yaml:31: questions[0].parts[2].checks.first: stands twice, first in",
        ),
        ("first: {weight: 1}", "<<: {weight: 1}", "is not read here. Write the keys"),
        ("first: {weight: 1}", "? [a]\n          : 1", "a key must be one word."),
    ],
)
def test_a_fault_is_a_sentence_with_its_place(
    tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    assert said in fault(tmp_path, right, wrong)


def test_needs_that_go_round_are_named_in_their_order(tmp_path: Path) -> None:
    text = WHOLE.replace(
        "{weight: 1}\n          second: {weight: 1}",
        ("{weight: 1, needs: [second]}\n          second: {weight: 1, needs: [first]}"),
    )

    (line,) = faults(tmp_path, text)

    assert "goes round in a circle: first needs second needs first." in line


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("marked_by: human", ["Move the `checks`", "needs `lines`"]),
        ("marked_by: robot", ["must be `machine` or `human`, not robot"]),
    ],
)
def test_a_part_has_the_lines_of_who_marks_it(
    tmp_path: Path, wrong: str, said: list[str]
) -> None:
    right = "marks: 7, marked_by: machine"
    found = faults(tmp_path, WHOLE.replace(right, f"marks: 7, {wrong}"))

    assert len(found) == len(said)
    for line, sentence in zip(found, said, strict=True):
        assert sentence in line


def test_every_fault_is_told_at_once_in_the_order_of_the_lines(tmp_path: Path) -> None:
    text = (
        WHOLE.replace("total: 6.25", "total: lots")
        .replace('title: "The VAE"', 'title: ""')
        .replace("needs: [load]", "needs: [lode]")
        .replace("third: {weight: 1}", "third: {marks: 1}")
        .replace("det: {weight: 1}", "det: {weight: 0}")
    )

    lines = [line.split(": ")[0] for line in faults(tmp_path, text)]

    assert lines == [
        "hw.yaml:4",
        "hw.yaml:10",
        "hw.yaml:18",
        "hw.yaml:29",
        "hw.yaml:37",
    ]


def test_a_fault_in_one_question_hides_none_in_another(tmp_path: Path) -> None:
    text = WHOLE.replace("stem: p4_flow", "stem: 4").replace("[load]", "[lode]")

    assert len(faults(tmp_path, text)) == 2


@pytest.mark.parametrize("text", ["", "{}"])
def test_an_empty_rubric_is_told_what_to_begin_with(tmp_path: Path, text: str) -> None:
    assert faults(tmp_path, text)[0] == (
        "hw.yaml:1: assignment: is missing. Write `assignment: cs5370_a5`."
    )


@pytest.mark.parametrize("text", ["[1]", "seven"])
def test_a_rubric_is_a_mapping(tmp_path: Path, text: str) -> None:
    (line,) = faults(tmp_path, text)

    assert line.startswith("hw.yaml:1: must be a mapping, not")


def test_questions_are_not_an_empty_list(tmp_path: Path) -> None:
    text = WHOLE[: WHOLE.index("questions:")] + "questions: []\n"

    assert any(
        "questions: must be a list of questions" in f for f in faults(tmp_path, text)
    )


def test_what_is_not_yaml_is_told_with_its_line(tmp_path: Path) -> None:
    (line,) = faults(tmp_path, "a: 1\nb: [1, 2\n")

    assert line.startswith("hw.yaml:3: not readable as YAML: ")


def test_a_character_that_yaml_forbids_is_told(tmp_path: Path) -> None:
    (line,) = faults(tmp_path, "a: \0")

    assert line == "hw.yaml:1: not readable as YAML: a character is not allowed."


def test_a_value_that_contains_itself_is_told(tmp_path: Path) -> None:
    (line,) = (f for f in faults(tmp_path, "title: &x [*x]") if "contains itself" in f)

    assert line.startswith("hw.yaml:1: title[0]: contains itself.")


def test_a_rubric_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no rubric at"):
        rubric.load(tmp_path / "none.yaml")


def test_a_rubric_in_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "hw.yaml").write_bytes(b"title: f\xfcr")

    with pytest.raises(RubricError, match="Save it as UTF-8"):
        rubric.load(tmp_path / "hw.yaml")


def test_rubrics_are_found_by_the_name_of_their_assignment(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yaml", "_draft.yaml", "schema.json", "notes.txt"):
        (tmp_path / name).write_text(f"assignment: {name[0]}")

    assert list(rubric.find(tmp_path).items()) == [
        ("a", tmp_path / "a.yaml"),
        ("b", tmp_path / "b.yaml"),
    ]


def test_a_rubric_is_named_like_its_assignment(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("title: x\nassignment: b")

    with pytest.raises(RubricError, match=r"a.yaml:2: assignment: is b, and the file"):
        rubric.find(tmp_path)


def test_a_rubric_that_is_found_need_not_be_right(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: [")

    assert list(rubric.find(tmp_path)) == ["a"]


def test_a_rubric_with_the_other_suffix_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("assignment: a")

    with pytest.raises(RubricError, match=r"Rename it to a.yaml"):
        rubric.find(tmp_path)


def test_a_folder_of_rubrics_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no folder of rubrics"):
        rubric.find(tmp_path / "none")


def test_the_schema_beside_the_rubrics_is_the_current_one() -> None:
    current = json.dumps(rubric.schema(), indent=2) + "\n"

    # To renew it: write `json.dumps(rubric.schema(), indent=2)` and a line end there.
    assert (ROOT / "rubrics" / "schema.json").read_text() == current


def test_a_rubric_that_is_read_fits_the_schema(tmp_path: Path) -> None:
    loaded(tmp_path)

    jsonschema.validate(yaml.safe_load(WHOLE), rubric.schema())


@pytest.mark.parametrize(
    "change", [{"total": "lots"}, {"tutle": 1}, {"questions": []}, {"given": "x"}]
)
def test_a_rubric_that_is_refused_does_not_fit_the_schema(
    change: dict[str, Any],
) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(yaml.safe_load(WHOLE) | change, rubric.schema())
