"""Similar submissions, found once and kept beside the gradebook."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from markstone import similarity
from markstone.course import Paper
from markstone.ledger import Plan
from markstone.reports.files import write_whole


def keep(paper: Paper, plans: Sequence[Plan], folder: Path) -> None:
    """Write ``similar.json``: the pairs of a class whose code is alike.

    Where no submission changed since it was written, nothing is done.

    Args:
        paper: the assignment, whose template does not count.
        plans: of the submissions.
        folder: of the results.

    Raises:
        OSError: the folder cannot be written.
    """
    modules = {path.stem: path for path in sorted(paper.template.glob("*.py"))}
    template = {
        stem: path.read_text("utf-8", errors="replace")
        for stem, path in modules.items()
    }
    digest = _digest(plans, template)
    if similarity.kept(folder)[0] != digest:
        found = similarity.pairs((plan.submission for plan in plans), template)
        write_whole(folder / similarity.FILE, similarity.dump(found, digest))


def _digest(plans: Sequence[Plan], template: Mapping[str, str]) -> str:
    """Return what tells one class's work from another's, engine included."""
    works = sorted(
        (plan.submission.student, sorted((s, w) for s, (w, _) in plan.digests.items()))
        for plan in plans
    )
    told = json.dumps([works, sorted(template.items())])
    return hashlib.sha256(told.encode()).hexdigest()
