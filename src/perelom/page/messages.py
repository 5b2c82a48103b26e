"""What comes in and goes out: bodies of requests, JSON, files to save, refusals in words."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from perelom.errors import InputError

from .limits import Limits, Refused
from .reading import problems_of

JSON = "application/json"


class Answer(JSONResponse):
    """JSON in UTF-8; a number that is not finite would be a fault of ours."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


async def body_of(request: Request, limits: Limits) -> Any:
    """The JSON of a request, read no further than the limit. Refused (400, 408, 413, 415)."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind != JSON:
        raise Refused(415, "unknown kind of body", found=kind[:60] or "none", allowed=JSON)
    stated = request.headers.get("content-length", "0")
    too_large = Refused(
        413,
        "the request is too large",
        found=f"{stated} bytes" if stated.isdigit() else "",
        allowed=f"{limits.body_bytes} bytes",
        hint="a scenario needs to say only where it differs: use 'extends'",
    )
    if stated.isdigit() and int(stated) > limits.body_bytes:
        raise too_large
    data = bytearray()
    try:
        async with asyncio.timeout(limits.body_seconds):
            async for part in request.stream():
                data += part
                if len(data) > limits.body_bytes:
                    raise too_large
    except TimeoutError:
        allowed = f"{limits.body_seconds:g} seconds"
        raise Refused(408, "the request did not arrive in time", allowed=allowed) from None
    except ClientDisconnect:
        raise Refused(400, "the request ended before it was whole") from None
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        found = str(error)[:120]
        raise Refused(400, "the body is not JSON", found=found, hint="send an object") from None


def file_of(text: str, kind: str, name: str) -> Response:
    """A file to save."""
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(text.encode(), media_type=f"{kind}; charset=utf-8", headers=headers)


def refusal(error: Refused) -> Answer:
    headers = {"retry-after": "60"} if error.status == 429 else None
    return Answer(error.as_json(), error.status, headers)


async def on_refused(request: Request, error: Exception) -> Answer:
    assert isinstance(error, Refused)
    return refusal(error)


async def on_input_error(request: Request, error: Exception) -> Answer:
    """Everything that was refused in what the reader wrote (422)."""
    assert isinstance(error, InputError)
    first = error.problems[0]
    found = problems_of(error)
    told = Refused(422, first.message, found=found[0]["found"], hint=first.hint, problems=found)
    return refusal(told)


async def on_http(request: Request, error: Exception) -> Answer:
    """404 and 405 of the router, in the same form."""
    assert isinstance(error, HTTPException)
    words = {404: "there is nothing at this address", 405: "this method is not known here"}
    text = words.get(error.status_code, str(error.detail))
    refused = Refused(error.status_code, text, found=f"{request.method} {request.url.path[:80]}")
    return refusal(refused)


async def on_fault(request: Request, error: Exception) -> Answer:
    """A fault of this program: told without its inner parts, which stand in the server's log."""
    return refusal(Refused(500, "the server made a mistake; its log tells which"))
