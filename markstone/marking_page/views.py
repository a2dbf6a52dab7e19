"""What the marking page answers: pages, and what becomes of forms."""

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from markstone.course import Paper
from markstone.errors import MarkstoneError, UsageError
from markstone.marking_page import forms, showing
from markstone.marking_page.assets import Assets
from markstone.marking_page.forms import Form
from markstone.marking_page.keeping_up import KeepingUp
from markstone.marking_page.pictures import Pictures
from markstone.marking_page.showing import Shown
from markstone.marks.agreement import by_line, pairs
from markstone.marks.desk import Desk
from markstone.marks.pile import Pile, Reading, is_for_two
from markstone.marks.saved import Did
from markstone.marks.store import OvertakenError
from markstone.reports import layout

_PART = "/{mode:str}/{stem:str}/{part:str}/"
Answer = Callable[[Request], Response]


class Views:
    """The pages of one marker."""

    def __init__(self, desk: Desk, paper: Paper, keeping_up: KeepingUp) -> None:
        """Take what the pages are about."""
        self._desk = desk
        self._paper = paper
        self._keeping_up = keeping_up
        self._pictures = Pictures()
        self._root = ""
        # One at a time: what the desk remembers of files is not made for more.
        self._alone = threading.Lock()

    def app(self, root: str) -> Starlette:
        """Return the application.

        Args:
            root: where all of its paths begin, the token in them.
        """
        self._root = root
        assets = Assets(self._desk, self._pictures)
        pages = (
            ("/{mode:str}/", "GET", self._home),
            (_PART, "GET", self._part),
            (f"{_PART}next", "GET", self._next),
            (f"{_PART}agreement", "GET", self._agreement),
            (f"{_PART}reprice", "POST", self._reprice),
            (f"{_PART}answer/{{key:str}}", "GET", self._answer),
            (f"{_PART}answer/{{key:str}}", "POST", self._save),
            (f"{_PART}answer/{{key:str}}/undo", "POST", self._undo),
        )
        routes = [
            *assets.routes(root),
            *(
                Route(f"{root}{path}", self._answering(answer), methods=[method])
                for path, method, answer in pages
            ),
        ]
        return Starlette(routes=routes, lifespan=self._lifespan)

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(self._keeping_up.end)

    def _answering(self, answer: Answer) -> Callable[[Request], object]:
        async def endpoint(request: Request) -> Response:
            if request.path_params["mode"] not in {"blind", "named"}:
                raise HTTPException(404)
            request.state.body = await request.body()
            return await run_in_threadpool(self._one_at_a_time, answer, request)

        return endpoint

    def _one_at_a_time(self, answer: Answer, request: Request) -> Response:
        try:
            with self._alone:
                return answer(request)
        except (MarkstoneError, OSError) as error:
            return self._page(request, "trouble.html", 500, trouble=str(error))
        except ValueError:
            return self._page(request, "trouble.html", 400, trouble="No such form.")

    # Pages

    def _home(self, request: Request) -> Response:
        piles = [self._desk.pile(*place) for place in self._desk.places()]
        parts = [showing.part_row(self._desk, pile) for pile in piles]
        return self._page(request, "home.html", parts=parts)

    def _part(self, request: Request) -> Response:
        pile = self._pile(request)
        return self._page(
            request,
            "part.html",
            row=showing.part_row(self._desk, pile),
            pile=pile,
            rows=[showing.answer_row(self._desk, r) for r in pile.readings],
            reprices=self._desk.reprices(pile),
            has_pairs=bool(pairs(pile)),
        )

    def _agreement(self, request: Request) -> Response:
        pile = self._pile(request)
        both = pairs(pile)
        return self._page(
            request, "agreement.html", pile=pile, pairs=both, lines=by_line(pile)
        )

    def _next(self, request: Request) -> Response:
        return self._to_next(request, self._pile(request), after="")

    def _answer(self, request: Request) -> Response:
        pile = self._pile(request)
        reading = self._reading(request, pile)
        settle = request.query_params.get("settle") == "1" and reading.are_apart
        second = not settle and self._desk.gives_second(reading)
        last = reading.last(second=second)
        form = forms.filled(last.verdict if last else None)
        return self._show(request, pile, reading, form, settle=settle, second=second)

    def _show(  # noqa: PLR0913 (what the form is about)
        self,
        request: Request,
        pile: Pile,
        reading: Reading,
        form: Form,
        *,
        settle: bool = False,
        second: bool = False,
        trouble: str = "",
        code: int = 200,
    ) -> Response:
        shown = Shown.of_reading(self._desk, self._paper, pile, reading, second=second)
        key = request.query_params.get("last", "")
        last = next((r for r in pile.readings if r.key == key), None)
        undo = last or reading
        return self._page(
            request,
            "answer.html",
            code,
            pile=pile,
            reading=reading,
            shown=shown,
            files=showing.files(self._desk, self._pictures, reading),
            form=form,
            settle=settle,
            second=second,
            trouble=trouble,
            last=last,
            undo=undo if showing.can_undo(self._desk, undo) else None,
            gives_second=self._desk.gives_second,
        )

    # Forms

    def _save(self, request: Request) -> Response:
        fields = forms.parse(request.state.body)
        pile = self._pile(request)
        reading = self._reading(request, pile)
        form = forms.sent(fields)
        role = forms.first(fields, "role")
        second, settle = role == "second", role == "settle"
        again = {"settle": settle, "second": second}
        try:
            verdict = form.verdict(pile.part)
        except UsageError as error:
            trouble = str(error)
            return self._show(
                request, pile, reading, form, trouble=trouble, code=422, **again
            )
        try:
            self._desk.save(
                reading,
                verdict,
                forms.first(fields, "seen"),
                second=second,
                did=Did.SETTLED if settle else Did.MARKED,
            )
        except OvertakenError as error:
            return self._overtaken(request, form, str(error), settle=settle)
        self._keeping_up.wake()
        return self._go_on(request, reading, forms.first(fields, "then"))

    def _overtaken(
        self, request: Request, form: Form, trouble: str, *, settle: bool
    ) -> Response:
        pile = self._pile(request)
        reading = self._reading(request, pile)
        second = not settle and self._desk.gives_second(reading)
        if second and is_for_two(reading, self._desk.share):
            more = " Two people mark this answer: save again to give your own opinion."
        else:
            more = " Nothing of yours was saved: it stands in the form below."
        return self._show(
            request,
            pile,
            reading,
            form,
            settle=settle,
            second=second,
            trouble=trouble + more,
            code=409,
        )

    def _undo(self, request: Request) -> Response:
        pile = self._pile(request)
        reading = self._reading(request, pile)
        seen = forms.first(forms.parse(request.state.body), "seen")
        second = self._desk.gives_second(reading)
        try:
            self._desk.undo(reading, seen, second=second)
        except (OvertakenError, UsageError) as error:
            last = reading.last(second=second)
            form = forms.filled(last.verdict if last else None)
            return self._show(
                request,
                self._pile(request),
                self._reading(request, self._pile(request)),
                form,
                second=second,
                trouble=str(error),
                code=409,
            )
        self._keeping_up.wake()
        return self._to(request, f"answer/{reading.key}")

    def _reprice(self, request: Request) -> Response:
        self._desk.reprice(self._pile(request))
        self._keeping_up.wake()
        return self._to(request, "")

    # Ways

    def _go_on(self, request: Request, reading: Reading, then: str) -> Response:
        pile = self._pile(request)
        keys = [one.key for one in pile.readings]
        here = keys.index(reading.key)
        step = {"following": 1, "previous": -1, "stay": 0}.get(then)
        if step is None:
            return self._to_next(request, pile, after=reading.key)
        there = keys[min(max(here + step, 0), len(keys) - 1)]
        return self._to(request, f"answer/{there}?last={reading.key}")

    def _to_next(self, request: Request, pile: Pile, after: str) -> Response:
        """Go to the next answer that waits, from the beginning after the last."""
        keys = [reading.key for reading in pile.readings]
        start = keys.index(after) + 1 if after in keys else 0
        for reading in (*pile.readings[start:], *pile.readings[:start]):
            if self._desk.waits(reading) and reading.key != after:
                query = f"?last={after}" if after else ""
                return self._to(request, f"answer/{reading.key}{query}")
        return self._to(request, "")

    def _to(self, request: Request, where: str) -> Response:
        steps = (request.path_params[name] for name in ("mode", "stem", "part"))
        path = "/".join((self._root, *steps, where))
        return RedirectResponse(path, status_code=303)

    def _pile(self, request: Request) -> Pile:
        wanted = request.path_params["stem"], request.path_params["part"]
        for question, part in self._desk.places():
            if (question.stem, part.id) == wanted:
                return self._desk.pile(question, part)
        raise HTTPException(404)

    def _reading(self, request: Request, pile: Pile) -> Reading:
        found = pile.find(request.path_params["key"])
        if found is None:
            raise HTTPException(404)
        return found

    def _page(
        self, request: Request, template: str, code: int = 200, **values: object
    ) -> Response:
        text = layout.fill(
            f"marking/{template}",
            root=self._root,
            mode=request.path_params["mode"],
            inside=request.url.path.partition(f"/{request.path_params['mode']}/")[2],
            desk=self._desk,
            assignment=self._desk.assignment,
            keeping_up=self._keeping_up,
            **values,
        )
        return HTMLResponse(text, status_code=code)
