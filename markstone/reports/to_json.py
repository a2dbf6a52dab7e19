"""The gradebook for other programs: ``markstone/gradebook/1``.

``docs/reference/results.md`` explains every field, and
``docs/reference/gradebook.schema.json`` says the same to a machine.
"""

import json
from collections.abc import Iterator
from typing import Any

from markstone.model import (
    Award,
    Gradebook,
    MarkedBy,
    PartCard,
    Person,
    QuestionCard,
    Scorecard,
    Visibility,
)
from markstone.reports.text import marks_number, plain_lines, replace_steering

SCHEMA = "markstone/gradebook/1"

Fields = dict[str, Any]


def render(gradebook: Gradebook) -> str:
    """Return the gradebook as JSON, one student a line, sorted by student."""
    return "".join(parts(gradebook))


def parts(gradebook: Gradebook) -> Iterator[str]:
    """Yield :func:`render` student by student."""
    head = {
        "schema": SCHEMA,
        "assignment": gradebook.assignment.name,
        "out_of": marks_number(gradebook.assignment.total),
    }
    cards = sorted(gradebook.scorecards, key=lambda card: card.student)
    yield f'{_json(head)[:-1]}, "students": ['
    for place, card in enumerate(cards):
        yield f"{',' if place else ''}\n  {_json(_student(card))}"
    yield "\n]}\n"


def _student(card: Scorecard) -> Fields:
    people = {"people": list(map(_person, card.people))} if card.people else {}
    return {
        # The id is what other programs join on, so it is escaped, never rewritten.
        "student": card.student,
        **people,
        "status": card.status.value,
        "marks": marks_number(card.marks),
        "machine_marks": marks_number(card.machine_marks),
        "out_of": marks_number(card.out_of),
        "needs_review": card.needs_review,
        "notices": [plain_lines(notice) for notice in card.notices],
        "questions": {c.question.stem: _question(c) for c in card.questions},
    }


def _person(person: Person) -> Fields:
    told = {"id": person.id, "name": person.name, "email": person.email}
    return {key: text for key, text in told.items() if text}


def _question(card: QuestionCard) -> Fields:
    fields: Fields = {
        "marks": marks_number(card.marks),
        "out_of": marks_number(card.question.marks),
    }
    if card.question.optional:
        fields["optional"] = True
    return fields | {"parts": {c.part.id: _part(c) for c in card.parts}}


def _part(card: PartCard) -> Fields:
    fields: Fields = {
        "marks": marks_number(card.marks),
        "out_of": marks_number(card.part.marks),
        "marked_by": card.part.marked_by.value,
    }
    for key, text in (
        ("comment", card.comment),
        ("reason", card.reason),
        ("look", card.look),
    ):
        if text:
            fields[key] = plain_lines(text)
    return fields | {
        "checks": {
            award.check.name: _check(award) | _claim(card, award)
            for award in card.awards
        },
    }


def _check(award: Award) -> Fields:
    fields: Fields = {
        "outcome": award.outcome.value,
        "marks": marks_number(award.marks),
        "out_of": marks_number(award.check.marks),
        "message": plain_lines(award.message),
    }
    if award.check.visibility is Visibility.PUBLIC:
        fields["visibility"] = award.check.visibility.value
    for key, text in (
        ("misconception", award.misconception),
        ("detail", award.detail),
    ):
        if text:
            fields[key] = plain_lines(text)
    return fields


def _claim(card: PartCard, award: Award) -> Fields:
    """Say what a check claims; the words of a human part's lines are the marker's."""
    title = plain_lines(award.check.title)
    machine = card.part.marked_by is MarkedBy.MACHINE
    return {"claim": title} if machine and title else {}


def _json(value: Fields) -> str:
    """Write JSON that a person can read, in which no character steers a terminal."""
    return replace_steering(json.dumps(value, ensure_ascii=False), _escaped)


def _escaped(character: str) -> str:
    return json.dumps(character)[1:-1]
