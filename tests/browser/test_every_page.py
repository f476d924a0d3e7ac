"""Every page, light and dark, on a desk and on a telephone: axe finds nothing, nothing sticks out.

The pages are those of the route table, so that a new page is looked at without anybody thinking of it.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe

from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.imports.state import DeadlineFact
from geleit.domain.lifecycle.commands.pause import PauseDeparture
from geleit.domain.lifecycle.commands.stop import StopDeparture
from geleit.domain.parties import Party, Role
from geleit.domain.steps.commands import AddStep, CompleteStep, FailStep, WaitOn
from geleit.importing.formats import read_table
from geleit.importing.table import dump_table
from geleit.store.imports import runs
from tests.fixtures.store import actor_of, context_of
from web.authority.view import DECISIONS
from web.departure.deadlines.actions.extend import REFUSE_EXTENSION
from web.departure.deadlines.actions.interrupt import RESTART
from web.departure.sections import ON_A_STEP, ON_THE_DEPARTURE, TABS
from web.routes import PAGES
from web.ui.rendering import today_in_berlin

EVERYTHING = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WHAT_LOOKS_DIFFERENT = {"runOnly": {"type": "rule", "values": ["color-contrast", "target-size"]}}
CLOSELY = {
    (1280, "light"): EVERYTHING,
    (320, "dark"): EVERYTHING,
    # The same elements as above: only what they look like can differ.
    (1280, "dark"): WHAT_LOOKS_DIFFERENT,
    (320, "light"): WHAT_LOOKS_DIFFERENT,
}

LIST = """Nr.;Name, Vorname;Staatsangeh.;Zielland;Erstkontakt
1;Özdemir, Ayşe;Türkei;Türkei;02.03.2026
2;Ohne Land;;Atlantis;02.03.2026
"""


def _is_page(route) -> bool:
    return (
        "GET" in route.methods
        and not route.path.endswith(("/ereignisse", ".csv", "/liste.{kind}"))
        and route.path != "/"
    )


ROUTES: list[Any] = [route for router in PAGES for route in router.routes]
TEMPLATES = sorted({route.path for route in ROUTES if _is_page(route)})
PUBLIC = ("/anmelden", "/barrierefreiheit", "/lizenzen")
OF_AUTHORITIES = ("/fristen", "/fristen/{departure_id:uuid}")
OPEN_DECISIONS = [
    action.wording_for(Role.AUTHORITY).slug
    for action in DECISIONS
    if action not in (REFUSE_EXTENSION, RESTART)
]
"""What can be decided about a date that runs and for which nothing was asked."""
OF_SUPERVISORS = ("/ueberfaellig", "/ueberfaellig/verlauf")


def _addresses() -> Iterator[tuple[str, str]]:
    """Return the pages by role; the addresses still have names in place of ids."""
    for path in TEMPLATES:
        if "{slug:departure_action}" in path:
            yield from (
                ("counsellor", path.replace("{slug:departure_action}", slug)) for slug in ON_THE_DEPARTURE
            )
        elif "{tab:departure_tab}" in path:
            yield from (("counsellor", path.replace("{tab:departure_tab}", tab.slug)) for tab in TABS[1:])
        elif "{slug:step_action}" in path:
            yield from (("counsellor", path.replace("{slug:step_action}", slug)) for slug in ON_A_STEP)
        elif "{slug:decision}" in path:
            yield from (
                ("official", path.replace("{slug:decision}", f"{slug}?frist=departure_deadline"))
                for slug in OPEN_DECISIONS
            )
        elif path in OF_AUTHORITIES:
            yield "official", path
        elif path in OF_SUPERVISORS:
            yield "supervisor", path
        else:
            yield ("nobody" if path in PUBLIC else "counsellor"), path
    yield "supervisor", "/vorgaenge"
    yield "counsellor", "/vorgaenge/{paused}"
    yield "counsellor", "/vorgaenge/{stopped}"
    yield "official", "/konto"
    yield "official", "/kalender"


@pytest.fixture(scope="session")
def world(run, make_account, make_office, make_authority, make_departure, act, database):
    """Make a small office: departures of every status, a family, a very long name."""

    async def build():
        office = await make_office(name="Beratungsstelle Kiel der Arbeitsgemeinschaft Rückkehrberatung")
        authority = await make_authority(name="Landesamt für Zuwanderung und Flüchtlinge Schleswig-Holstein")
        people = {
            "counsellor": await make_account(Role.COUNSELLOR, office),
            "supervisor": await make_account(Role.SUPERVISOR, office, name="Ole Hansen"),
            "official": await make_account(Role.AUTHORITY, authority, name="Petra Voss"),
        }
        await make_account(Role.COUNSELLOR, office, name="Jette Claasen")
        counsellor = people["counsellor"]
        actor = actor_of(counsellor)
        today = today_in_berlin()
        long_ago = datetime.now(UTC) - timedelta(days=70)
        family = await make_departure(
            counsellor,
            authority=authority,
            names=[("Haddad", "Yousef"), ("Haddad", "Amal"), ("Haddad", "Layla"), ("Haddad", "Sami")],
            now=long_ago,
            consent=True,
            deadlines=(
                DeadlineFact(deadline=DeadlineKind.DEPARTURE, due_on=today + timedelta(days=5)),
                DeadlineFact(deadline=DeadlineKind.DULDUNG, due_on=today - timedelta(days=2)),
            ),
        )

        async def step(departure, kind, key, **fields):
            await act(departure.departure_id, kind, actor=actor, step=key, **fields)

        await step(family, CompleteStep, "intake", on=today - timedelta(days=60), note="Gutes Gespräch.")
        await step(family, CompleteStep, "decision", on=today - timedelta(days=40))
        await step(family, WaitOn, "travel_document-1", party=Party.EMBASSY)
        await step(family, CompleteStep, "travel_document-2", on=today - timedelta(days=3))
        await step(family, FailStep, "travel_document-3", note="Geburtsurkunde fehlt.")
        await act(
            family.departure_id,
            AddStep,
            actor=actor,
            code="embassy_appointment",
            person=1,
            target_on=today + timedelta(days=9),
        )
        paused = await make_departure(
            counsellor,
            authority=authority,
            names=[("Wolfeschlegelsteinhausenbergerdorff", "Hubert-Maximilian")],
        )
        review = today + timedelta(days=30)
        await act(paused.departure_id, PauseDeparture, actor=actor, reason="medical", review_on=review)
        stopped = await make_departure(counsellor, authority=authority, consent=True)
        await act(stopped.departure_id, StopDeparture, actor=actor, reason="decided_to_stay")
        for _ in range(3):
            await make_departure(counsellor, authority=authority, now=long_ago, consent=True)
        async with database.web(context_of(counsellor)) as session:
            listed = await runs.add_run(
                session,
                office_id=office.id,
                account_id=counsellor.id,
                file_name="Fallliste Kiel.csv",
                parsed=dump_table(read_table(LIST.encode())),
                now=datetime.now(UTC),
            )
        ids = {
            "departure_id:uuid": family.departure_id,
            "departure_id": family.departure_id,
            "paused": paused.departure_id,
            "stopped": stopped.departure_id,
            "key": "travel_document-1",
            "run_id": listed.id,
        }
        return people, ids

    return run(build())


def _sticks_out(page):
    """Return what is wider than the window, outside of the scrollers made for it (WCAG 1.4.10)."""
    return page.evaluate(
        """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
           [...document.querySelectorAll("body *")]
             .filter((e) => e.getBoundingClientRect().right > window.innerWidth + 1 &&
                            !e.closest("[role=region][tabindex]"))
             .map((e) => `${e.tagName}.${e.className}`).slice(0, 5)"""
    )


def _duplicate_ids(page):
    return page.evaluate(
        """() => { const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
           return ids.filter((id, i) => ids.indexOf(id) !== i); }"""
    )


def look_closely(page) -> None:
    """Assert what must hold for every page."""
    assert page.locator("html").get_attribute("lang") == "de"
    assert page.locator("h1").count() == 1
    assert page.title().endswith(" – Geleit")
    assert len(page.title()) > len(" – Geleit")
    assert _duplicate_ids(page) == []
    for (width, scheme), rules in CLOSELY.items():
        if width < 1280:
            # What is folded away is looked at too.
            page.evaluate(
                "document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })"
            )
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        assert _sticks_out(page) == [], f"at {width} pixels"
        found = Axe().run(page, options=rules)
        assert found.violations_count == 0, f"{scheme}, {width} pixels\n{found.generate_report()}"


@pytest.mark.parametrize(("who", "path"), sorted(_addresses()))
def test_a_page_is_for_everybody(page, world, sign_in_here, who, path, problems):
    people, ids = world
    if who in people:
        sign_in_here(people[who])
    answer = page.goto(re.sub(r"\{([^}]+)\}", lambda name: str(ids[name[1]]), path))
    assert answer.status == 200, path
    look_closely(page)


@pytest.mark.parametrize("path", ["/gibt-es-nicht", "/fristen"])
def test_error_pages_are_accessible(page, world, sign_in_here, path, problems):
    people, _ids = world
    sign_in_here(people["counsellor"])
    assert page.goto(path).status in {403, 404}
    look_closely(page)
    problems.clear()


def test_a_form_with_errors_is_for_everybody_too(page, world, sign_in_here, problems):
    people, _ids = world
    sign_in_here(people["counsellor"])
    page.goto("/vorgaenge/neu")
    page.get_by_role("button", name="Weitere Person hinzufügen").click()
    page.get_by_label("Verhältnis zur ersten Person").wait_for()
    page.get_by_role("main").get_by_role("button", name="Vorgang anlegen", exact=True).click()
    page.locator("#fehler").wait_for()
    assert page.title().startswith("Fehler: ")
    assert page.evaluate("document.activeElement.id") == "fehler"
    look_closely(page)
    problems.clear()


def test_signing_in_with_errors_is_for_everybody_too(page, base_url, problems):
    page.goto("/anmelden")
    page.get_by_label("Benutzername").fill(f"niemand-{uuid4().hex[:6]}")
    page.get_by_label("Passwort").fill("falsch geraten")
    page.get_by_role("button", name="Anmelden").click()
    page.locator("#fehler").wait_for()
    look_closely(page)
    problems.clear()
