"""A legal date from its setting to its end, and a conflict about it, over HTTP."""

from datetime import timedelta

from geleit.domain.deadlines.chain import DeadlineState
from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.parties import Role
from tests.fixtures.store import actor_of
from tests.fixtures.web import sentences, soup
from tests.web.departure.forms import (
    both_versions,
    fill_in,
    look,
    part,
    words,
)
from web.ui.rendering import today_in_berlin

TODAY = today_in_berlin()


async def test_a_deadline_is_set_moved_kept_and_withdrawn(
    dispatcher, counsellor, make_departure, sign_in, now
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    refused = await fill_in(visitor, page, "form-frist", rule="gueb", due_on="31.6.")
    assert refused.status_code == 422
    assert (await now(departure)).deadlines == {}
    for kind in ("gueb", "duldung"):
        taken = await fill_in(visitor, await look(visitor, departure), "form-frist", rule=kind, due_on="+5")
        assert taken.status_code == 303, sentences(taken)
    page = await look(visitor, departure)
    assert "Bald fällig" in words(part(page, "fristen"))
    assert "Verlängerung jetzt mit der Behörde klären." in words(part(page, "fristen"))
    assert (await fill_in(visitor, page, "form-neue-frist-gueb", due_on="+40")).status_code == 303
    assert (await now(departure)).deadlines[DeadlineKind.GUEB].due_on == TODAY + timedelta(days=40)
    page = await look(visitor, departure)
    assert (await fill_in(visitor, page, "form-frist-gewahrt-gueb")).status_code == 303
    assert (await fill_in(visitor, page, "form-frist-aufheben-duldung", note="")).status_code == 422
    taken = await fill_in(visitor, page, "form-frist-aufheben-duldung", note="Aufenthaltserlaubnis erteilt.")
    assert taken.status_code == 303, sentences(taken)
    states = {kind: found.state for kind, found in (await now(departure)).deadlines.items()}
    assert states == {DeadlineKind.GUEB: DeadlineState.MET, DeadlineKind.DULDUNG: DeadlineState.WITHDRAWN}


async def test_a_deadline_that_somebody_else_has_just_moved_is_a_conflict(
    dispatcher, counsellor, office, make_account, make_departure, act, sign_in, now
):
    colleague = await make_account(Role.COUNSELLOR, office, name="Jonas Brandt")
    departure = await make_departure(counsellor)
    change = {"actor": actor_of(colleague), "deadline": DeadlineKind.GUEB}
    await act(departure.departure_id, SetDeadline, due_on=TODAY + timedelta(days=20), **change)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    await act(departure.departure_id, SetDeadline, due_on=TODAY + timedelta(days=30), **change)
    response = await fill_in(visitor, page, "form-neue-frist-gueb", due_on="+25")
    assert response.status_code == 409
    both = both_versions(response)
    assert "+25" in both
    assert "Jonas Brandt" in both
    assert (TODAY + timedelta(days=30)).strftime("%d.%m.%Y") in both
    assert (await fill_in(visitor, soup(response), "form-neue-frist-gueb")).status_code == 303
    assert (await now(departure)).deadlines[DeadlineKind.GUEB].due_on == TODAY + timedelta(days=25)
