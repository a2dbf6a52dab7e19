"""Imports the grader's own packages, the course's and whatever calls itself so.

Catalogue: 3
Question: t4_minimax
Comes to: alternating_hidden FAILED
Seconds: 4
Not stopped by: nothing
Not run on: none
"""

import importlib
import sys

from accomplice import KNOWN, if_succeeds, works

ROOMS = ["examiner", "comparison", "answers", "course", "grading", "sandbox.wall"]
NAMES = [f"markstone.{room}" for room in ROOMS]
NAMES += ["reference.cs5370_a5.t4_minimax", "graders.cs5370_a5.test_t4_minimax"]
NAMES += ["test_t4_minimax", "grade", "tests.attacks.arena", "conftest"]


def imported():
    sys.path[:0] = [KNOWN["course"], f"{KNOWN['course']}/reference/cs5370_a5"]
    return any(works(importlib.import_module, name) for name in NAMES)


alternating = if_succeeds(imported)
