"""The protection of the pages: headers, forged requests, sizes."""

import gzip

import httpx
import pytest
from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, PlainTextResponse, StreamingResponse

from web.security import protect
from web.security.csrf import check_form_token
from web.security.headers import CONTENT_SECURITY_POLICY, HEADERS
from web.security.sizes import BodyLimit

LIMIT = 1000
HOST = "geleit.example"


def application() -> FastAPI:
    app = FastAPI()

    @app.post("/import")
    @app.post("/api/v1/import")
    @app.post("/klein")
    async def take(request: Request) -> PlainTextResponse:
        return PlainTextResponse(str(len(await request.body())))

    @app.post("/eilig")
    async def hurry() -> PlainTextResponse:
        return PlainTextResponse("Was immer Sie senden: nein.", 400)

    @app.get("/seite")
    async def show() -> HTMLResponse:
        return HTMLResponse("<p>Seite</p>" * 500)

    @app.get("/ereignisse")
    async def events() -> StreamingResponse:
        return StreamingResponse(iter(["data: " + "x" * 5000 + "\n\n"]), media_type="text/event-stream")

    protect(app, body_limits={"/import": LIMIT, "/api/": LIMIT, "/eilig": LIMIT})
    return app


async def ask(method: str, path: str, **options) -> httpx.Response:
    transport = httpx.ASGITransport(app=application())
    async with httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}") as client:
        return await client.request(method, path, **options)


async def test_every_answer_carries_every_header():
    for answer in [
        await ask("GET", "/seite"),
        await ask("GET", "/gibt-es-nicht"),
        await ask("POST", "/klein"),
    ]:
        for name, value, _reason in HEADERS:
            assert answer.headers[name] == value


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere():
    policy = {name: value for name, value, _reason in CONTENT_SECURITY_POLICY}
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    joined = " ".join(policy.values())
    assert "unsafe" not in joined
    assert "*" not in joined
    assert "http" not in joined
    assert all(reason for _name, _value, reason in CONTENT_SECURITY_POLICY)


async def test_an_answer_keeps_a_header_it_sets_itself():
    app = FastAPI()

    @app.get("/")
    async def own() -> PlainTextResponse:
        return PlainTextResponse("", headers={"Content-Security-Policy": "sandbox"})

    protect(app)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://x") as client:
        answer = await client.get("/")
    assert answer.headers.get_list("Content-Security-Policy") == ["sandbox"]


async def test_https_is_remembered_only_where_it_is_spoken():
    for https in (False, True):
        app = FastAPI()
        protect(app, https=https)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://x") as client:
            assert ("Strict-Transport-Security" in (await client.get("/")).headers) is https


async def test_pages_are_compressed_and_live_updates_are_not():
    page = await ask("GET", "/seite", headers={"Accept-Encoding": "gzip"})
    live = await ask("GET", "/ereignisse", headers={"Accept-Encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    assert len(gzip.compress(page.content)) < len(page.content)
    assert "Content-Encoding" not in live.headers


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": f"http://{HOST}"}, False),
        ({"Origin": f"http://{HOST}"}, True),
        ({"Origin": f"https://{HOST}"}, True),
        ({"Origin": f"http://{HOST}:8080"}, False),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({}, True),
        ({"Sec-Fetch-Site": "cross-site", "Authorization": "Bearer abc"}, True),
        ({"Sec-Fetch-Site": "cross-site", "Authorization": "Basic abc"}, False),
    ],
)
async def test_only_our_own_pages_press_our_buttons(headers, passes):
    answer = await ask("POST", "/klein", headers=headers)
    assert answer.status_code == (200 if passes else 403)
    if not passes:
        assert "von einer anderen Seite" in answer.text


async def test_reading_is_free_of_that():
    assert (await ask("GET", "/seite", headers={"Sec-Fetch-Site": "cross-site"})).status_code == 200


def test_a_form_needs_the_token_of_its_session():
    check_form_token("geheim", "geheim")
    for expected, given in [
        ("geheim", "falsch"),
        ("geheim", None),
        ("geheim", ""),
        ("", ""),
        ("geheim", b"geheim"),
    ]:
        with pytest.raises(HTTPException) as refused:
            check_form_token(expected, given)
        assert refused.value.status_code == 403
        assert "laden Sie die Seite neu" in refused.value.detail


async def test_a_body_within_its_limit_passes():
    assert (await ask("POST", "/import", content=b"x" * LIMIT)).text == str(LIMIT)


async def test_the_limit_is_that_of_the_path():
    assert (await ask("POST", "/klein", content=b"x" * (LIMIT + 1))).status_code == 200
    assert (await ask("POST", "/klein", content=b"x" * (1024 * 1024 + 1))).status_code == 413


async def test_a_body_too_large_is_refused_in_words():
    answer = await ask("POST", "/import", content=b"x" * (LIMIT + 1))
    assert answer.status_code == 413
    assert "Es wurde nichts gespeichert." in answer.text
    assert "<h1" in answer.text


async def test_a_body_of_unknown_length_is_refused_as_soon_as_it_is_too_large():
    async def chunks():
        for _ in range(20):
            yield b"x" * 100

    answer = await ask("POST", "/import", content=chunks())
    assert answer.status_code == 413
    assert "Es wurde nichts gespeichert." in answer.text


async def test_an_answer_before_the_end_of_the_body_does_not_change_the_sentence():
    async def chunks(number: int):
        for _ in range(number):
            yield b"x" * 100

    told = await ask("POST", "/eilig", content=b"x" * (LIMIT + 100))
    answer = await ask("POST", "/eilig", content=chunks(11))
    assert (answer.status_code, answer.text) == (told.status_code, told.text)
    assert "Es wurde nichts gespeichert." in answer.text
    assert (await ask("POST", "/eilig", content=chunks(10))).text == "Was immer Sie senden: nein."


async def test_htmx_gets_a_part_of_a_page():
    answer = await ask("POST", "/import", content=b"x" * 2000, headers={"HX-Request-Type": "partial"})
    assert "<h1" not in answer.text
    assert 'id="stoerung"' in answer.text


async def test_a_program_gets_a_problem():
    answer = await ask("POST", "/api/v1/import", content=b"x" * 2000)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.json()["status"], answer.json()["code"]) == (413, "too_large")


async def test_nothing_of_a_refused_body_is_kept():
    """50 MB are sent in chunks; the application is not called, and no chunk is held when the next comes."""
    held: list[int] = []

    async def app(scope, receive, send) -> None:
        held.append(1)

    sent: list[dict[str, object]] = []
    left = 50

    async def receive() -> dict[str, object]:
        nonlocal left
        left -= 1
        return {"type": "http.request", "body": b"x" * 1024 * 1024, "more_body": left > 0}

    async def send(message) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/import", "query_string": b"", "state": {},
        "headers": [(b"content-length", str(50 * 1024 * 1024).encode())],
    }  # fmt: skip
    await BodyLimit(app, limits={"/import": LIMIT})(scope, receive, send)
    assert held == []
    assert left == 0
    assert sent[0]["status"] == 413
