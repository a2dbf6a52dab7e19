"""``markstone handout``: what students receive."""

from pathlib import Path

from cyclopts import App

from markstone import course as courses
from markstone import handout
from markstone.cli.flags import Switch, console, jobs_or_default, tier_or_strongest
from markstone.sandbox.wall import Tier
from markstone.showing import Shown


def add_to(app: App, home: Path) -> None:
    """Add the verb."""

    @app.command(name="handout")
    def handout_(
        assignment: str,
        /,
        *,
        out: Path = Path("handout"),
        jobs: int | None = None,
        isolation: Tier | None = None,
        unsafe_no_sandbox: Switch = False,
        course: Path | None = None,
    ) -> int:
        """Write what students receive: stubs, notebooks, data and the public checks.

        Args:
            assignment: which one.
            out: the folder to write into.
            jobs: how many known slips are tried at a time; as many as cores by
                default.
            isolation: how the tried answers are walled in; by default the strongest
                that holds on this machine.
            unsafe_no_sandbox: try them without a wall.
            course: the folder of rubrics, graders, references and templates.
        """
        papers = courses.load((course or home).resolve())
        paper = courses.choose(papers, assignment)
        terminal = console()
        trial = handout.Trial(
            workers=jobs_or_default(jobs),
            tier=tier_or_strongest(isolation, unsafe=unsafe_no_sandbox),
            progress=Shown(terminal),
        )
        folder = out.resolve()
        made = handout.write_all(paper, folder, trial)
        for path in made.files:
            shown = str(path.relative_to(folder))
            terminal.print(shown, soft_wrap=True, markup=False)
        for name in made.left_out:
            told = (
                f"{name} is left out of the handout: it asks the reference about what "
                "the student's code answered, and the reference stays here."
            )
            terminal.print(told, style="yellow", soft_wrap=True, markup=False)
        told = f"{len(made.files)} files in {folder}"
        terminal.print(told, soft_wrap=True, markup=False)
        return 0
