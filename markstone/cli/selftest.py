"""``markstone selftest``: does a course's grading bite, and is it fair."""

from pathlib import Path

from cyclopts import App

from markstone import course as courses
from markstone import selftest
from markstone.cli.flags import Switch, console, jobs_or_default, tier_or_strongest
from markstone.grading import open_station, tell_of_wall
from markstone.sandbox.wall import Tier
from markstone.showing import Shown, show_selftest


def add_to(app: App, home: Path) -> None:
    """Add the verb."""

    @app.command(name="selftest")
    def selftest_(
        assignment: str | None = None,
        /,
        *,
        jobs: int | None = None,
        isolation: Tier | None = None,
        unsafe_no_sandbox: Switch = False,
        course: Path | None = None,
    ) -> int:
        """Try a course's checks on right, wrong and trivial answers.

        Args:
            assignment: which one; all of them when left out.
            jobs: how many submissions at a time; as many as cores by default.
            isolation: how student code is walled in; by default the strongest
                that holds on this machine.
            unsafe_no_sandbox: run without a wall.
            course: the folder of rubrics, graders, references and templates.
        """
        papers = courses.load((course or home).resolve())
        return _selftest(
            [courses.choose(papers, assignment)] if assignment else papers,
            tier=tier_or_strongest(isolation, unsafe=unsafe_no_sandbox),
            jobs=jobs_or_default(jobs),
        )


def _selftest(papers: list[courses.Paper], *, tier: Tier | None, jobs: int) -> int:
    terminal = console()
    faults = 0
    for paper in papers:
        station = open_station(paper, tier, seed=paper.seed)
        try:
            tell_of_wall(station, Shown(terminal))
            report = selftest.run(paper, station, Shown(terminal), workers=jobs)
        finally:
            station.close()
        show_selftest(terminal, report)
        faults += len(report.faults)
    return 2 if faults else 0
