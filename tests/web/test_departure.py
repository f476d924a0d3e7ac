"""The page of one departure: what it shows, and to whom."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from domain import commands as cmd
from domain.deadlines import DeadlineKind
from tests.fixtures.store import actor_of
from tests.fixtures.web import soup

FAMILY = [("Haddad", "Yousef"), ("Haddad", "Amal"), ("Haddad", "Nour")]


def text_of(response):
    return " ".join(soup(response).get_text(" ").split())


async def test_it_works(counsellor, make_departure, sign_in):
    departure = await make_departure(counsellor, names=FAMILY)
    visitor = await sign_in(counsellor)
    response = await visitor.get(f"/vorgaenge/{departure.departure_id}")
    assert response.status_code == 200
    page = soup(response)
    assert page.h1.get_text(strip=True) == "Haddad, Yousef"
    assert departure.number in text_of(response)
    assert "Wartet seit heute auf Sie (Erstgespräch führen)." in text_of(response)
