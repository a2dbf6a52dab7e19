"""Misconceptions of a class: which known slip was whose."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markstone.model import Gradebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A known slip in one check of one student."""

    question: str
    check: str
    student: str
    slip: str
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Misconception:
    """A known slip and everybody in whose answers it was seen."""

    question: str
    slip: str
    sentence: str
    """What students are told of it; empty where its mutant has no sentence."""
    checks: tuple[str, ...]
    students: tuple[str, ...]


def gather(sightings: Iterable[Sighting]) -> tuple[Misconception, ...]:
    """Put the sightings of a slip together, the most frequent slip first.

    A student who made a slip in several checks of a question is counted once.
    """
    seen: dict[tuple[str, str], list[Sighting]] = {}
    for one in sightings:
        seen.setdefault((one.question, one.slip), []).append(one)
    found = [
        Misconception(
            question=question,
            slip=slip,
            sentence=next((one.sentence for one in some if one.sentence), ""),
            checks=tuple(dict.fromkeys(one.check for one in some)),
            students=tuple(sorted({one.student for one in some})),
        )
        for (question, slip), some in seen.items()
    ]
    return tuple(sorted(found, key=lambda m: (-len(m.students), m.question, m.slip)))


def of_class(gradebook: Gradebook) -> tuple[Misconception, ...]:
    """Return the misconceptions of a class, the most frequent first."""
    return gather(_sightings(gradebook))


def _sightings(gradebook: Gradebook) -> Iterator[Sighting]:
    for card in gradebook.scorecards:
        for question in card.questions:
            for award in question.awards:
                if award.misconception:
                    yield Sighting(
                        question=question.question.stem,
                        check=award.check.name,
                        student=card.student,
                        slip=award.misconception,
                        sentence=award.explanation,
                    )
