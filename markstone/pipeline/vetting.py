"""Whether a paper's checks were tried with a seed that its course does not know."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from markstone.course import Paper
from markstone.ledger.digests import Digests, variants_of
from markstone.reports.files import write_whole

Vet = Callable[[Paper, str], None]
"""Tries a paper's checks with a seed; raises RubricError where they do not hold."""

_FILE = "seed.json"


def vet_once(vet: Vet, digests: Digests, seed: str, folder: Path) -> None:
    """Try the checks, unless an earlier run did and nothing has changed since.

    Args:
        vet: tries them.
        digests: what they depend on.
        seed: mixed into the inputs of hidden cases.
        folder: of the results, where it is noted.

    Raises:
        RubricError: they do not hold; nothing was graded.
        SandboxError: no wall can be built.
        OSError: the folder cannot be written.
    """
    now = digests.to_plain() | {"variants": variants_of(digests.paper)}
    noted = folder / _FILE
    with suppress(OSError, ValueError):
        if json.loads(noted.read_bytes()) == now:
            return
    vet(digests.paper, seed)
    write_whole(noted, json.dumps(now, indent=1) + "\n")
