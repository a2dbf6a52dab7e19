"""Who may come in: the person who started the page, and no other page.

A page of another site that is open in the same browser can send requests here. It
knows no token; it cannot hide its origin; and a name of its own that it lets point
to this machine is not the host that the page answers to.
"""

import hmac
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LARGEST_FORM = 256 << 10
_FORM = "application/x-www-form-urlencoded"
_SENT = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # With "no-referrer" a browser would not say where a form comes from.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Gate:
    """Lets requests through to an application, or says why not."""

    def __init__(self, app: ASGIApp, *, token: str, port: int) -> None:
        """Stand before an application.

        Args:
            app: what is behind.
            token: the first step of every path.
            port: where the page listens.
        """
        self._app = app
        self._token = token
        self._hosts = (f"127.0.0.1:{port}", f"localhost:{port}")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_SENT)
            await send(message)

        refused = self._refusal(scope)
        if refused is not None:
            code, why = refused
            answer = PlainTextResponse(f"{why}\n", status_code=code)
            await answer(scope, receive, send_safely)
            return
        await self._app(scope, receive, send_safely)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        if headers.get("host") not in self._hosts:
            return 421, "This page is not of that name."
        first = scope["path"].lstrip("/").partition("/")[0]
        if not hmac.compare_digest(first.encode(), self._token.encode()):
            return 404, "There is nothing here. Use the address that was printed."
        if scope["method"] == "POST":
            return _refused_form(headers)
        if scope["method"] not in {"GET", "HEAD"}:
            return 405, "That cannot be done here."
        if headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
            return 403, "Open the address that was printed yourself."
        return None


def _refused_form(headers: Mapping[str, str]) -> tuple[int, str] | None:
    ours = f"http://{headers['host']}"
    if headers.get("origin") != ours:
        return 403, "Another page sent this form."
    if headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return 403, "Another page sent this form."
    if headers.get("content-type", "").partition(";")[0].strip() != _FORM:
        return 415, "This is no form of the marking page."
    length = headers.get("content-length", "")
    if not length.isdigit() or int(length) > _LARGEST_FORM:
        return 413, f"A form may have {_LARGEST_FORM >> 10} KB."
    return None
