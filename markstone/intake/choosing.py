"""Which assignment a submission answers."""

from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches

from markstone.intake.contents import Contents
from markstone.intake.names import fold, printable
from markstone.intake.notices import Notices
from markstone.model import Assignment


def choose(
    contents: Contents,
    papers: Sequence[Assignment],
    fallback: str | None,
    notices: Notices,
) -> Assignment | None:
    """Return the paper that the submission names, resembles, or is said to answer.

    What the student wrote counts before the names of the files, and those
    before the fallback; None where nothing tells.
    """
    by_name = {fold(paper.name): paper for paper in papers}
    chosen = _named(contents, by_name, notices) or _resembled(contents, papers)
    asked = by_name.get(fold(fallback)) if fallback else None
    if chosen and asked and chosen is not asked:
        notices.say(
            f"It was handed in for {asked.name} and answers {chosen.name}; it was "
            f"graded as {chosen.name}."
        )
    return chosen or asked


def _named(
    contents: Contents, by_name: dict[str, Assignment], notices: Notices
) -> Assignment | None:
    for sheet in contents.sheets:
        if not sheet.assignment:
            continue
        if paper := by_name.get(fold(sheet.assignment)):
            return paper
        close = get_close_matches(fold(sheet.assignment), by_name, n=1)
        hint = f"; did you mean {by_name[close[0]].name}?" if close else "."
        notices.say(
            f"{sheet.label} says `assignment: {printable(sheet.assignment)}`, which is "
            f"not one of this course{hint}"
        )
    return None


def _resembled(contents: Contents, papers: Sequence[Assignment]) -> Assignment | None:
    seen = {*contents.candidates, *contents.prose}
    seen.update(stem for sheet in contents.sheets for stem in sheet.answers)
    matches = Counter(
        {
            paper.name: len(seen.intersection(q.stem for q in paper.questions))
            for paper in papers
        }
    )
    best = matches.most_common(2)
    if not best or not best[0][1] or (len(best) == 2 and best[0][1] == best[1][1]):
        return None
    return next(paper for paper in papers if paper.name == best[0][0])
