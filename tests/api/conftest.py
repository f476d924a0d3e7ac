"""Programs that call the JSON interface."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from geleit.store.accounts.rows import AccountRow
from geleit.store.accounts.tokens import make_token

Call = Callable[[AccountRow], Awaitable[httpx.AsyncClient]]


@pytest.fixture
def api(app, settings, database, run: Callable[..., Any]) -> Iterator[Call]:
    """Return a function: ``program = await api(account)`` is a client with a token of the account."""
    programs: list[httpx.AsyncClient] = []

    async def call(account: AccountRow | None) -> httpx.AsyncClient:
        headers = {}
        if account is not None:
            async with database.worker() as session:
                token = await make_token(session, account.id, name="Test", now=datetime.now(UTC))
            headers["Authorization"] = f"Bearer {token}"
        program = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url=f"{settings.base_url}/api/v1", headers=headers
        )
        programs.append(program)
        return program

    yield call
    for program in programs:
        run(program.aclose())


def new_departure(**fields: Any) -> dict[str, Any]:
    """Return the JSON of a departure to be opened."""
    return {
        "destination": "GE",
        "nationality": "GE",
        "residence_status": "duldung",
        "contact_on": "2026-11-02",
        "persons": [{"role": "applicant", "family_name": "Gelaschwili", "given_name": "Nino"}],
        **fields,
    }


def problem(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """Return the problem of an answer, which must be complete."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = response.json()
    assert found["code"] == code, found
    assert found["status"] == status
    assert found["type"] == f"urn:geleit:problem:{code}"
    assert found["title"]
    assert found["detail"].endswith((".", "?"))
    return found
