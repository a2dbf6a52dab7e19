"""Notebooks: which cell goes where, and what no cell may cost another."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from markstone.briefing import Examinee
from markstone.intake.magics import clean
from markstone.model import Status, Submission
from markstone.wire import values
from tests.unit.intake_builders import (
    a_notebook,
    code,
    notices_of,
    only,
    raw,
    text,
    write,
)


def handed_in(folder: Path, *cells: dict[str, Any], **files: str) -> Submission:
    write(folder, {"ann/hw.ipynb": a_notebook(*cells)})
    write(folder, {f"ann/{name}": body for name, body in files.items()})
    return only(folder)


def module(submission: Submission, stem: str) -> str:
    return submission.files[submission.modules[stem]].decode()


def test_cells_are_sorted_by_their_tags(tmp_path: Path) -> None:
    submission = handed_in(
        tmp_path, code("a = 1", "p2_vae"), code("b = 2", "question:p3_transformer")
    )

    assert module(submission, "p2_vae") == "# cell 1\na = 1\n"
    assert module(submission, "p3_transformer") == "# cell 2\nb = 2\n"


@pytest.mark.parametrize(
    "mark",
    [
        "# question: p2_vae",
        "\n\n#Question : P2-VAE",
        "%%time\n# question: p2_vae",
        "%%writefile p2_vae.py",
        "%%writefile -a work/p2_vae.py",
    ],
)
def test_cells_are_sorted_by_their_first_line(tmp_path: Path, mark: str) -> None:
    submission = handed_in(tmp_path, code(f"{mark}\na = 1"), code("b = 2"))

    assert set(submission.modules) == {"p2_vae"}


def test_cells_of_one_question_stay_in_their_order(tmp_path: Path) -> None:
    submission = handed_in(
        tmp_path,
        code("a = 1", "p2_vae"),
        code("z = 0", "p3_transformer"),
        code("b = 2", "p2_vae"),
    )

    assert module(submission, "p2_vae") == "# cell 1\na = 1\n\n\n# cell 3\nb = 2\n"


def test_an_unmarked_cell_lends_its_imports_to_every_question(tmp_path: Path) -> None:
    submission = handed_in(
        tmp_path,
        code("import torch\ntorch.set_num_threads(1)"),
        code("a = torch.ones(1)", "p2_vae"),
        code("b = torch.ones(1)", "p3_transformer"),
    )

    for stem in ("p2_vae", "p3_transformer"):
        assert module(submission, stem).startswith("import torch\n\n\n#")


def test_an_unmarked_cell_lends_what_it_defines_and_runs_nothing(
    tmp_path: Path,
) -> None:
    shared = "def f():\n    return 1\nSIZES = [1, -2]\nmodel = train(f)\nprint(model)"
    submission = handed_in(tmp_path, code(shared), code("A = f()", "p2_vae"))

    lent = "def f():\n    return 1\nSIZES = [1, -2]"
    assert module(submission, "p2_vae") == f"{lent}\n\n\n# cell 2\nA = f()\n"


def test_a_cell_too_deep_to_be_lent_is_not_lent(tmp_path: Path) -> None:
    deep = "def f(x):\n    return x" + ".x" * 900
    submission = handed_in(tmp_path, code(deep), code("a = 1", "p2_vae"))

    assert module(submission, "p2_vae") == "# cell 2\na = 1\n"


def test_what_python_wants_first_comes_first(tmp_path: Path) -> None:
    future = "from __future__ import annotations"
    submission = handed_in(
        tmp_path,
        code("import torch", "p2_vae"),
        code(f"{future}\na = 1", "p2_vae"),
        code(future, "p2_vae"),
    )

    compile(module(submission, "p2_vae"), "p2_vae.py", "exec")


def test_a_notebook_without_marks_is_offered_to_every_open_question(
    tmp_path: Path,
) -> None:
    submission = handed_in(tmp_path, code("a = 1"), **{"p2_vae.py": "b = 2"})

    assert submission.modules == {
        "p2_vae": "p2_vae.py",
        "p3_transformer": "hw.py",
        "t1_complexity": "hw.py",
    }


def test_a_notebook_without_code_is_offered_to_no_question(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, text("Because.", "t1_complexity"), code(""))

    assert (submission.modules, submission.files) == ({}, {})


def test_a_notebook_without_marks_is_told_of(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, code("a = 1"))

    assert "`hw.py` does not say which question it answers" in notices_of(submission)


def test_a_notebook_named_like_a_question_answers_that_one(tmp_path: Path) -> None:
    write(tmp_path, {"ann/p2_vae.ipynb": a_notebook(code("a = 1"))})

    assert only(tmp_path).modules == {"p2_vae": "p2_vae.py"}


def test_of_two_notebooks_without_marks_the_first_is_looked_at(tmp_path: Path) -> None:
    write(tmp_path, {"ann/other.ipynb": a_notebook(code("b = 2"))})
    submission = handed_in(tmp_path, code("a = 1"))

    assert module(submission, "p2_vae") == "# cell 1\na = 1\n"
    assert "The cells of `other.ipynb` say no question" in notices_of(submission)


def test_a_notebook_and_its_export_stand_side_by_side(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, code("a = 1"), **{"hw.py": "exported"})

    assert set(submission.files) == {"hw.py", "hw_notebook.py"}


def test_a_module_stands_before_the_cells_of_the_same_name(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, code("a = 1", "p2_vae"), **{"p2_vae.py": "b = 2"})

    assert module(submission, "p2_vae") == "b = 2"
    assert "the cells of `hw.ipynb` do not" in notices_of(submission)


def test_a_module_nearer_to_the_root_stands_before_cells(tmp_path: Path) -> None:
    write(tmp_path, {"ann/old/hw.ipynb": a_notebook(code("a = 1", "p2_vae"))})
    write(tmp_path, {"ann/P2_VAE.py": "b = 2"})

    assert only(tmp_path).modules == {"p2_vae": "P2_VAE.py"}


def test_a_notebook_itself_is_not_carried_along(tmp_path: Path) -> None:
    assert set(handed_in(tmp_path, code("a = 1", "p2_vae")).files) == {"p2_vae.py"}


def test_marked_text_is_prose(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, text("Because $n < t$.", "t1_complexity"))

    assert submission.answers == {"t1_complexity": {"prose": "Because $n < t$."}}


@pytest.mark.parametrize(
    "mark",
    [
        "# question: t1_complexity",
        "question: t1_complexity",
        "<!-- question: t1_complexity -->",
    ],
)
def test_a_mark_in_a_text_is_no_part_of_it(tmp_path: Path, mark: str) -> None:
    submission = handed_in(tmp_path, text(f"{mark}\nBecause."), text("And so on."))

    assert submission.answers == {"t1_complexity": {"prose": "Because."}}


def test_texts_of_one_question_are_one_prose(tmp_path: Path) -> None:
    write(tmp_path, {"ann/more.ipynb": a_notebook(text("3", "t1_complexity"))})
    submission = handed_in(
        tmp_path, text("1", "t1_complexity"), text("2", "t1_complexity")
    )

    assert submission.answers == {"t1_complexity": {"prose": "1\n\n2\n\n3"}}


def test_prose_of_the_answer_sheet_stands_before_a_cell(tmp_path: Path) -> None:
    sheet = "t1_complexity: {prose: typed}"
    submission = handed_in(
        tmp_path, text("told", "t1_complexity"), **{"answers.yaml": sheet}
    )

    assert submission.answers == {"t1_complexity": {"prose": "typed"}}
    assert "Answered twice, the first counts" in notices_of(submission)


def test_prose_for_another_paper_is_not_looked_at(tmp_path: Path) -> None:
    submission = handed_in(
        tmp_path, code("a = 1", "p2_vae"), text("b", "q3_unet_video")
    )

    assert submission.answers == {}


def test_prose_left_empty_on_the_sheet_is_filled_by_a_cell(tmp_path: Path) -> None:
    sheet = 't1_complexity: {prose: ""}'
    submission = handed_in(
        tmp_path, text("told", "t1_complexity"), **{"answers.yaml": sheet}
    )

    assert submission.answers == {"t1_complexity": {"prose": "told"}}


@pytest.mark.parametrize(
    "cell",
    [
        code("t1_complexity: {time: t}", "answers"),
        code("\n# answers.yaml\nt1_complexity: {time: t}"),
        raw("# Answers.yml\nt1_complexity: {time: t}"),
    ],
)
def test_a_cell_may_hold_the_typed_answers(
    tmp_path: Path, cell: dict[str, Any]
) -> None:
    assert handed_in(tmp_path, cell).answers == {"t1_complexity": {"time": "t"}}


def test_a_fault_in_typed_answers_names_the_cell(tmp_path: Path) -> None:
    submission = handed_in(
        tmp_path, code("a = 1", "p2_vae"), code("x: 1\nx: 2", "answers")
    )

    assert "`hw.ipynb` cell 2:2 is not read" in notices_of(submission)


def test_a_mark_that_no_paper_knows_is_told(tmp_path: Path) -> None:
    submission = handed_in(
        tmp_path,
        code("a = 1", "question:p9"),
        code("# question: p8\nb = 2"),
        code("c = 3", "hide-input"),
    )

    assert notices_of(submission).startswith(
        "Marked in `hw.ipynb` for a question that no paper asks: "
        "cell 1 (`question:p9`), cell 2 (`p8`)."
    )


def test_a_cell_that_is_no_python_costs_itself_only(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, code("a = 1"), code("b = ("), code("c = 3"))

    assert module(submission, "p2_vae") == "# cell 1\na = 1\n\n\n# cell 3\nc = 3\n"


def test_a_cell_that_is_no_python_is_named(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, code("a = 1", "p2_vae"), code("\nb = ("))

    assert notices_of(submission) == (
        "Left out of `hw.ipynb` because it is no valid Python: "
        "cell 2 ('(' was never closed in its line 2)."
    )


def test_a_marked_notebook_stays_marked_when_its_cell_is_broken(tmp_path: Path) -> None:
    submission = handed_in(
        tmp_path, code("a = 1"), code("b = (", "p2_vae"), **{"t1_complexity.py": ""}
    )

    assert submission.modules == {"t1_complexity": "t1_complexity.py"}


def test_lines_for_ipython_are_named_by_cell(tmp_path: Path) -> None:
    submission = handed_in(
        tmp_path, code("%matplotlib inline\na = 1", "p2_vae"), code("!ls")
    )

    assert notices_of(submission) == (
        "Lines for IPython (`%`, `!`, `?`) were left out of `hw.ipynb`: cell 1, cell 2."
    )


def test_code_is_bounded(tmp_path: Path) -> None:
    data = f"DATA = '{'x' * 200_000}'"
    submission = handed_in(
        tmp_path, code(data, "p2_vae"), code(data, "p2_vae"), code("a = 1", "p2_vae")
    )

    assert "more code than 256 KB in all: cell 2." in notices_of(submission)
    assert module(submission, "p2_vae").endswith("# cell 3\na = 1\n")


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("{", "Expecting property name"),
        ("[]", "not a notebook"),
        ("{}", "cells"),
        ('{"nbformat": 9, "cells": []}', "unknown version 9"),
        ('{"nbformat": [], "cells": []}', "unhashable"),
        ('{"nbformat": 4, "cells": [7]}', "attribute"),
        ('{"nbformat": 4, "cells": 7}', "not iterable"),
        ('{"nbformat": 3, "worksheets": [{"cells": [{}]}]}', "cell_type"),
        ("[" * 100_000, "recursion"),
        ("[" * 1_000_001, "clear its outputs"),
        (json.dumps({"nbformat": 4, "cells": [{}] * 2_001}), "more than 2000 cells"),
        ('{"nbformat": 4, "cells": [{"source": [3]}]}', "expected str"),
        ('{"x": 1' + "0" * 5_000 + "}", "integer"),
    ],
)
def test_a_broken_notebook_says_so(tmp_path: Path, broken: str, said: str) -> None:
    write(tmp_path, {"ann/hw.ipynb": broken, "ann/p2_vae.py": "x = 1"})

    submission = only(tmp_path)

    assert submission.modules == {"p2_vae": "p2_vae.py"}
    assert "`hw.ipynb` cannot be read as a notebook" in notices_of(submission)
    assert said in notices_of(submission)


def test_a_lone_broken_notebook_is_unreadable(tmp_path: Path) -> None:
    write(tmp_path, {"ann.ipynb": "{"})

    assert only(tmp_path).status is Status.UNREADABLE


def test_outputs_are_never_looked_at(tmp_path: Path) -> None:
    cell = code("a = 1", "p2_vae") | {"outputs": ["no output", {"data": 7}]}

    assert set(handed_in(tmp_path, cell).modules) == {"p2_vae"}


def test_a_cell_without_its_fields_is_passed_over(tmp_path: Path) -> None:
    cells = [{}, {"cell_type": "code", "metadata": {"tags": "p2_vae"}}]
    submission = handed_in(tmp_path, *cells, code("a = 1", "p2_vae"))

    assert module(submission, "p2_vae") == "# cell 3\na = 1\n"


def test_half_a_character_is_replaced(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, code("a = '\ud800'", "p2_vae"))

    assert module(submission, "p2_vae") == "# cell 1\na = '?'\n"


OLD_CODE = {"cell_type": "code", "metadata": {"tags": ["p2_vae"]}, "language": "python"}


@pytest.mark.parametrize(
    "old",
    [
        {
            "nbformat": 3,
            "nbformat_minor": 0,
            "metadata": {"name": ""},
            "worksheets": [
                {"cells": [OLD_CODE | {"input": ["a = 1\n", "b = 2"], "outputs": [7]}]}
            ],
        },
        {
            "nbformat": 2,
            "worksheets": [{"cells": [OLD_CODE | {"input": "a = 1\nb = 2"}]}],
        },
        {
            "nbformat": 4,
            "nbformat_minor": 0,
            "metadata": {},
            "cells": [OLD_CODE | {"source": ["a = 1\n", "b = 2"]}],
        },
    ],
)
def test_notebooks_of_every_version_are_read(
    tmp_path: Path, old: dict[str, Any]
) -> None:
    write(tmp_path, {"ann.ipynb": json.dumps(old)})

    assert module(only(tmp_path), "p2_vae") == "# cell 1\na = 1\nb = 2\n"


def test_a_notebook_of_the_first_version_is_read(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "code", "code": "# question: p2_vae\na = 1", "prompt_number": 1},
        {"cell_type": "text", "text": "question: t1_complexity\nBecause."},
    ]
    write(tmp_path, {"ann.ipynb": json.dumps({"cells": cells})})

    submission = only(tmp_path)

    assert set(submission.modules) == {"p2_vae"}
    assert submission.answers == {"t1_complexity": {"prose": "Because."}}


def test_a_notebook_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    notebook = "\ufeff" + a_notebook(code("a = 1", "p2_vae"))
    write(tmp_path, {"ann.ipynb": notebook})

    assert set(only(tmp_path).modules) == {"p2_vae"}


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("%matplotlib inline\na = 1", "pass\na = 1"),
        ("!pip install torch\na = 1", "pass\na = 1"),
        ("pip install torch\na = 1", "pass\na = 1"),
        ("torch.nn?\na = 1", "pass\na = 1"),
        ("?torch\na = 1", "pass\na = 1"),
        ("files = !ls\na = 1", "pass\na = 1"),
        ("if a:\n    %time f()\nb = 1", "if a:\n    pass\nb = 1"),
        ('!echo "it\'s"\r\na = 1', "pass\na = 1"),
        ("%%time\na = 1", "a = 1"),
        ("\n%%capture out\na = 1", "a = 1"),
        ("%%bash\nrm -rf /", ""),
        ("%%html\n<b>", ""),
        ("get_ipython().system('ls')\na = 1", "pass\na = 1"),
        ("a = 1\nget_ipython().run_cell_magic(\n  'x'\n)", "a = 1\npass"),
        (
            "if 'colab' in str(get_ipython()):\n    a = 1\nelse:\n    a = 2\nb = 3",
            "pass\n\n\n\nb = 3",
        ),
        (
            "try:\n    import x\nexcept E:\n    get_ipython().system('ls')",
            "try:\n    import x\nexcept E:\n    pass",
        ),
        (
            "def f():\n    get_ipython()\n    return 1",
            "def f():\n    pass\n    return 1",
        ),
    ],
)
def test_what_only_ipython_reads_is_taken_out(source: str, left: str) -> None:
    cell = clean(source)

    assert (cell.code, cell.had_magics, cell.fault) == (left, True, "")


@pytest.mark.parametrize(
    "source",
    [
        "",
        "a = (7\n     % 3)",
        'a = """\n%d items\n!\n"""',
        "a = 'get_ipython'",
        "def f():\n    yield 1\n    await_ = 1",
        "async def f():\n    await g()",
        "a = lambda: (yield)",
        'a = "\\d"',
    ],
)
def test_what_python_reads_stays(source: str) -> None:
    cell = clean(source)

    assert (cell.code, cell.had_magics, cell.fault) == (source, False, "")


def test_a_remainder_survives_beside_a_magic() -> None:
    assert clean("%time\na = (7\n     % 3)").code == "pass\na = (7\n     % 3)"


def test_a_cell_full_of_magics_loses_them_all() -> None:
    assert clean("%time\n" * 50 + "a = 1").code == "pass\n" * 50 + "a = 1"


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("a = 1\nreturn a", "this stands outside a function in its line 2"),
        ("await f()", "this stands outside a function in its line 1"),
        ("for i in a:\n    yield i", "this stands outside a function in its line 2"),
        ("-" * 100_000 + "1", "nested too deep, or not text"),
        ("a" + ".b" * 100_000, "nested too deep, or not text"),
        ("if a: get_ipython()\nelse:\n  b = 1", "invalid syntax in its line 2"),
    ],
)
def test_what_cannot_stand_in_a_module_is_a_fault(source: str, fault: str) -> None:
    cell = clean(source)

    assert (cell.code, cell.fault) == ("", fault)


def test_a_null_byte_is_a_fault() -> None:
    assert clean("a = 1\0").fault


ROWS = {
    "a line for nobody": " " * 200_000 + "$",
    "a mark": " " * 200_000 + "x",
    "many lines": "\n".join([" " * 9_000 + "$"] * 25),
    "a question mark": "x " * 60_000 + "?\n" + "y " * 60_000,
    "a sign": "#" * 200_000,
    "a file to write": "%%writefile " + "a/" * 100_000,
}


@pytest.mark.parametrize("source", ROWS.values(), ids=ROWS)
def test_long_rows_of_one_character_take_no_time(tmp_path: Path, source: str) -> None:
    write(tmp_path, {"ann.ipynb": a_notebook(code(source), code("x = 1"))})
    start = time.process_time()

    only(tmp_path)

    assert time.process_time() - start < 3


def test_a_long_row_of_underscores_is_no_question(tmp_path: Path) -> None:
    write(tmp_path, {"ann.ipynb": a_notebook(code("x = 1", "_" * (1 << 20)))})
    start = time.process_time()

    only(tmp_path)

    assert time.process_time() - start < 3


def test_typed_answers_in_cells_are_bounded_together(tmp_path: Path) -> None:
    sheet = "# answers.yaml\nt1_complexity:\n  a: " + "x" * 40_000
    submission = handed_in(tmp_path, raw(sheet), raw(sheet.replace(" a:", " b:")))

    assert submission.answers["t1_complexity"].keys() == {"a"}
    assert "Not read, more typed answers in notebooks" in notices_of(submission)


def test_prose_in_cells_is_bounded_together(tmp_path: Path) -> None:
    submission = handed_in(
        tmp_path, text("x" * (1 << 20), "p2_vae"), text("y", "t1_complexity")
    )

    prose = {stem: fields["prose"] for stem, fields in submission.answers.items()}
    assert len(prose["p2_vae"]) == 128 << 10
    assert "Cut, more text in notebooks than 128 KB" in notices_of(submission)


def test_the_longest_answers_of_a_submission_cross_the_wire(tmp_path: Path) -> None:
    many = "t1_complexity: {a: [" + "a," * 32_000 + "]}"
    submission = handed_in(
        tmp_path,
        raw(f"# answers.yaml\n{many}"),
        text("ä" * (1 << 20), "p2_vae"),
        **{"answers.yaml": many.replace("{a", "{b")},
    )

    assert submission.answers["t1_complexity"].keys() == {"a", "b"}
    values.pack(Examinee.of(submission).to_plain(), values.as_is)


# What of a notebook runs.

HEAD = "import torch\nfrom torch import nn"
NET = "class Net(nn.Module):\n    def forward(self, x):\n        return x * SCALE"


def test_training_and_plots_between_definitions_do_not_run(tmp_path: Path) -> None:
    training = (
        "net = Net()\nfor epoch in range(100):\n    train(net)\n"
        "plt.plot(losses)\nprint(net)\ndata = torch.load('big.pt')"
    )
    submission = handed_in(
        tmp_path,
        code(HEAD),
        code(f"SCALE = 2\n{NET}", "p2_vae"),
        code(training, "p2_vae"),
        code("def last():\n    return 1", "p2_vae"),
    )

    made = module(submission, "p2_vae")
    for line in training.splitlines():
        assert line not in made
    assert made.index("class Net") < made.index("def last")


def test_what_a_notebook_imports_for_itself_is_not_imported(tmp_path: Path) -> None:
    own = "import torch\nimport markstone.notebook\nfrom IPython import display"
    submission = handed_in(
        tmp_path, code(own), code("import matplotlib\ndef f():\n    pass", "p2_vae")
    )

    made = module(submission, "p2_vae")
    assert "import torch" in made
    assert not [name for name in ("markstone", "IPython", "matplot") if name in made]


def test_what_a_definition_imports_for_its_plots_is_imported(tmp_path: Path) -> None:
    plot = "import matplotlib.pyplot as plt\ndef f(x):\n    plt.plot(x)"
    submission = handed_in(tmp_path, code(plot, "p2_vae"))

    assert "import matplotlib.pyplot" in module(submission, "p2_vae")


def test_what_was_not_run_is_said(tmp_path: Path) -> None:
    submission = handed_in(
        tmp_path, code("def f():\n    return 1", "p2_vae"), code("f()", "p2_vae")
    )

    assert notices_of(submission) == (
        "Statements of `hw.ipynb` that no definition needs were not run (training, "
        "plots, prints): cell 2."
    )


@pytest.mark.parametrize(
    ("needed", "use"),
    [
        ("SCALE = math.sqrt(8)", "SCALE"),
        ("scale = make_scale()", "scale"),
        ("table = {}\nfor i in range(3):\n    table[i] = i", "table[1]"),
        ("rows = []\nrows.append(load())", "rows"),
        ("with torch.no_grad():\n    W = torch.load('w.pt')", "W"),
        ("a, (b, c) = train(1)", "b + c"),
        ("try:\n    import fast as how\nexcept ImportError:\n    how = None", "how"),
    ],
)
@pytest.mark.parametrize("tag", ["p2_vae", "p3_transformer", ""])
def test_what_a_definition_needs_is_found_in_an_earlier_cell(
    tmp_path: Path, needed: str, use: str, tag: str
) -> None:
    submission = handed_in(
        tmp_path,
        code("def make_scale():\n    return 2", *([tag] if tag else [])),
        code(needed, *([tag] if tag else [])),
        code(f"def f(x):\n    return {use}", "p2_vae"),
    )

    made = module(submission, "p2_vae")
    for line in needed.splitlines()[-1:]:
        assert line.strip() in made
    assert made.index(needed.splitlines()[0]) < made.index("def f")


def test_a_definition_of_another_question_stays_there_unless_it_is_needed(
    tmp_path: Path,
) -> None:
    submission = handed_in(
        tmp_path,
        code("def g():\n    return 1\ndef unused():\n    return 2", "p3_transformer"),
        code("def f():\n    return g()", "p2_vae"),
    )

    made = module(submission, "p2_vae")
    assert "def g" in made
    assert "def unused" not in made


def test_lines_keep_their_numbers_where_others_are_left_out(tmp_path: Path) -> None:
    cell = "def f():\n    return 1\nprint(f())\n\ndef g():\n    return 1 / 0"
    submission = handed_in(tmp_path, code(cell, "p2_vae"))

    lines = module(submission, "p2_vae").splitlines()
    assert [lines.index(line) for line in ("def f():", "def g():")] == [1, 5]


def test_what_a_library_is_set_to_is_set(tmp_path: Path) -> None:
    setting = "torch.set_default_dtype(torch.float64)"
    submission = handed_in(tmp_path, code(f"import torch\n{setting}", "p2_vae"))

    assert setting in module(submission, "p2_vae")


def test_a_method_that_is_put_on_later_is_put_on(tmp_path: Path) -> None:
    put_on = "Net.forward = lambda self, x: x"
    submission = handed_in(
        tmp_path, code("class Net:\n    pass", "p2_vae"), code(put_on, "p2_vae")
    )

    assert put_on in module(submission, "p2_vae")


# A handout has a file and a notebook of each stub.

STUB = 'def f(x):\n    """Twice x."""\n    raise NotImplementedError("double")\n'
DONE = "def f(x):\n    return 2 * x\n"


@pytest.mark.parametrize(
    ("file", "cells", "counts"),
    [(STUB, DONE, "cells"), (DONE, STUB, "file"), (STUB, STUB, "file")],
)
def test_of_a_stub_and_what_is_written_the_written_one_counts(
    tmp_path: Path, file: str, cells: str, counts: str
) -> None:
    submission = handed_in(tmp_path, code(cells, "p2_vae"), **{"p2_vae.py": file})

    made = module(submission, "p2_vae")
    assert made.startswith("# cell 1") == (counts == "cells")
    assert ("NotImplementedError" in made) == (file == cells)
    assert submission.notices == ()


def test_where_both_are_written_the_file_counts_and_that_is_said(
    tmp_path: Path,
) -> None:
    submission = handed_in(tmp_path, code(DONE, "p2_vae"), **{"p2_vae.py": DONE})

    assert not module(submission, "p2_vae").startswith("# cell")
    assert "`p2_vae.py` stands twice" in notices_of(submission)
