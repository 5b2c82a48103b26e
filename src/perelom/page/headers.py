"""What stands at the head of every answer: the version stamp and what a browser may do with it."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from perelom.results.stamp import stamp

from .limits import Refused
from .messages import refusal

SECURITY = {
    "content-security-policy": "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
# a report carries its style and its curves within it; it may load nothing and reach nobody
REPORT_POLICY = (
    "sandbox allow-scripts; default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "img-src data:"
)


class Headers:
    """Puts the version stamp and the security headers on every answer, and refuses other hosts' names.

    hosts : names by which the server may be called, None for any: a page of elsewhere whose name was made to
    point here (DNS rebinding) gets nothing
    """

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...] | None):
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["perelom-version"] = stamp()
                for name, value in SECURITY.items():
                    headers.setdefault(name, value)
            await send(message)

        host = next((v.decode("latin-1") for k, v in scope["headers"] if k == b"host"), "")
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() and ":" in host else host
        if self.hosts is not None and name not in self.hosts:
            refused = Refused(400, "unknown host", found=host[:60], allowed=", ".join(self.hosts))
            await refusal(refused)(scope, receive, with_headers)
            return
        await self.app(scope, receive, with_headers)
