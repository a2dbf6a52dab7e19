"""Where attacks are graded: one warm station, with decoys around it.

After each attack an innocent is graded, and everything is looked over that no attack
may touch.
"""

import ctypes
import json
import os
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from markstone import course, evidence, intake
from markstone.course import Paper
from markstone.grading import open_station
from markstone.model import STRETCH, CheckResult, Evidence, Limits, Submission
from markstone.sandbox.wall import Tier
from tests.attacks.decoys import Decoys, end
from tests.attacks.headers import Attack
from tests.integration.behind import descendants, is_alive
from tests.integration.running import PAPER

HERE = Path(__file__).parent
INNOCENT = HERE / "innocent"
LIMITS = Limits(
    call_seconds=2,
    submission_seconds=10,
    memory_bytes=384 << 20,
    total_memory_bytes=768 << 20,
    flood_bytes=4 << 20,
)
"""Tighter than a course's, where waiting or memory would cost time."""
INNOCENT_CHECKS = (
    ("t4_minimax", "alternating_hidden"),
    ("p4_planar_flow", "h_fn"),
    ("p4_planar_flow", "density"),
)
"""The last is a slip, whose measured distance must not change either."""
_SETTLE_SECONDS = 10.0
_LARGEST_EVIDENCE = 1 << 20
_OF_A_SANDBOX = 2
"""Processes of a cold sandbox that waits: bubblewrap and the zygote."""
_SUBREAPER = 36


class Arena:
    """A station of one tier with decoys around it."""

    def __init__(self, tier: Tier) -> None:
        self.tier = tier
        # Whatever an attack orphans becomes a child of this process.
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
        self._decoys = Decoys()
        self._open()

    def close(self) -> None:
        """End the station and the decoys, and whatever an attack has left."""
        self._station.close()
        for _, pid in self._strays():
            end(pid)
        self._decoys.close()
        ctypes.CDLL(None).prctl(_SUBREAPER, 0, 0, 0, 0)

    def faults(self, attack: Attack) -> list[str]:
        """Grade an attack, then an innocent; return all that is not as it must be."""
        start = time.monotonic()
        with ThreadPoolExecutor(attack.together) as pool:
            seen = list(pool.map(lambda _: self._grade(attack), range(attack.together)))
        took = time.monotonic() - start
        faults = [fault for each in seen for fault in wrong_results(attack, each)]
        # Where others keep the processors busy, calls may last longer.
        if took > attack.seconds * STRETCH:
            faults.append(f"it took {took:.1f} s and not {attack.seconds:g} s")
        if self._graded_innocent() != self._innocent_alone:
            faults.append("an innocent's results changed")
        faults += self._left_running() + self._decoys.faults()
        if faults:
            self._recover()
        return faults

    def _grade(self, attack: Attack) -> Evidence:
        only = [(attack.question, check) for check in attack.comes_to]
        return self._station.grade(self._handed_in(attack), only)

    def _handed_in(self, attack: Attack) -> Submission:
        with tempfile.TemporaryDirectory() as folder:
            lay(attack, Path(folder, attack.name), self._known)
            (read,) = intake.collect(
                Path(folder), papers=[self._paper.assignment], assignment=PAPER
            )
        return read

    def _graded_innocent(self) -> tuple[CheckResult, ...]:
        return self._station.grade(self._innocent, INNOCENT_CHECKS).results

    def _open(self) -> None:
        self._paper = paper_of(self._decoys.course)
        self._station = open_station(self._paper, self.tier, seed="of the arena")
        self._innocent = self._paper.submission("innocent", INNOCENT, {})
        self._innocent_alone = self._graded_innocent()
        self._residents = self._settled()
        self._known = self._decoys.known({os.getpid(), *self._residents})

    def _recover(self) -> None:
        """Make everything as it was before an attack that succeeded."""
        for _, pid in self._strays():
            end(pid)
        harmed = self._decoys.mend() or not self._residents <= self._alive()
        if harmed or self._graded_innocent() != self._innocent_alone:
            self._station.close()
            self._open()

    def _settled(self) -> set[int]:
        """Return the processes that stay, once what graded has ended."""
        before, now = set[int](), self._alive()
        while before != now:
            time.sleep(0.2)
            before, now = now, self._alive()
        return now

    def _alive(self) -> set[int]:
        alive = {pid for pid in descendants(os.getpid()) if is_alive(pid)}
        return alive - self._waiting()

    def _waiting(self) -> set[int]:
        """Return the processes of the cold sandbox that waits to be taken.

        After each submission it is another one, so only their number is looked at.
        """
        if self.tier is not Tier.NAMESPACES_COLD:
            return set()
        dispatcher = self._station._wall._process.pid
        return {pid for pid in descendants(dispatcher) if is_alive(pid)}

    def _strays(self) -> list[tuple[str, int]]:
        return [(_name(pid), pid) for pid in sorted(self._alive() - self._residents)]

    def _not_settled(self) -> bool:
        return bool(self._strays()) or len(self._waiting()) > _OF_A_SANDBOX

    def _left_running(self) -> list[str]:
        deadline = time.monotonic() + _SETTLE_SECONDS
        while self._not_settled() and time.monotonic() < deadline:
            time.sleep(0.02)
        faults = [f"{name} ({pid}) still runs" for name, pid in self._strays()]
        if len(self._waiting()) > _OF_A_SANDBOX:
            faults.append("more than the one sandbox that waits still runs")
        gone = sorted(self._residents - self._alive())
        return faults + [f"our own process {pid} is gone" for pid in gone]


def paper_of(root: Path) -> Paper:
    """Return the paper that attacks are handed in for, with tighter limits."""
    paper = course.choose(course.load(root), PAPER)
    return replace(paper, assignment=replace(paper.assignment, limits=LIMITS))


def lay(attack: Attack, folder: Path, known: Mapping[str, object]) -> None:
    """Lay a submission into a folder of its own."""
    told = json.dumps(known).encode()
    accomplice = (HERE / "accomplice.py").read_bytes()
    more = {"known.json": told, "accomplice.py": accomplice}
    for name, content in (more | dict(attack.files)).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def wrong_results(attack: Attack, seen: Evidence) -> list[str]:
    """Return what came of an attack that its header does not allow."""
    found = {result.check: result for result in seen.results}
    faults = [
        f"{check} came to {found[check].outcome} "
        f"({found[check].message} {found[check].detail})"
        for check, may_be in attack.comes_to.items()
        if check in found and found[check].outcome not in may_be
    ]
    if found.keys() != attack.comes_to.keys():
        faults.append(f"other checks than those named: {sorted(found)}")
    if len(evidence.dump(seen)) > _LARGEST_EVIDENCE:
        faults.append("what was seen of it is larger than a mebibyte")
    return faults


def _name(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")[:80]
    return "a process"
