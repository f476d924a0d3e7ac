"""Limits of request bodies. The rest of one that is too large is read but not stored, and answered in words.

FastAPI has a limit of its own, but it answers with two English words and closes the connection, which
browsers show as "connection reset". Reading on lets the sentence arrive.
"""

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.ui.filters import zahl
from web.ui.i18n import gettext as _
from web.ui.refusals import refusal_response

DEFAULT_LIMIT = 1024 * 1024
READ_ON = 256 * 1024 * 1024
"""The most bytes to read and discard before the connection is closed after all."""


class TooLargeError(HTTPException):
    """The body grew past the limit while the application was reading it."""

    def __init__(self) -> None:
        super().__init__(413)


class BodyLimit:
    """Middleware that refuses bodies over the limit of their path, with or without an announced size."""

    def __init__(self, app: ASGIApp, *, limits: Mapping[str, int], default: int = DEFAULT_LIMIT) -> None:
        self.app = app
        self.default = default
        self.limits = sorted(limits.items(), key=lambda item: -len(item[0]))

    def limit_for(self, path: str) -> int:
        """Return the limit of the longest prefix that fits the path."""
        return next((limit for prefix, limit in self.limits if path.startswith(prefix)), self.default)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.limit_for(scope["path"])
        if _announced(scope) > limit:
            await _throw_away(receive, 0)
            await _refuse(scope, receive, send, limit=limit)
            return
        request = _Counted(scope, receive, send, limit=limit)
        try:
            await self.app(scope, request.receive, request.send)
        except Exception:
            if not request.is_ours:
                raise
        if request.is_ours:
            await request.read_on()
            await _refuse(scope, receive, send, limit=limit)


class _Counted:
    """A request whose body is counted while the application reads: in chunks it does not announce its size.

    The application may answer before it has read everything, because a form reader has limits of its own or
    the token is missing. Then the rest is counted first: the sentence must not depend on how it was sent.
    """

    def __init__(self, scope: Scope, receive: Receive, send: Send, *, limit: int) -> None:
        self._receive = receive
        self._send = send
        self._limit = limit
        self._read = 0
        self._is_read = "transfer-encoding" not in Headers(scope=scope)
        self._has_begun = False

    @property
    def is_ours(self) -> bool:
        """Whether the body is too large and not yet answered: then we answer, not the application."""
        return self._read > self._limit and not self._has_begun

    async def receive(self) -> Message:
        """Return the next part of the body. Raise TooLargeError beyond the limit."""
        message = await self._receive()
        if message["type"] == "http.request":
            self._read += len(message.get("body", b""))
            self._is_read = not message.get("more_body", False)
        if self._read > self._limit:
            raise TooLargeError
        return message

    async def send(self, message: Message) -> None:
        """Pass the answer on, unless the body is too large."""
        if not self._has_begun:
            await self.read_on()
        if not self.is_ours:
            self._has_begun = True
            await self._send(message)

    async def read_on(self) -> None:
        """Read the rest of the body and discard it."""
        if not self._is_read:
            self._read = await _throw_away(self._receive, self._read)
            self._is_read = True


def _announced(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "")
    return int(length) if length.isdecimal() else 0


async def _throw_away(receive: Receive, read: int) -> int:
    """Read the rest of the body and discard it; return how much has been read in all."""
    while read < READ_ON:
        message = await receive()
        read += len(message.get("body", b""))
        if not message.get("more_body", False):
            break
    return read


async def _refuse(scope: Scope, receive: Receive, send: Send, *, limit: int) -> None:
    size = zahl(round(limit / 1024 / 1024, 1))
    response = refusal_response(
        Request(scope, receive),
        413,
        code="too_large",
        title=_("Das ist zu groß"),
        text=_("Erlaubt sind hier höchstens {size} MB. Es wurde nichts gespeichert.").format(size=size),
    )
    response.headers["Connection"] = "close"
    await response(scope, receive, send)
