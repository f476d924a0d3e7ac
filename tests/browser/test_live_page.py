"""Two people on the same departure: each sees the other's work, and nobody loses what they type."""

import pytest
from playwright.sync_api import Page, expect

from geleit.domain.steps.commands import StartStep
from tests.fixtures.store import actor_of


@pytest.fixture
def departure(run, make_departure, counsellor):
    return run(make_departure(counsellor, names=[("Haddad", "Yousef")]))


@pytest.fixture
def watched(page, departure, supervisor, sign_in_here):
    """Return the supervisor's page of the departure, with its stream open."""
    sign_in_here(supervisor)
    with page.expect_response(lambda answer: answer.url.partition("?")[0].endswith("/ereignisse")) as stream:
        page.goto(f"/vorgaenge/{departure.departure_id}")
    assert stream.value.status == 200
    return page


def _act(run, act, departure, account, kind=StartStep, **fields):
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


def test_the_acting_page_ignores_its_own_change_and_another_tab_is_told(
    watched: Page, run, act, departure, counsellor, dispatcher
):
    other = watched.context.new_page()
    with other.expect_response(lambda answer: "/ereignisse" in answer.url):
        other.goto(f"/vorgaenge/{departure.departure_id}")
    looked: list[str] = []
    watched.on("request", lambda asked: looked.append(asked.url) if "teil=geaendert" in asked.url else None)
    watched.locator("summary", has_text="Notiz").last.click()
    form = watched.locator("#form-notiz")
    form.locator("textarea").fill("Ruft morgen an.")
    form.locator("button[type=submit]").click()
    expect(watched.locator("#verlauf")).to_contain_text("Ruft morgen an.")
    expect(other.locator("#geaendert")).to_contain_text("Notiz")
    watched.wait_for_timeout(500)
    assert looked == []
    _act(run, act, departure, counsellor)
    expect(watched.locator("#geaendert")).to_contain_text("in Arbeit genommen")
    assert len(looked) == 1
