"""What the host tells the examiner is plain data, and nothing of it gets lost."""

from dataclasses import asdict, replace
from pathlib import Path

from markstone import course
from markstone.briefing import CheckSettings, Examinee, ExaminerSettings, checks_of
from markstone.model import Limits
from markstone.wire import values
from tests.tiny_course import NAME, STEM, lay_course
from tests.unit.builders import (
    a_check,
    a_human_part,
    a_part,
    a_public_check,
    a_question,
    a_submission,
    an_assignment,
)


def crossed(plain: object) -> dict[str, object]:
    parts = values.pack(plain, lambda value: value)
    payload = memoryview(bytearray(b"".join(map(bytes, parts))))
    back: dict[str, object] = values.unpack(payload, lambda value: value)
    return back


def test_the_settings_of_a_course_cross_unchanged(tmp_path: Path) -> None:
    checks = {"doubles": {"visibility": "public", "tolerance": 0.5}}
    typed = {f"reference/{NAME}/{STEM}.yaml": "slope: ['2', {right: '3'}]\n"}
    (paper,) = course.load(lay_course(tmp_path, checks=checks, files=typed))
    forbids: dict[str, tuple[str, ...]] = {STEM: ("torch.nn.Transformer",)}
    told = replace(paper.settings("seed"), forbids=forbids)

    assert ExaminerSettings.from_plain(crossed(told.to_plain())) == told


def test_the_limits_of_a_question_cross_with_its_checks() -> None:
    question = replace(a_question(a_part(a_check())), limits=Limits(processes=3))
    settings = checks_of(an_assignment(question))[question.stem]["kl"]

    crossing = crossed(asdict(settings))

    assert CheckSettings.from_plain(crossing) == settings
    assert settings.limits == Limits(processes=3)


def test_a_check_may_use_what_the_nearest_limit_says() -> None:
    paper, own = Limits(call_seconds=5.0, processes=9), Limits(processes=3)
    check = replace(a_check(), call_seconds=7.0)

    assert CheckSettings.of(check).limits_within(paper) == replace(
        paper, call_seconds=7.0
    )
    assert CheckSettings.of(a_check(), own).limits_within(paper) == own


def test_a_submission_crosses_with_its_bytes() -> None:
    submission = a_submission(
        files={"p2_vae.py": b"x = 1\n", "data/w.bin": bytes(range(256))},
        modules={"p2_vae": "p2_vae.py"},
        answers={"t1": {"time": ["n", {"a": "b"}]}},
    )
    examinee = Examinee.of(submission)

    assert Examinee.from_plain(crossed(examinee.to_plain())) == examinee


def test_a_submission_larger_than_a_header_crosses() -> None:
    examinee = Examinee.of(a_submission(files={"weights.pt": bytes(9 << 20)}))

    assert Examinee.from_plain(crossed(examinee.to_plain())) == examinee


def test_notices_are_not_for_the_examiner() -> None:
    plain = Examinee.of(a_submission(notices=("late",))).to_plain()

    assert "late" not in repr(plain)


def test_checks_come_by_question_in_the_rubric_s_order() -> None:
    assignment = an_assignment(
        a_question(a_part(a_check("b"), a_public_check("a"))),
        a_question(a_human_part(a_check("why")), stem="t1"),
    )

    told = checks_of(assignment)

    assert [(stem, list(checks)) for stem, checks in told.items()] == [
        ("p2_vae", ["b", "a"]),
        ("t1", []),
    ]


def test_a_check_knows_whether_it_is_public() -> None:
    assert CheckSettings.of(a_public_check()).public
    assert not CheckSettings.of(a_check()).public
