"""``markstone SUBMISSIONS``: grade a class. What is done without a verb."""

import sys
from pathlib import Path

from cyclopts import App

from markstone import course as courses
from markstone import executors, pipeline, selftest
from markstone.cli.flags import (
    Switch,
    at_least_one,
    console,
    jobs_or_default,
    tier_or_strongest,
)
from markstone.errors import UsageError
from markstone.grading import open_station
from markstone.pipeline.config import Config, Executor
from markstone.sandbox.wall import Tier
from markstone.showing import Shown, show_gradebook, show_wavering


def add_to(app: App, home: Path) -> None:
    """Make grading what the app does without a verb."""

    @app.default
    def grade(  # noqa: PLR0913 (each is a flag)
        submissions: Path,
        /,
        *,
        assignment: str | None = None,
        out: Path = Path("results"),
        jobs: int | None = None,
        executor: Executor = Executor.POOL,
        scheduler: str | None = None,
        isolation: Tier | None = None,
        unsafe_no_sandbox: Switch = False,
        seed_file: Path | None = None,
        repeat: int = 1,
        course: Path | None = None,
    ) -> int:
        """Grade a folder of submissions, or a platform's download of them.

        Args:
            submissions: the folder, or the zip of it; each entry in it is one
                submission.
            assignment: for submissions that do not say which they answer.
            out: where the results go, a folder for each assignment.
            jobs: how many submissions at a time; by default as many as the cores
                and the free memory carry.
            executor: what spreads them: one after the other (inline), on this
                machine (pool), or over the workers of a cluster (dask).
            scheduler: where the dask cluster is, such as tcp://HOST:8786; without
                it, as many workers as --jobs are started on this machine.
            isolation: how student code is walled in; by default the strongest
                that holds on this machine.
            unsafe_no_sandbox: grade without a wall; student code can then read
                your files and the references.
            seed_file: a file whose text seeds the hidden cases; the self-test has to
                hold with it before anybody is graded.
            repeat: grade everything so many times, and withhold each check that
                does not come to the same each time.
            course: the folder of rubrics, graders, references and templates.
        """
        _check_executor(executor, scheduler, jobs)
        if course is None:
            _check_apart(home, submissions.resolve())
            _tell_of_course(home)
        inline = executor is Executor.INLINE
        config = Config(
            submissions=submissions.resolve(),
            course=(course or home).resolve(),
            out=out.resolve(),
            assignment=assignment,
            jobs=1 if inline else jobs_or_default(jobs),
            executor=executor,
            scheduler=scheduler,
            tier=tier_or_strongest(isolation, unsafe=unsafe_no_sandbox),
            seed_file=seed_file,
            repeat=at_least_one("--repeat", repeat),
        )
        return _grade(config)


def _grade(config: Config) -> int:
    terminal = console()
    shown = Shown(terminal)

    def vet(paper: courses.Paper, seed: str) -> None:
        _vet(paper, seed, config, shown)

    graded = pipeline.run(config, shown, vet)
    for one in graded:
        show_gradebook(terminal, one.gradebook, one.folder)
        if config.repeat > 1:
            show_wavering(terminal, one.wavering, config.repeat)
    review = any(c.needs_review for g in graded for c in g.gradebook.scorecards)
    return 1 if review else 0


def _vet(paper: courses.Paper, seed: str, config: Config, shown: Shown) -> None:
    """Try a paper's checks with another seed on all that is kept beside its questions.

    Raises:
        RubricError: with that seed they do not hold.
    """
    shown.say(f"Trying the checks of {paper.assignment.name} with this seed")
    secrets = (config.submissions, config.out)
    station = open_station(paper, config.tier, seed=seed, secrets=secrets)
    try:
        selftest.require(paper, station, shown, workers=config.jobs)
    finally:
        station.close()


def _tell_of_course(course: Path) -> None:
    """Say which course was found, unless it is the one beside the engine."""
    if course.resolve() != Path(__file__).resolve().parents[2]:
        told = f"Course: {course.resolve()}"
        console().print(told, soft_wrap=True, markup=False, style="dim")


def _check_apart(course: Path, submissions: Path) -> None:
    """Require that nobody handed in the course that is about to judge them."""
    if course.resolve().is_relative_to(submissions):
        raise UsageError(
            f"The course {course} lies among the submissions in {submissions}. Its "
            "graders would run with your rights: name the right course with --course."
        )


def _check_executor(
    executor: Executor, scheduler: str | None, jobs: int | None
) -> None:
    if scheduler is not None and executor is not Executor.DASK:
        raise UsageError("--scheduler is for --executor dask.")
    if scheduler is not None and jobs is not None:
        raise UsageError(
            "--jobs is not for --scheduler: a cluster does as many at a time as its "
            "workers have threads."
        )
    if executor is Executor.INLINE and jobs not in (None, 1):
        raise UsageError("--executor inline does one at a time: leave out --jobs.")
    if executor is Executor.DASK and (missing := executors.missing()):
        raise UsageError(
            f"--executor dask needs {' and '.join(missing)}, which this Python does "
            f"not have. Install what it takes: {sys.executable} -m pip install "
            "'markstone[cluster]' (in a checkout: '.[cluster]')."
        )
