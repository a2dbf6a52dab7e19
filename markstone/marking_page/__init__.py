"""The page on which people mark: on this machine, for whoever has its address."""

import contextlib
import secrets
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from markstone.course import Paper
from markstone.errors import UsageError
from markstone.marking_page.gate import Gate
from markstone.marking_page.keeping_up import KeepingUp
from markstone.marking_page.views import Views
from markstone.marks.counting import Counting
from markstone.marks.desk import Desk


def serve(
    desk: Desk,
    paper: Paper,
    folder: Path,
    tell: Callable[[str], None],
    *,
    names: bool = False,
    port: int = 0,
) -> None:
    """Serve the page until somebody ends the program.

    Args:
        desk: the marker's.
        paper: what is marked.
        folder: of the assignment, in the results.
        tell: is told the address once the page answers.
        names: whether the address shows names.
        port: where to listen on 127.0.0.1; 0 for any that is free.

    Raises:
        UsageError: the port is taken.
    """
    listening = _listen(port)
    number: int = listening.getsockname()[1]
    token = secrets.token_urlsafe(32)
    keeping_up = KeepingUp(Counting(paper.assignment, folder))
    views = Views(desk, paper, keeping_up)
    app = Gate(views.app(f"/{token}"), token=token, port=number)
    mode = "named" if names else "blind"
    tell(f"http://127.0.0.1:{number}/{token}/{mode}/")
    # Ctrl+C is how people end it; uvicorn raises it again when it is done.
    with listening, contextlib.suppress(KeyboardInterrupt):
        _server(app).run(sockets=[listening])


def _server(app: Gate) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        access_log=False,
        date_header=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=3,
        ws="none",
    )
    return uvicorn.Server(config)


def _listen(port: int) -> socket.socket:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
        listening.listen()
    except (OSError, OverflowError) as error:
        listening.close()
        raise UsageError(
            f"Port {port} of this machine cannot be used: {error}. Leave --port out "
            "for one that is free."
        ) from error
    return listening
