"""The command line: flags to a call, a result to an exit code.

    0 graded   1 graded, something needs review   2 usage or rubric
    3 nothing to grade   130 interrupted

The only room that prints.
"""

import sys
from json import dumps
from pathlib import Path
from typing import Annotated

from cyclopts import App, CycloptsError, Parameter
from rich.console import Console

from markstone import (
    changes,
    course,
    executors,
    exhibit,
    handout,
    pipeline,
    selftest,
)
from markstone.errors import MarkstoneError, UsageError
from markstone.grading import open_station, tell_of_wall
from markstone.sandbox import machine
from markstone.sandbox.diagnosis import diagnose
from markstone.sandbox.wall import UNSAFE, Tier
from markstone.showing import (
    Shown,
    show_changes,
    show_diagnosis,
    show_gradebook,
    show_selftest,
    show_wavering,
)
from markstone.showing.exhibits import show_check, show_student

_SECRET = ("graders", "reference", "rubrics")
_HERE = Path(__file__).resolve().parents[1]

_Switch = Annotated[bool, Parameter(negative="", show_default=False)]


def main(course: Path | None = None) -> None:
    """Run the command line and exit.

    Args:
        course: the folder of the course, unless ``--course`` names another.
    """
    sys.exit(run(sys.argv[1:], course or _HERE))


def run(arguments: list[str], home: Path) -> int:
    """Do what *arguments* ask and return the exit code."""
    errors = Console(stderr=True, soft_wrap=True, highlight=False)
    try:
        code = _app(home)(
            arguments,
            exit_on_error=False,
            print_error=False,
            result_action="return_value",
        )
    except MarkstoneError as error:
        errors.print(str(error), style="red", markup=False)
        return error.exit_code
    except CycloptsError as error:
        errors.print(f"{error} See --help.", style="red", markup=False)
        return UsageError.exit_code
    except KeyboardInterrupt:
        errors.print("Interrupted. What was finished lies in the results folder.")
        return 130
    return code if isinstance(code, int) else 0


def _app(home: Path) -> App:
    app = App(
        name="markstone",
        help="Grade deep-learning coursework behind a wall.",
        version_flags=["--version"],
        suppress_keyboard_interrupt=False,
    )

    @app.default
    def grade(  # noqa: PLR0913 (each is a flag)
        submissions: Path,
        /,
        *,
        assignment: str | None = None,
        out: Path = Path("results"),
        jobs: int | None = None,
        executor: pipeline.Executor = pipeline.Executor.POOL,
        scheduler: str | None = None,
        isolation: Tier | None = None,
        unsafe_no_sandbox: _Switch = False,
        seed_file: Path | None = None,
        repeat: int = 1,
        course: Path | None = None,
    ) -> int:
        """Grade a folder of submissions.

        Args:
            submissions: the folder; each entry in it is one submission.
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
            seed_file: a file whose text seeds the hidden cases.
            repeat: grade everything so many times, and withhold each check that
                does not come to the same each time.
            course: the folder of rubrics, graders, references and templates.
        """
        _check_executor(executor, scheduler, jobs)
        config = pipeline.Config(
            submissions=submissions.resolve(),
            course=(course or home).resolve(),
            out=out.resolve(),
            assignment=assignment,
            jobs=1 if executor is pipeline.Executor.INLINE else _jobs(jobs),
            executor=executor,
            scheduler=scheduler,
            tier=_tier(isolation, unsafe=unsafe_no_sandbox),
            seed_file=seed_file,
            repeat=_at_least_one("--repeat", repeat),
        )
        console = _console()
        graded = pipeline.run(config, Shown(console))
        for one in graded:
            show_gradebook(console, one.gradebook, one.folder)
            if config.repeat > 1:
                show_wavering(console, one.wavering, config.repeat)
        review = any(c.needs_review for g in graded for c in g.gradebook.scorecards)
        return 1 if review else 0

    @app.command(name="selftest")
    def selftest_(
        assignment: str | None = None,
        /,
        *,
        jobs: int | None = None,
        isolation: Tier | None = None,
        unsafe_no_sandbox: _Switch = False,
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
        tier = _tier(isolation, unsafe=unsafe_no_sandbox)
        return _selftest(
            (course or home).resolve(), assignment, tier=tier, jobs=_jobs(jobs)
        )

    _add_verbs_beside_grading(app, home)
    return app


def _add_verbs_beside_grading(app: App, home: Path) -> None:
    @app.command(name="handout")
    def handout_(
        assignment: str,
        /,
        *,
        out: Path = Path("handout"),
        course: Path | None = None,
    ) -> int:
        """Write what students receive: stubs, notebooks, given code and data.

        Args:
            assignment: which one.
            out: the folder to write into.
            course: the folder of rubrics, graders, references and templates.
        """
        return _handout((course or home).resolve(), assignment, out.resolve())

    @app.command(name="compare")
    def compare_(
        before: Path,
        after: Path,
        /,
        *,
        json: _Switch = False,
    ) -> int:
        """Say whose marks changed from one run to another, and because of what.

        Args:
            before: the results of a run: what --out named, or one assignment in it.
            after: the results of another one.
            json: print JSON instead of tables.
        """
        return _compare(before.resolve(), after.resolve(), as_json=json)

    @app.command
    def show(student: str, check: str = "", /, *, out: Path = Path("results")) -> int:
        """Show what a check asked a student's code, what it answered, how far off.

        Nothing is run: it is read from the results of the last run.

        Args:
            student: the id, as the gradebook has it.
            check: which one, as question.check; a table of all when left out.
            out: the folder of the results.
        """
        return _show(out.resolve(), student, check)

    @app.command(name="doctor")
    def doctor_(*, course: Path | None = None) -> int:
        """Say how student code is walled in here, and how to wall it in better.

        Args:
            course: the folder that must not be readable from behind the wall.
        """
        home_ = (course or home).resolve()
        secrets = [home_ / name for name in _SECRET if (home_ / name).exists()]
        found = diagnose(secrets)
        show_diagnosis(_console(), found)
        return found.exit_code


def _compare(before: Path, after: Path, *, as_json: bool) -> int:
    found = changes.between(before, after)
    console = _console()
    if as_json:
        text = dumps([one.to_plain() for one in found], indent=1)
        console.print(text, markup=False, soft_wrap=True)
        return 0
    for one in found:
        show_changes(console, one)
    return 0


def _show(results: Path, student: str, check: str) -> int:
    console = _console()
    for seen in exhibit.find(results, student, check):
        if check:
            for one in seen.checks:
                show_check(console, seen, one)
        else:
            show_student(console, seen)
    return 0


def _handout(home: Path, name: str, out: Path) -> int:
    files = handout.write(course.choose(course.load(home), name), out)
    console = _console()
    for path in files:
        console.print(str(path.relative_to(out)), soft_wrap=True, markup=False)
    console.print(f"{len(files)} files in {out}", soft_wrap=True, markup=False)
    return 0


def _selftest(home: Path, name: str | None, *, tier: Tier | None, jobs: int) -> int:
    papers = course.load(home)
    chosen = papers if name is None else [course.choose(papers, name)]
    console = _console()
    faults = 0
    for paper in chosen:
        station = open_station(paper, tier, seed=paper.seed)
        try:
            tell_of_wall(station, Shown(console))
            report = selftest.run(paper, station, Shown(console), workers=jobs)
        finally:
            station.close()
        show_selftest(console, report)
        faults += len(report.faults)
    return 2 if faults else 0


def _console() -> Console:
    return Console(highlight=False, emoji=False)


def _jobs(asked: int | None) -> int:
    if asked is not None:
        return _at_least_one("--jobs", asked)
    return machine.jobs()


def _check_executor(
    executor: pipeline.Executor, scheduler: str | None, jobs: int | None
) -> None:
    if scheduler is not None and executor is not pipeline.Executor.DASK:
        raise UsageError("--scheduler is for --executor dask.")
    if scheduler is not None and jobs is not None:
        raise UsageError(
            "--jobs is not for --scheduler: a cluster does as many at a time as its "
            "workers have threads."
        )
    if executor is pipeline.Executor.INLINE and jobs not in (None, 1):
        raise UsageError("--executor inline does one at a time: leave out --jobs.")
    if executor is pipeline.Executor.DASK and (missing := executors.missing()):
        raise UsageError(
            f"--executor dask needs {' and '.join(missing)}, which this Python does "
            f"not have. Install what it takes: {sys.executable} -m pip install "
            "'markstone[cluster]' (in a checkout: '.[cluster]')."
        )


def _at_least_one(flag: str, asked: int) -> int:
    if asked < 1:
        raise UsageError(f"{flag} takes a number from 1.")
    return asked


def _tier(asked: Tier | None, *, unsafe: bool) -> Tier | None:
    if unsafe:
        return Tier.NONE
    if asked is Tier.NONE:
        raise UsageError(f"--isolation none is no isolation. {UNSAFE}")
    return asked
