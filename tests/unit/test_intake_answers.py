"""``answers.yaml``: strings as written, faults with their line, no surprises."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markstone.intake.answersheet import Sheet, parse_sheet
from markstone.model import Submission
from tests.unit.intake_builders import a_notebook, code, notices_of, only, write


def parsed(text: str | bytes) -> Sheet:
    data = text.encode() if isinstance(text, str) else text
    return parse_sheet(data, label="answers.yaml")


def fault_of(text: str | bytes) -> str:
    sheet = parsed(text)
    (fault,) = sheet.faults
    assert not sheet.is_readable
    assert not sheet.answers
    return fault


def handed_in(folder: Path, sheet: str | bytes, **files: str) -> Submission:
    write(folder, {"ann/answers.yaml": sheet})
    write(folder, {f"ann/{name}": body for name, body in files.items()})
    return only(folder)


@pytest.mark.parametrize(
    "written",
    ["no", "010", "1:30", ".nan", "1e3", "null", "~", "0x1F", "2001-01-01", "t*l*n^2"],
)
def test_a_scalar_is_what_was_written(written: str) -> None:
    assert parsed(f"q: {{a: {written}}}").answers == {"q": {"a": written}}


def test_an_empty_field_is_an_empty_string() -> None:
    assert parsed("q:\n  a:\n  b: ''\n").answers == {"q": {"a": "", "b": ""}}


def test_tables_stay_tables_of_strings() -> None:
    sheet = parsed("q: {q: [1, 2], p: {x: [[1], 0.50]}}")

    assert sheet.answers == {"q": {"q": ["1", "2"], "p": {"x": [["1"], "0.50"]}}}


def test_a_question_left_empty_is_no_fault() -> None:
    assert parsed("assignment: a\nq:\n") == Sheet(label="answers.yaml", assignment="a")


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n"])
def test_an_empty_sheet_is_no_fault(text: str) -> None:
    assert parsed(text).answers == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("q: {a: &x 1}", ":1 is not read: `*` and `&` names"),
        ("q:\n  a: *x", ":2 is not read: `*` and `&` names"),
        ("q: &x {a: 1}", "names are not read here"),
        ("q: !!python/object/apply:os.system [ls]", "`!` tags are not read"),
        ("q: {a: !x 1}", "`!` tags are not read"),
        ("q: {a: !!str 1}", "`!` tags are not read"),
        ("q:\n  <<: {a: 1}", ":2 is not read: `<<` is not read here"),
        ("q:\n  a: 1\n  a: 2", ":3 is not read: `a` stands here a second time"),
        ("q: 1\nq: 2", ":2 is not read: `q` stands here a second time"),
        ("q:\n  ? [a]\n  : 1", ":2 is not read: a key must be one word"),
        ("q: {a: [[[[[[[1]]]]]]]}", "nested deeper than 8 levels"),
        ("a: 1\n---\nb: 2", "a second document begins"),
        ("q:\n  a: [1, 2", "is not read: "),
        ("q:\n\ta: 1", ":2 is not read: a tab is not allowed here"),
        ("q: a: b", ":1 is not read: mapping values are not allowed here"),
        ("q: '\0'", "a character that is not text"),
        ("[1, 2]", "must hold `assignment:`"),
        ("forty-two", "must hold `assignment:`"),
        ("q: " + "x" * (64 << 10), "larger than 64 KB"),
    ],
)
def test_what_yaml_allows_and_no_answer_needs_is_a_fault(text: str, said: str) -> None:
    assert said in fault_of(text)


def test_a_sheet_may_be_as_large_as_allowed() -> None:
    text = "q: {a: '" + "x" * ((64 << 10) - 10) + "'}"

    assert len(text) == 64 << 10
    assert parsed(text).is_readable


@pytest.mark.parametrize("bomb", ["[", "{", "- ", "? ", "[\n", "a: [", "&a ", "- - "])
def test_a_bomb_is_refused_at_once(bomb: str) -> None:
    start = time.monotonic()

    parsed(bomb * (65_000 // len(bomb)))

    assert time.monotonic() - start < 5


@pytest.mark.parametrize(
    "data",
    [
        "\ufeffq: {a: für}".encode(),
        "q: {a: für}".encode("utf-16"),
        "q: {a: für}".encode("cp1252"),
    ],
)
def test_a_sheet_is_read_as_any_editor_saves_it(data: bytes) -> None:
    assert parsed(data).answers == {"q": {"a": "für"}}


def test_half_a_character_is_replaced() -> None:
    assert parsed('q: {a: "\\ud800"}').answers == {"q": {"a": "?"}}


@given(st.binary(max_size=200))
def test_any_bytes_make_a_sheet(data: bytes) -> None:
    sheet = parse_sheet(data, label="x")

    assert sheet.is_readable or sheet.faults


@given(st.dictionaries(st.from_regex(r"[a-z]\w{0,5}", fullmatch=True), st.text()))
def test_a_quoted_answer_comes_back_as_it_was(fields: dict[str, str]) -> None:
    printable = {
        key: value
        for key, value in fields.items()
        if value.isprintable() and "'" not in value
    }
    lines = [f"  {key}: '{value}'" for key, value in printable.items()]

    answers = parsed("\n".join(["q:", *lines])).answers

    assert answers == ({"q": printable} if printable else {})


def test_answers_stand_under_their_question(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, "assignment: cs5370_a5\nT1-Complexity: {a: t}")

    assert submission.answers == {"t1_complexity": {"a": "t"}}


def test_a_broken_sheet_costs_nothing_else(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, "t1_complexity: [", **{"p2_vae.py": ""})

    assert submission.modules == {"p2_vae": "p2_vae.py"}
    assert "`answers.yaml`:1 is not read" in notices_of(submission)


def test_a_broken_sheet_still_tells_its_assignment(tmp_path: Path) -> None:
    write(tmp_path, {"ann/answers.yaml": "assignment: ie643_quiz2\nx: ["})

    assert only(tmp_path).assignment == "ie643_quiz2"


def test_a_question_that_is_not_asked_is_told(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, "t1_complexitty: {a: t}\nzzz: {a: t}\np2_vae: {}")

    assert notices_of(submission) == (
        "`answers.yaml`: no question of cs5370_a5 is called: "
        "`t1_complexitty` (did you mean t1_complexity?), `zzz`."
    )


def test_an_answer_without_a_field_is_told(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, "t1_complexity: it is quadratic\np2_vae: {a: 1}")

    assert "`t1_complexity` must hold a mapping of its fields" in notices_of(submission)


def test_an_assignment_that_is_no_name_is_told(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, "assignment: [a]\np2_vae: {a: 1}")

    assert "`assignment:` must be one name" in notices_of(submission)


def test_an_answer_given_twice_alike_is_one_answer(tmp_path: Path) -> None:
    again = a_notebook(code("p2_vae: {a: 1, b: ''}", "answers"))
    submission = handed_in(tmp_path, "p2_vae: {a: 1, b: 2}", **{"hw.ipynb": again})

    assert submission.answers == {"p2_vae": {"a": "1", "b": "2"}}
    assert submission.notices == ()


def test_the_sheet_nearest_to_the_root_is_read(tmp_path: Path) -> None:
    write(tmp_path, {"ann/old/answers.yaml": "p2_vae: {a: old}"})
    submission = handed_in(tmp_path, "p2_vae: {a: new}")

    assert submission.answers == {"p2_vae": {"a": "new"}}
    assert "Not read, `answers.yaml` holds the typed answers" in notices_of(submission)


@pytest.mark.parametrize("name", ["Answers.YML", "answers (1).yaml", "answers-1.yaml"])
def test_the_sheet_is_found_however_it_is_spelt(tmp_path: Path, name: str) -> None:
    write(tmp_path, {f"ann/{name}": "p2_vae: {a: 1}"})

    assert only(tmp_path).answers == {"p2_vae": {"a": "1"}}


def test_a_flood_of_faults_is_cut_short(tmp_path: Path) -> None:
    sheet = "\n".join(f"q{i}: 1" for i in range(500))
    submission = handed_in(tmp_path, sheet, **{"p2_vae.py": ""})

    assert submission.notices[-1] == "And 460 notices more."
