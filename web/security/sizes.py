"""How large a request may be. What is too large is read to its end, kept nowhere, and answered in words.

FastAPI has a limit of its own, but it answers with two English words and cuts the line, which browsers show
as "connection reset". Reading on without keeping lets the sentence arrive.
"""

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.filters import zahl
from web.i18n import gettext as _
from web.refused import refusal_response

DEFAULT_LIMIT = 1024 * 1024
READ_ON = 256 * 1024 * 1024
"""So many bytes are thrown away at most before the line is cut after all."""


class TooLargeError(HTTPException):
    """The body grew past the limit while the application was reading it."""

    def __init__(self) -> None:
        super().__init__(413)


class BodyLimit:
    """Refuses bodies over the limit of their path, whether they announce their size or not."""

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
        await self._pass_on(scope, receive, send, limit=limit)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send, *, limit: int) -> None:
        """Count while the application reads: a body sent in chunks does not announce its size."""
        read, has_begun, is_over, is_read = 0, False, False, False

        async def counted() -> Message:
            nonlocal read, is_over, is_read
            message = await receive()
            if message["type"] == "http.request":
                read += len(message.get("body", b""))
                is_read = not message.get("more_body", False)
                is_over = read > limit
            if is_over:
                raise TooLargeError
            return message

        async def watched(message: Message) -> None:
            nonlocal has_begun
            if is_over and not has_begun:
                return  # whatever the application makes of it, the answer is ours
            has_begun = True
            await send(message)

        try:
            await self.app(scope, counted, watched)
        except Exception:
            if not is_over or has_begun:
                raise
        if is_over and not has_begun:
            if not is_read:
                await _throw_away(receive, read)
            await _refuse(scope, receive, send, limit=limit)


def _announced(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "")
    return int(length) if length.isdecimal() else 0


async def _throw_away(receive: Receive, read: int) -> None:
    """Read what is still coming and keep nothing of it."""
    while read < READ_ON:
        message = await receive()
        if message["type"] != "http.request" or not message.get("more_body", False):
            return
        read += len(message.get("body", b""))


async def _refuse(scope: Scope, receive: Receive, send: Send, *, limit: int) -> None:
    size = zahl(round(limit / 1024 / 1024, 1))
    response = refusal_response(
        Request(scope, receive),
        413,
        title=_("Das ist zu groß"),
        text=_("Erlaubt sind hier höchstens {size} MB. Es wurde nichts gespeichert.").format(size=size),
    )
    response.headers["Connection"] = "close"
    await response(scope, receive, send)
