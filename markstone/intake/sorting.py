"""From a bundle of files to a submission: which file answers which question."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import PurePosixPath

from markstone.intake.answersheet import FIELD_OF_PROSE
from markstone.intake.bundle import Bundle
from markstone.intake.choosing import choose
from markstone.intake.contents import Contents, take_apart
from markstone.intake.names import loose, printable
from markstone.intake.notices import Notices
from markstone.model import Assignment, Status, Submission, Typed

_UNTOLD = (
    "Nothing in it tells which assignment it answers: no file is named like a "
    "question, and no answers.yaml says `assignment:`. Rename its files as in the "
    "template, or name the assignment for the whole folder."
)
_NOTHING = (
    "Nothing in it answers a question of {paper}: code stands in files such as "
    "`{stem}.py` or in a notebook, typed answers in `answers.yaml`."
)


def assemble(
    student: str, bundle: Bundle, papers: Sequence[Assignment], fallback: str | None
) -> Submission:
    """Sort the files of one student by the questions of the paper they answer."""
    notices = bundle.notices
    contents = take_apart(bundle, papers)
    for sheet in contents.sheets:
        for fault in sheet.faults:
            notices.say(fault)
    paper = choose(contents, papers, fallback, notices)
    if paper is None:
        return _unreadable(student, None, _UNTOLD, contents, notices)
    files = _without_given(contents, paper, notices)
    modules = _modules(contents, paper, notices)
    answers = _answers(contents, paper, notices)
    if not (modules or answers or any(sheet.is_readable for sheet in contents.sheets)):
        reason = _NOTHING.format(paper=paper.name, stem=paper.questions[0].stem)
        return _unreadable(student, paper.name, reason, contents, notices)
    return Submission(
        student=student,
        assignment=paper.name,
        files=files,
        modules=modules,
        answers=answers,
        notices=notices.sentences(),
    )


def _unreadable(
    student: str,
    assignment: str | None,
    reason: str,
    contents: Contents,
    notices: Notices,
) -> Submission:
    return Submission(
        student=student,
        assignment=assignment,
        files=contents.files,
        notices=(reason, *notices.sentences()),
        status=Status.UNREADABLE,
    )


def _without_given(
    contents: Contents, paper: Assignment, notices: Notices
) -> dict[str, bytes]:
    files = {}
    for path, body in contents.files.items():
        if path.endswith(".py") and PurePosixPath(path).stem in paper.given:
            notices.gather("Not taken, the course's own copy is used", f"`{path}`")
        else:
            files[path] = body
    return files


def _modules(contents: Contents, paper: Assignment, notices: Notices) -> dict[str, str]:
    modules: dict[str, str] = {}
    for question in paper.questions:
        paths = contents.candidates.get(question.stem, ())
        if paths:
            modules[question.stem] = paths[0]
        for other in paths[1:]:
            notices.gather(
                f"Not looked at, `{paths[0]}` answers {question.stem}", f"`{other}`"
            )
        if paths and PurePosixPath(paths[0]).stem != question.stem:
            notices.say(f"`{paths[0]}` was taken as the answer to {question.stem}.")
    open_stems = [q.stem for q in paper.questions if q.stem not in modules]
    if contents.whole and open_stems:
        notices.say(
            f"`{contents.whole}` does not say which question it answers: it was looked "
            "at for every question that no other file answers."
        )
        modules |= dict.fromkeys(open_stems, contents.whole)
    return modules


def _answers(
    contents: Contents, paper: Assignment, notices: Notices
) -> dict[str, dict[str, Typed]]:
    stems = {loose(question.stem): question.stem for question in paper.questions}
    answers: dict[str, dict[str, Typed]] = {}
    for sheet in contents.sheets:
        for name, fields in sheet.answers.items():
            stem = stems.get(loose(name))
            if stem is None:
                close = get_close_matches(loose(name), stems, n=1)
                hint = f" (did you mean {stems[close[0]]}?)" if close else ""
                notices.gather(
                    f"{sheet.label}: no question of {paper.name} is called",
                    f"`{printable(name)}`{hint}",
                )
                continue
            _add(
                answers.setdefault(stem, {}),
                fields,
                f"{stem} in {sheet.label}",
                notices,
            )
    for stem, text in contents.prose.items():
        if stem in stems.values():
            fields = {FIELD_OF_PROSE: text}
            _add(answers.setdefault(stem, {}), fields, f"{stem} in a notebook", notices)
    return answers


def _add(
    answers: dict[str, Typed],
    fields: Mapping[str, Typed],
    place: str,
    notices: Notices,
) -> None:
    """Fill fields that are still empty; a field that is answered stands."""
    for name, value in fields.items():
        if not answers.get(name):
            answers[name] = value
        elif value and value != answers[name]:
            notices.gather(
                f"Answered twice, the first counts, {place}", printable(name)
            )
