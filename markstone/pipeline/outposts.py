"""Stations on the workers of a cluster, each on a machine with the same course.

Only what we encode ourselves crosses: what a station is to be opened for, then
submissions there and evidence back. No object that a student's code made is among
them, and nothing is unpickled from either.
"""

import os
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from markstone import course, evidence
from markstone.briefing import Examinee
from markstone.errors import ClusterError
from markstone.executors.cluster import Cluster, LostError, told_of
from markstone.grading import unseen
from markstone.ledger.digests import ingredients
from markstone.model import Evidence, Submission
from markstone.pipeline.bench import Order, open_here
from markstone.ports import Progress
from markstone.sandbox.wall import Tier
from markstone.wire import messages
from markstone.wire.frames import WireError

COURSE = "MARKSTONE_COURSE"
"""Names the course's folder on a worker where it is not the host's."""
_AHEAD = 2
"""Jobs for each thread of a worker: one that it has, one that waits there."""


class Outposts:
    """The host's end: looks like one station to who hands out submissions."""

    def __init__(
        self, order: Order, progress: Progress, address: str | None, workers: int
    ) -> None:
        """Have each worker open its own station.

        Args:
            order: what for.
            progress: is told what is being done.
            address: of a scheduler; None to start workers here.
            workers: how many to start here.

        Raises:
            UsageError: no scheduler answers.
            ClusterError: no worker is there that has the same course and engine.
        """
        progress.say(
            f"Connecting to the cluster at {address}"
            if address
            else f"Starting {workers} workers on this machine"
        )
        if address and not address.startswith("tls:"):
            progress.say("The line to it is not encrypted, see grade-on-a-cluster.md")
        progress.say("Each worker starts its wall and grades the reference")
        self._cluster = Cluster(address, workers, Outpost, messages.pack(_told(order)))
        try:
            self._greet(progress)
        except BaseException:
            self.close()
            raise

    def _greet(self, progress: Progress) -> None:
        opened = {
            at: messages.unpack(said) for at, said in self._cluster.hellos.items()
        }
        # A worker with a weaker wall refuses its first job.
        tiers = {Tier(one["tier"]) for one in opened.values()}
        self.tier = min(tiers, key=list(Tier).index)
        self.at_once = _AHEAD * max(self._cluster.threads, 1)
        for at, one in opened.items():
            for tier, why in one["refusals"].items():
                progress.say(f"Isolation '{tier}' is not to be had on {at}: {why}")
        if self._cluster.refused:
            progress.say(f"Without {told_of(self._cluster.refused)}")
        progress.say(f"Isolation: {self.tier}, on {len(opened)} workers")

    def grade(
        self, submission: Submission, only: Collection[tuple[str, str]], tape: bytes
    ) -> Evidence:
        """Have a worker examine a submission.

        Where worker after worker is lost under it, its checks are ``UNFAIR``.

        Raises:
            ClusterError: no worker is left that can, or the cluster is gone.
        """
        examinee = Examinee.of(submission, only, tape).to_plain()
        job = {"examinee": examinee, "tier": str(self.tier)}
        try:
            answer = messages.unpack(self._cluster.do(messages.pack(job)))
        except (LostError, WireError) as error:
            results = tuple(unseen(sorted(only), str(error)))
            return Evidence(student=submission.student, results=results)
        return _evidence(answer)

    def close(self) -> None:
        """Close all stations, and end the workers that were started here."""
        self._cluster.close()


class Outpost:
    """A worker's end: its own station, spoken to in bytes."""

    def __init__(self, told: bytes) -> None:
        """Open the station, if that comes to the same here as for the host.

        Args:
            told: see :func:`_told`.

        Raises:
            MarkstoneError: it does not; or as :func:`open_here` does.
        """
        order = messages.unpack(told)
        root = Path(os.environ.get(COURSE, order["course"]))
        if not root.is_dir():
            raise ClusterError(
                f"there is no course in {root} there. Check it out at the same path "
                f"as here, or set {COURSE} in the worker's environment."
            )
        self._paper = course.choose(course.load(root), order["assignment"])
        _insist_on_the_same(
            order["ingredients"], ingredients(self._paper, order["seed"])
        )
        apart = [path for path in map(Path, order["apart"]) if path.exists()]
        here = Order(
            paper=self._paper,
            tier=Tier(order["tier"]) if order["tier"] else None,
            seed=order["seed"],
            apart=apart,
        )
        self._station = open_here(here, _Silent())
        refusals = {str(tier): why for tier, why in self._station.refusals.items()}
        self.hello = messages.pack(
            {"tier": str(self._station.tier), "refusals": refusals}
        )

    def do(self, job: bytes) -> bytes:
        """Examine a submission.

        Raises:
            MarkstoneError: student code is not walled in here as elsewhere, or the
                wall cannot be built any more.
        """
        asked = messages.unpack(job)
        if asked["tier"] != str(self._station.tier):
            raise ClusterError(
                f"its isolation is {self._station.tier}, and that of others is "
                f"{asked['tier']}. Insist with --isolation on one that all have."
            )
        told = Examinee.from_plain(asked["examinee"])
        submission = Submission(
            student=told.student,
            assignment=self._paper.assignment.name,
            files=told.files,
            modules=told.modules,
            answers=told.answers,
        )
        only = {(question, check) for question, check in told.only}
        return messages.pack(_plain(self._station.grade(submission, only, told.tape)))

    def close(self) -> None:
        """Close the station."""
        self._station.close()


class _Silent:
    """On a worker nobody looks at the progress."""

    def say(self, sentence: str) -> None: ...
    def start(self, assignment: str, total: int) -> None: ...
    def advance(self, student: str) -> None: ...
    def end(self) -> None: ...


def _told(order: Order) -> dict[str, Any]:
    return {
        "course": str(order.paper.root),
        "assignment": order.paper.assignment.name,
        "tier": str(order.tier) if order.tier else None,
        "seed": order.seed,
        "apart": [str(path) for path in order.apart],
        "ingredients": ingredients(order.paper, order.seed),
    }


def _insist_on_the_same(host: Mapping[str, str], here: Mapping[str, str]) -> None:
    names = [n for n in sorted({*host, *here}) if host.get(n) != here.get(n)]
    if names:
        differing = ", ".join(
            f"{name} ({_short(here.get(name))} there, {_short(host.get(name))} here)"
            for name in names
        )
        raise ClusterError(
            f"it would not find the same, for it differs in {differing}. Give it the "
            "same commit of markstone and course, and the same versions."
        )


def _short(told: str | None) -> str:
    return "none" if told is None else told[:12]


def _plain(seen: Evidence) -> dict[str, Any]:
    return {
        "evidence": evidence.dump(seen),
        "tape": seen.tape,
        "pictures": seen.pictures,
        "started": seen.started,
        "seconds": seen.seconds,
    }


def _evidence(plain: dict[str, Any]) -> Evidence:
    known = evidence.load(plain.pop("evidence"))
    return replace(known, **plain)
