"""``markstone.notebook.check`` in a session, with what IPython keeps of it."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from markstone import notebook
from markstone.model import Outcome

pytestmark = pytest.mark.slow

IMPORTS = "import torch\nimport markstone.notebook"
STUB = (
    "# question: t3_elbo_terms\ndef kl_term(q, prior):\n    raise NotImplementedError"
)
WRONG = (
    "# question: t3_elbo_terms\ndef kl_term(q, prior):\n"
    "    return (prior * (prior / q).log()).sum()"
)
EVIL = (
    "# question: t3_elbo_terms\ndef reconstruction_term(q, log_px):\n"
    "    raise ValueError('<script>alert(1)</script>')"
)


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Stand for a running notebook; what is put in has been run."""
    ran = [""]
    shell = SimpleNamespace(user_ns={"In": ran})
    module = ModuleType("IPython")
    module.get_ipython = lambda: shell  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "IPython", module)
    yield ran
    notebook._desk.cache_clear()


def test_what_the_cells_define_now_is_checked(
    session: list[str], small_handout: Path
) -> None:
    session += [IMPORTS, STUB, WRONG, EVIL, "markstone.notebook.check('t3_elbo_terms')"]

    shown = notebook.check("t3_elbo_terms", small_handout)

    found = {r.check: r for r in shown.checked.evidence.results}
    assert found["kl"].misconception == "kl_reversed"
    assert found["recon"].outcome is Outcome.ERRORED
    assert "the prior from q: the two are exchanged" in " ".join(repr(shown).split())
    page = shown._repr_html_()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert 'sandbox=""' in page
    assert page.count("<tr>") == 3


@pytest.mark.soak
def test_without_a_session_the_files_are_checked(small_handout: Path) -> None:
    shown = notebook.check("t3_elbo_terms", small_handout)

    assert shown.checked.attempted == 0
    assert "Nothing is attempted yet" in repr(shown)
    notebook._desk.cache_clear()
