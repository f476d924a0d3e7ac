"""The headers of every answer. The policy is data, each line with its reason; the docs show it."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY: tuple[tuple[str, str, str], ...] = (
    ("default-src", "'none'", "what is not named below is not loaded at all"),
    ("script-src", "'self'", "htmx, hx-sse and app.js are files of ours; nothing inline, nothing evaluated"),
    ("style-src", "'self'", "KERN and our own files; no style attribute anywhere, not even in the pictures"),
    ("img-src", "'self' data:", "KERN draws its icons as masks from data: addresses"),
    ("font-src", "'self'", "Fira Sans is vendored: no address of a client reaches a font service"),
    ("connect-src", "'self'", "htmx requests and the live updates"),
    ("form-action", "'self'", "a form injected into a page cannot send what is typed elsewhere"),
    ("base-uri", "'none'", "no injected <base> can turn our relative addresses"),
    ("frame-ancestors", "'none'", "no other site can lay itself over ours"),
    ("object-src", "'none'", "no plug-ins"),
)

HEADERS: tuple[tuple[str, str, str], ...] = (
    (
        "Content-Security-Policy",
        "; ".join(f"{name} {value}" for name, value, _ in CONTENT_SECURITY_POLICY),
        "see above",
    ),
    ("X-Content-Type-Options", "nosniff", "an uploaded text is never run as a script"),
    (
        "Referrer-Policy",
        "same-origin",
        "no other site learns the number of a departure; our forms keep their origin",
    ),
    ("Cross-Origin-Opener-Policy", "same-origin", "a page opened from elsewhere gets no handle on ours"),
    ("Cross-Origin-Resource-Policy", "same-origin", "no other site can include our answers"),
    (
        "Permissions-Policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Geleit needs none of these, so no script can ask for them",
    ),
)

HTTPS_ONLY = ("Strict-Transport-Security", "max-age=31536000", "once over HTTPS, always over HTTPS")


class SecurityHeaders:
    """Middleware that adds the headers to every HTTP answer; a header set by the answer itself stays."""

    def __init__(self, app: ASGIApp, *, https: bool = False) -> None:
        self.app = app
        self.headers = [(name, value) for name, value, _ in (*HEADERS, *([HTTPS_ONLY] if https else []))]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers:
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)
