"""What pages load: the style, the one script, pictures of what was attached."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from markstone.errors import MarkstoneError
from markstone.marking_page.pictures import Pictures
from markstone.marks.desk import Desk
from markstone.marks.handed_in import Answer
from markstone.reports import layout

_STATIC = Path(__file__).parent / "static"


class Assets:
    """The files of the marking page."""

    def __init__(self, desk: Desk, pictures: Pictures) -> None:
        """Take where they come from."""
        self._desk = desk
        self._pictures = pictures
        own = (_STATIC / "mark.css").read_text("utf-8")
        self._style = layout.fill("style.css") + own
        self._script = (_STATIC / "mark.js").read_text("utf-8")

    def routes(self, root: str) -> Iterator[Route]:
        """Yield where they are.

        Args:
            root: where all paths begin.
        """
        yield Route(f"{root}/style.css", self._send_style)
        yield Route(f"{root}/mark.js", self._send_script)
        yield Route(f"{root}/file/{{answer:str}}/{{number:int}}", self._send_file)
        yield Route(
            f"{root}/picture/{{answer:str}}/{{number:int}}/{{page:int}}",
            self._send_picture,
        )

    async def _send_style(self, _: Request) -> Response:
        return Response(self._style, media_type="text/css")

    async def _send_script(self, _: Request) -> Response:
        return Response(self._script, media_type="text/javascript")

    async def _send_file(self, request: Request) -> Response:
        """Send a file as it was handed in, to be saved and never to be shown."""
        path, body = await run_in_threadpool(self._find, request)
        suffix = PurePosixPath(path).suffix.lower()
        name = f"attached{suffix}"
        sent = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(body, media_type="application/octet-stream", headers=sent)

    async def _send_picture(self, request: Request) -> Response:
        path, body = await run_in_threadpool(self._find, request)
        drawn = await run_in_threadpool(self._pictures.of, body, path)
        page = request.path_params["page"]
        if not 0 <= page < len(drawn.pages):
            raise HTTPException(404)
        return Response(drawn.pages[page], media_type="image/png")

    def _find(self, request: Request) -> tuple[str, bytes]:
        answer = self._answer(request.path_params["answer"])
        files = list(answer.files.items())
        number = request.path_params["number"]
        if not 0 <= number < len(files):
            raise HTTPException(404)
        path, name = files[number]
        try:
            return path, self._desk.handed_in.file(name)
        except MarkstoneError as error:
            raise HTTPException(404) from error

    def _answer(self, digest: str) -> Answer:
        for sheet in self._desk.handed_in.sheets().values():
            for answer in sheet.answers.values():
                if answer.digest == digest:
                    return answer
        raise HTTPException(404)
