"""Decisions of an authority over HTTP: about its own deadlines, with consent, and about nothing else."""

from datetime import timedelta

import pytest
from sqlmodel import select

from geleit.domain.consent.commands import RevokeConsent
from geleit.domain.deadlines.chain import DeadlineState, Source, SourceDocument
from geleit.domain.deadlines.commands.extend import ExtendDeadline, RequestExtension
from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.periods import Period, Unit
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.notes.commands import WriteNote
from geleit.domain.parties import Role
from geleit.store.notes import NoteRow
from geleit.store.pages.departure import find_departure
from tests.fixtures.store import actor_of, context_of
from tests.fixtures.web import sentences, soup
from tests.web.departure.forms import typed
from tests.web.lists import TODAY, links, one, rows, words
from web.ui.filters import datum

KIND = DeadlineKind.DEPARTURE
DAY = timedelta(days=1)

pytestmark = pytest.mark.usefixtures("dispatcher")


@pytest.fixture
def due(make_departure, act, counsellor, authority):
    """Make a departure with a period that was counted from a notice."""

    async def due(*, ago=10, consent=True, period=30):
        departure = await make_departure(counsellor, authority=authority, consent=consent)
        done = await act(
            departure.departure_id,
            SetDeadline,
            actor=actor_of(counsellor),
            deadline=KIND,
            start=TODAY - ago * DAY,
            period=Period(amount=period, unit=Unit.DAYS),
            source=Source(document=SourceDocument.NOTICE, dated=TODAY - ago * DAY),
        )
        return done.departure

    return due


@pytest.fixture
def now(database, counsellor):
    """Return the departure's current state."""

    async def now(departure):
        async with database.web(context_of(counsellor)) as session:
            found = await find_departure(session, departure.departure_id)
        assert found is not None
        return found.departure

    return now


@pytest.fixture
def visitor(run, sign_in, official):
    return run(sign_in(official))


def _at(departure, slug, kind=KIND):
    return f"/fristen/{departure.departure_id}/{slug}" + (f"?frist={kind}" if kind else "")


async def _decide(visitor, departure, slug, kind=KIND, **fields):
    """Fill in the form as it is shown and send it."""
    shown = await visitor.get(_at(departure, slug, kind))
    assert shown.status_code == 200, shown.text
    form = one(shown, ".decision form")
    return await visitor.submit(str(form["action"]), typed(form) | fields)


async def test_it_works(due, now, visitor):
    departure = await due()
    until = TODAY + 60 * DAY
    response = await _decide(visitor, departure, "verlaengern", until=datum(until), source_document="notice")
    assert response.status_code == 303, sentences(response)
    assert response.headers["location"] == "/fristen"
    after = (await now(departure)).deadlines[KIND]
    assert after.record.raw_end == until
    assert after.record.source == Source(document=SourceDocument.NOTICE)
    said = f"{departure.number}: Ausreisefrist verlängert, jetzt {datum(after.due_on)}."
    assert said in words(await visitor.get("/fristen"))


async def test_the_counselling_office_reads_which_authority_decided(
    due, visitor, counsellor, authority, sign_in
):
    departure = await due()
    until = datum(TODAY + 60 * DAY)
    await _decide(visitor, departure, "verlaengern", until=until, source_document="notice")
    page = await (await sign_in(counsellor)).get(f"/vorgaenge/{departure.departure_id}")
    entry = words(one(page, "#verlauf .history__entry"))
    assert f"Frist verlängert – Ausreisefrist: {until}." in entry
    assert f"· {authority.name}" in entry


async def test_a_row_says_why_it_is_this_date(due, visitor):
    departure = await due()
    (row,) = rows(await visitor.get("/fristen"))
    record = departure.deadlines[KIND].record
    assert "Warum dieses Datum?" in row
    assert record.sentence in row
    if record.end != record.safe_date:
        assert f"verschobenes Ende: {datum(record.end)}" in row


async def test_an_end_that_moved_is_shown_beside_the_safe_date(
    make_departure, act, counsellor, authority, visitor
):
    departure = await make_departure(counsellor, authority=authority, consent=True)
    saturday = TODAY + ((5 - TODAY.weekday()) % 7 + 7) * DAY
    done = await act(
        departure.departure_id, SetDeadline, actor=actor_of(counsellor), deadline=KIND, due_on=saturday
    )
    record = done.departure.deadlines[KIND].record
    assert record.end > saturday
    (row,) = rows(await visitor.get("/fristen"))
    assert datum(saturday) in row
    assert f"sicheres Datum; verschobenes Ende: {datum(record.end)}" in row


async def test_a_requested_extension_is_first_and_can_be_refused(due, act, now, visitor, counsellor):
    quiet, asking = await due(period=15), await due(period=29)
    await act(
        asking.departure_id,
        RequestExtension,
        actor=actor_of(counsellor),
        deadline=KIND,
        follow_up_on=TODAY + 5 * DAY,
    )
    page = await visitor.get("/fristen")
    found = rows(page)
    assert [row.split()[0] for row in found] == [asking.number, quiet.number, asking.number]
    assert f"Verlängerung beantragt, Antwort bis {datum(TODAY + 5 * DAY)}" in found[0]
    only = rows(await visitor.get("/fristen?frist=beantragt"))
    assert [row.split()[0] for row in only] == [asking.number]
    response = await _decide(visitor, asking, "ablehnen", source_document="letter")
    assert response.status_code == 422
    assert sentences(response) == ["Grund: Bitte füllen Sie dieses Feld aus."]
    reason = {"source_document": "letter", "note": "Der Flug ist schon gebucht."}
    response = await _decide(visitor, asking, "ablehnen", **reason)
    assert response.status_code == 303, sentences(response)
    assert (await now(asking)).deadlines[KIND].record.request is None
    assert "Verlängerung beantragt, Antwort" not in words(await visitor.get("/fristen"))


def preview_of(form):
    """Where the form asks for the date it would lead to."""
    button = form.select_one("button[formaction]")
    assert button is not None
    return str(button["formaction"])


async def test_the_date_an_extension_leads_to_is_shown_before_it_is_granted(due, now, visitor):
    departure = await due()
    form = one(await visitor.get(_at(departure, "verlaengern")), ".decision form")
    url = preview_of(form)
    given = typed(form) | {"by_amount": "10", "by_unit": "days", "base": "raw"}
    shown = await visitor.submit(url, given)
    assert shown.status_code == 200
    assert typed(one(shown, ".decision form"))["by_amount"] == "10"
    part = await visitor.submit(url, given, partial=True)
    assert not soup(part).html
    assert words(one(shown, "#vorschau")) == words(one(part, "#vorschau"))
    assert (await now(departure)).deadlines == departure.deadlines
    response = await visitor.submit(str(form["action"]), given)
    assert response.status_code == 303, sentences(response)
    after = (await now(departure)).deadlines[KIND]
    assert f"Ausreisefrist dann: {datum(after.end_on)}" in words(one(part, "#vorschau"))
    assert (after.due_on == after.end_on) or f"sicheres Datum: {datum(after.due_on)}" in words(part)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "entweder die Dauer der Verlängerung oder ihr Ende"),
        ({"until": datum(TODAY - DAY)}, "Eine Verlängerung endet nach"),
        ({"until": "31.02.2027"}, "Den 31.02.2027 gibt es nicht."),
    ],
)
async def test_a_preview_says_why_there_is_none(due, visitor, fields, said):
    departure = await due()
    form = one(await visitor.get(_at(departure, "verlaengern")), ".decision form")
    url = preview_of(form)
    shown = await visitor.submit(url, typed(form) | fields)
    assert shown.status_code == 200
    assert said in words(one(shown, "#vorschau"))


async def test_of_day_and_length_neither_is_called_optional(due, visitor):
    departure = await due()
    shown = await visitor.get(_at(departure, "verlaengern"))
    labels = [words(label) for label in soup(shown).select(".decision label")]
    assert {"Verlängert bis – eins von beiden", "Dauer – eins von beiden"} <= set(labels)


async def test_a_departure_has_a_page_with_its_dates_and_decisions(due, visitor):
    departure = await due()
    link = one(await visitor.get("/fristen"), "tbody a.list__number")["href"]
    response = await visitor.get(link)
    assert words(soup(response).h1) == departure.number
    for expected in ("Ausreisefrist", "Warum dieses Datum?", departure.deadlines[KIND].record.sentence):
        assert expected in words(response)
    decide = links(response, ".legal__acts a")
    assert any(href.startswith(f"/fristen/{departure.departure_id}/verlaengern") for href in decide.values())
    assert "/vorgaenge" not in response.text
    assert "Haddad" not in response.text


async def test_what_an_authority_may_not_see_has_no_page(due, visitor, sign_in, make_account, counsellor):
    departure = await due(consent=False)
    assert (await visitor.get(f"/fristen/{departure.departure_id}")).status_code == 404
    seen = await due()
    stranger = await sign_in(await make_account(Role.AUTHORITY))
    assert (await stranger.get(f"/fristen/{seen.departure_id}")).status_code == 404
    assert (await (await sign_in(counsellor)).get(f"/fristen/{seen.departure_id}")).status_code == 403


async def test_an_authority_searches_by_number_and_by_nothing_else(due, visitor, sign_in, make_account):
    departure, other = await due(), await due()
    count = departure.number.rpartition("-")[2]
    for typed_number in (departure.number, departure.number.lower(), count):
        found = await visitor.submit("/fristen/suche", {"q": typed_number})
        assert (found.status_code, found.headers["location"]) == (303, f"/fristen/{departure.departure_id}")
    several = await visitor.submit("/fristen/suche", {"q": departure.number.rpartition("-")[0]})
    assert [row.split()[0] for row in rows(several)] == sorted([departure.number, other.number])
    name = await visitor.submit("/fristen/suche", {"q": "Haddad"})
    assert name.status_code == 422
    assert "Gesucht wird nach der Nummer" in " ".join(sentences(name))
    stranger = await sign_in(await make_account(Role.AUTHORITY))
    nothing = await stranger.submit("/fristen/suche", {"q": departure.number})
    assert rows(nothing) == []
    assert "Kein Vorgang mit der Nummer" in words(nothing)


async def test_a_period_is_interrupted_and_restarts_in_full(due, now, visitor):
    departure = await due()
    response = await _decide(visitor, departure, "unterbrechen", since=datum(TODAY - 2 * DAY))
    assert response.status_code == 303, sentences(response)
    assert (await now(departure)).deadlines[KIND].state is DeadlineState.INTERRUPTED
    page = await visitor.get("/fristen")
    (row,) = rows(page)
    assert "Unterbrochen" in row
    assert "keine offene Frist" in row
    response = await _decide(visitor, departure, "neu-beginnen", start=datum(TODAY))
    assert response.status_code == 303, sentences(response)
    assert (await now(departure)).deadlines[KIND].record.raw_end == TODAY + 30 * DAY


async def test_a_date_is_withdrawn_with_a_reason_that_the_office_reads(
    due, now, visitor, database, counsellor
):
    departure = await due()
    response = await _decide(visitor, departure, "aufheben", note="Bescheid vom Gericht aufgehoben")
    assert response.status_code == 303, sentences(response)
    async with database.web(context_of(counsellor)) as session:
        notes = select(NoteRow.text).where(NoteRow.departure_id == departure.departure_id)
        assert list(await session.exec(notes)) == ["Bescheid vom Gericht aufgehoben"]
    assert (await now(departure)).deadlines[KIND].state is DeadlineState.WITHDRAWN


@pytest.mark.parametrize("reason", ["vom\x00Gericht", "sehr lang " * 10_000], ids=["NUL", "long"])
async def test_a_reason_that_cannot_be_stored_is_given_back_with_a_sentence(due, now, visitor, reason):
    departure = await due()
    response = await _decide(visitor, departure, "aufheben", note=reason)
    assert response.status_code == 422
    assert len(sentences(response)) == 1
    assert "Gericht" in response.text or "sehr lang" in response.text
    assert (await now(departure)).deadlines[KIND].is_open


async def test_a_date_is_not_withdrawn_without_a_reason(due, now, visitor):
    departure = await due()
    response = await _decide(visitor, departure, "aufheben", note="")
    assert response.status_code == 422
    assert sentences(response) == ["Grund: Bitte füllen Sie dieses Feld aus."]
    assert (await now(departure)).deadlines[KIND].is_open


@pytest.mark.parametrize(
    ("slug", "fields", "ends"),
    [
        ("festsetzen", {"due_on": datum(TODAY + 45 * DAY)}, TODAY + 45 * DAY),
        (
            "berechnen",
            {"start": datum(TODAY), "period_amount": "2", "period_unit": "weeks"},
            TODAY + 14 * DAY,
        ),
        ("berechnen", {"start": datum(TODAY)}, TODAY + 30 * DAY),
        ("berechnen", {"posted": datum(TODAY), "period_amount": "20"}, TODAY + 24 * DAY),
    ],
)
async def test_a_first_date_is_set_by_day_or_by_counting(
    make_departure, now, visitor, counsellor, authority, slug, fields, ends
):
    departure = await make_departure(counsellor, authority=authority, consent=True)
    choices = links(await visitor.get("/fristen"), "tbody a")
    assert f"/fristen/{departure.departure_id}/{slug}" in {
        href.partition("?")[0] for href in choices.values()
    }
    response = await _decide(visitor, departure, slug, **fields)
    assert response.status_code == 303, sentences(response)
    assert (await now(departure)).deadlines[KIND].record.raw_end == ends


async def test_a_period_of_the_asylum_act_cannot_be_extended(due, now, visitor):
    departure = await due()
    response = await _decide(
        visitor,
        departure,
        "festsetzen",
        rule="asylum_rejection",
        due_on=datum(TODAY + 25 * DAY),
    )
    assert response.status_code == 303, sentences(response)
    after = (await now(departure)).deadlines[KIND]
    assert after.record.rule == "asylum_rejection"
    assert len(after.links) > 1
    assert (await visitor.get(_at(departure, "verlaengern"))).status_code == 404
    choices = links(await visitor.get("/fristen"), "tbody a")
    assert not [text for text in choices if text.startswith("Verlängern")]


@pytest.mark.parametrize(
    ("slug", "fields", "said"),
    [
        ("verlaengern", {"until": "31.02.2027"}, "31.02.2027"),
        ("verlaengern", {"by_amount": "-3"}, "mindestens 1"),
        ("verlaengern", {"by_amount": "drei"}, "ganze Zahl"),
        ("verlaengern", {}, "entweder die Dauer der Verlängerung oder ihr Ende"),
        ("verlaengern", {"until": datum(TODAY - DAY)}, "Eine Verlängerung endet nach"),
        ("berechnen", {"start": datum(TODAY), "period_amount": "5000"}, "höchstens 4000"),
        ("festsetzen", {"due_on": ""}, "Bitte füllen Sie dieses Feld aus."),
        ("festsetzen", {"rule": "nonsense", "due_on": datum(TODAY)}, "Eintrag aus der Liste"),
        ("unterbrechen", {"since": datum(TODAY + DAY)}, "liegt in der Zukunft"),
    ],
)
async def test_nonsense_gets_a_sentence_and_the_form_back(due, now, visitor, slug, fields, said):
    departure = await due()
    response = await _decide(visitor, departure, slug, **fields)
    assert response.status_code == 422
    assert said in " ".join(sentences(response))
    assert (await now(departure)).deadlines == departure.deadlines


async def test_a_decision_about_an_older_date_is_a_conflict_and_can_be_sent_again(
    due, act, now, visitor, counsellor
):
    departure = await due()
    shown = typed(one(await visitor.get(_at(departure, "verlaengern")), ".decision form"))
    await act(
        departure.departure_id,
        ExtendDeadline,
        actor=actor_of(counsellor),
        deadline=KIND,
        until=TODAY + 40 * DAY,
    )
    given = {"deadline": KIND, "until": datum(TODAY + 70 * DAY), "zurueck": "", "zu": KIND}
    stale = {name: shown[name] for name in ("request_id", "version")}
    response = await visitor.submit(_at(departure, "verlaengern", None), given | stale)
    assert response.status_code == 409
    assert "Das wurde inzwischen geändert" in " ".join(sentences(response))
    assert datum((await now(departure)).deadlines[KIND].due_on) in words(response)
    fresh = typed(one(response, ".decision form"))
    again = {name: fresh[name] for name in ("request_id", "version")}
    response = await visitor.submit(_at(departure, "verlaengern", None), given | again)
    assert response.status_code == 303, sentences(response)


async def test_a_resend_is_executed_once(due, now, visitor):
    departure = await due()
    form = typed(one(await visitor.get(_at(departure, "verlaengern")), ".decision form"))
    given = {name: form[name] for name in ("request_id", "version")}
    given |= {"deadline": KIND, "by_amount": "10", "by_unit": "days", "base": "raw"}
    first = await visitor.submit(_at(departure, "verlaengern", None), given)
    version = (await now(departure)).version
    second = await visitor.submit(_at(departure, "verlaengern", None), given)
    assert (first.status_code, second.status_code) == (303, 303)
    assert (await now(departure)).version == version


async def test_a_form_sent_again_with_other_content_comes_back_and_can_be_sent(due, now, visitor):
    departure = await due()
    form = typed(one(await visitor.get(_at(departure, "verlaengern")), ".decision form"))
    given = {name: form[name] for name in ("request_id", "version")}
    given |= {"deadline": KIND, "by_amount": "10", "by_unit": "days", "base": "raw"}
    await visitor.submit(_at(departure, "verlaengern", None), given)
    version = (await now(departure)).version
    response = await visitor.submit(_at(departure, "verlaengern", None), given | {"by_amount": "20"})
    assert response.status_code == 409
    assert "nicht gespeichert" in sentences(response)[0]
    assert (await now(departure)).version == version
    back = typed(one(response, ".decision form"))
    assert back["by_amount"] == "20"
    assert back["request_id"] != form["request_id"]


@pytest.mark.parametrize("slug", ["festsetzen", "verlaengern", "unterbrechen", "aufheben"])
async def test_without_consent_there_is_no_such_departure(due, now, visitor, slug):
    departure = await due(consent=False)
    assert (await visitor.get(_at(departure, slug))).status_code == 404
    sent = await visitor.submit(_at(departure, slug, None), {"deadline": KIND, "until": datum(TODAY)})
    assert sent.status_code == 404
    assert (await now(departure)).deadlines == departure.deadlines


async def test_a_consent_revoked_in_between_ends_it(due, act, now, visitor, counsellor):
    departure = await due()
    await act(departure.departure_id, RevokeConsent, actor=actor_of(counsellor))
    before = (await now(departure)).version
    sent = await visitor.submit(_at(departure, "aufheben", None), {"deadline": KIND, "note": "Zu spät"})
    assert sent.status_code == 404
    assert (await now(departure)).version == before


async def test_for_another_authority_there_is_no_such_departure(due, now, make_account, sign_in):
    departure = await due()
    stranger = await sign_in(await make_account(Role.AUTHORITY))
    assert (await stranger.get(_at(departure, "verlaengern"))).status_code == 404
    sent = await stranger.submit(_at(departure, "aufheben", None), {"deadline": KIND, "note": "Nicht meins"})
    assert sent.status_code == 404
    assert (await now(departure)).deadlines == departure.deadlines


async def test_counsellors_decide_elsewhere(due, sign_in, counsellor):
    departure = await due()
    visitor = await sign_in(counsellor)
    assert (await visitor.get(_at(departure, "verlaengern"))).status_code == 403


async def test_an_unknown_action_is_not_found(due, visitor):
    departure = await due()
    assert (await visitor.get(_at(departure, "loeschen"))).status_code == 404
    assert (await visitor.get(_at(departure, "verlaengern", DeadlineKind.GUEB))).status_code == 404


async def test_the_form_leads_back_to_the_list_it_came_from(due, visitor):
    departure = await due()
    (href,) = {
        href
        for text, href in links(await visitor.get("/fristen?frist=30-tage"), "tbody a").items()
        if text.startswith("Verlängern")
    }
    form = typed(one(await visitor.get(href), ".decision form"))
    assert form["zurueck"] == "/fristen?frist=30-tage"
    sent = await visitor.submit(
        _at(departure, "verlaengern", None),
        {
            "deadline": KIND,
            "by_amount": "9",
            "by_unit": "days",
            "base": "raw",
            "zurueck": form["zurueck"],
        },
    )
    assert sent.headers["location"] == "/fristen?frist=30-tage"


async def test_the_page_of_a_decision_holds_nothing_of_the_counselling(due, act, visitor, counsellor):
    departure = await due()
    await act(departure.departure_id, WriteNote, actor=actor_of(counsellor), note="Streng vertraulich")
    response = await visitor.get(_at(departure, "verlaengern"))
    for secret in ("Haddad", "Yousef", "vertraulich", "Maren Petersen", "/vorgaenge"):
        assert secret not in response.text
    assert soup(response).select_one("#bisher") is not None
