"""Two people at the same departure: each learns of the other's work, and nobody loses what they type."""

import pytest
from playwright.sync_api import Page, expect

from domain import commands as cmd
from tests.fixtures.store import actor_of


@pytest.fixture
def departure(run, make_departure, counsellor):
    return run(make_departure(counsellor, names=[("Haddad", "Yousef")]))


@pytest.fixture
def watched(page, departure, supervisor, sign_in_here):
    """The departure's page before the eyes of the supervisor, its stream open."""
    sign_in_here(supervisor)
    with page.expect_response(lambda answer: answer.url.partition("?")[0].endswith("/ereignisse")) as stream:
        page.goto(f"/vorgaenge/{departure.departure_id}")
    assert stream.value.status == 200
    return page


def _act(run, act, departure, account, kind=cmd.StartStep, **fields):
    run(act(departure.departure_id, kind, actor=actor_of(account), step="intake", **fields))


def test_what_a_colleague_does_is_announced(watched, run, act, departure, counsellor):
    _act(run, act, departure, counsellor)
    expect(watched.locator("#geaendert")).to_contain_text("in Arbeit genommen", timeout=2_000)


def test_what_is_being_typed_stays_where_it_is(watched, run, act, departure, counsellor):
    watched.evaluate("document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })")
    field = watched.locator("main textarea:visible").first
    field.fill("Ruft am Montag wieder an, ")
    _act(run, act, departure, counsellor)
    expect(watched.locator("#geaendert")).to_contain_text("in Arbeit genommen")
    watched.keyboard.type("bringt den Pass mit.")
    expect(field).to_have_value("Ruft am Montag wieder an, bringt den Pass mit.")


def test_nobody_is_told_of_their_own_work(watched: Page, run, act, departure, supervisor):
    _act(run, act, departure, supervisor)
    watched.wait_for_timeout(1_000)
    expect(watched.locator("#geaendert")).to_be_empty()
