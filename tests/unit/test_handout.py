"""What students receive."""

from pathlib import Path

import nbformat

from markstone import course, handout

ROOT = Path(__file__).parents[2]

STUB = '''"""What to do.

A formula.
"""

import torch

# How many.
SIZE = 3


@torch.no_grad()
def double(x):
    """Return twice x."""
    raise NotImplementedError("double it")


class Layer:
    """A layer."""
'''


def cells(source: str) -> list[nbformat.NotebookNode]:
    text = handout.notebook(source, "q1", "The title")
    return list(nbformat.reads(text, as_version=4).cells)  # type: ignore[no-untyped-call]


def test_a_notebook_has_the_title_and_the_docstring_in_words() -> None:
    first = cells(STUB)[0]

    assert (first.cell_type, first.source) == (
        "markdown",
        "# The title\n\nWhat to do.\n\nA formula.",
    )


def test_every_definition_stands_in_a_cell_of_its_own() -> None:
    code = [cell.source.splitlines()[1] for cell in cells(STUB)[1:]]

    assert code == ["import torch", "@torch.no_grad()", "class Layer:"]


def test_every_code_cell_says_its_question() -> None:
    tags = [cell.metadata.tags for cell in cells(STUB)[1:]]

    assert tags == [["q1"]] * 3


def test_a_comment_stays_with_what_it_is_about() -> None:
    assert "# How many.\nSIZE = 3" in cells(STUB)[1].source


def test_a_notebook_is_the_same_bytes_every_time() -> None:
    assert handout.notebook(STUB, "q1", "T") == handout.notebook(STUB, "q1", "T")


def test_a_module_of_a_docstring_alone_is_words_alone() -> None:
    assert [cell.cell_type for cell in cells('"""Words."""\n')] == ["markdown"]


def test_a_handout_holds_no_grader_no_reference_and_no_manifest(tmp_path: Path) -> None:
    for paper in course.load(ROOT):
        names = {path.name for path in handout.write(paper, tmp_path)}

        assert not {"manifest.json", "seed.txt", "make_assets.py"} & names
        assert not any(name.startswith("test_") for name in names if name[-3:] == ".py")


def test_a_handout_has_a_notebook_for_every_stub(tmp_path: Path) -> None:
    (paper,) = [p for p in course.load(ROOT) if p.assignment.name == "cs5370_a5"]

    files = {path.name for path in handout.write(paper, tmp_path)}

    assert {"p2_vae.py", "p2_vae.ipynb", "answers.yaml", "lm_setup.py"} <= files
