"""The lists on a real database: groups and their edges, pages that miss nothing, rights, search."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from geleit.domain.assignment.commands import Reassign
from geleit.domain.consent.commands import RevokeConsent
from geleit.domain.dates import BERLIN, today
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.departure import DepartureStatus
from geleit.domain.imports.state import DeadlineFact
from geleit.domain.lifecycle.commands.pause import PauseDeparture
from geleit.domain.lifecycle.state import PauseReason
from geleit.domain.parties import Party, Role
from geleit.domain.steps.commands import CompleteStep, FailStep, SetTarget, WaitOn
from geleit.store.keyset import RowPlace
from geleit.store.pages.authority import DeadlineSpan, authority_departures, count_authority_departures
from geleit.store.pages.departures import DepartureFilter, DepartureSort, count_departures, find_departures
from geleit.store.pages.overdue import OverdueAge, OverdueFilter, count_overdue_steps, overdue_steps
from geleit.store.pages.overdue_deadlines import (
    count_overdue_deadlines,
    ending_deadlines,
    overdue_deadlines,
)
from geleit.store.pages.overdue_trend import overdue_trend
from geleit.store.pages.search import find_names, find_numbers
from geleit.store.pages.tasks import WorkList, count_tasks, find_task, more_tasks, tasks
from geleit.store.steps import steps_of
from tests.fixtures.store import actor_of, context_of

TODAY = today(datetime.now(UTC))
ALL = dict.fromkeys(WorkList, 100)
ONE_DAY = timedelta(days=1)
QUIET = [HealthCheck.function_scoped_fixture]


@pytest.fixture
def due(act, counsellor, make_departure):
    """Return a function that makes a departure whose first talk is due in so many days."""

    async def due(days, **fields):
        departure = await make_departure(counsellor, **fields)
        await act(
            departure.departure_id,
            SetTarget,
            actor=actor_of(counsellor),
            step="intake",
            target_on=TODAY + timedelta(days=days),
        )
        return departure

    return due


@pytest.fixture
def look(database, counsellor):
    """Return a function that runs a query in the counsellor's name."""

    async def look(question, *args, account=counsellor, **kwargs):
        async with database.web(context_of(account)) as session:
            return await question(session, *args, **kwargs)

    return look


# Tasks


@pytest.mark.parametrize("days", [-40, -1, 0, 7, 300])
async def test_what_the_office_has_to_do_is_its_own_turn_whenever_it_is_due(due, look, counsellor, days):
    departure = await due(days)
    (task,) = await look(tasks, counsellor.id, today=TODAY, limits=ALL)
    assert (task.departure_id, task.key, task.work_list) == (
        departure.departure_id,
        "intake",
        WorkList.MINE,
    )
    assert await look(count_tasks, counsellor.id, today=TODAY) == {
        each: int(each is WorkList.MINE) for each in WorkList
    }


@pytest.mark.parametrize(
    ("days", "work_list"),
    # The reminder of a first talk comes a day before its target.
    [(3, WorkList.RUNNING), (2, WorkList.RUNNING), (1, WorkList.FOLLOW_UP), (-1, WorkList.FOLLOW_UP)],
)
async def test_who_waits_is_left_alone_until_it_is_time_to_ask_again(
    due, act, look, counsellor, days, work_list
):
    departure = await due(days)
    actor = actor_of(counsellor)
    await act(departure.departure_id, WaitOn, actor=actor, step="intake", party=Party.CLIENT)
    (task,) = await look(tasks, counsellor.id, today=TODAY, limits=ALL)
    assert (task.work_list, task.held_up_by, task.since) == (work_list, Party.CLIENT, TODAY)
    counted = await look(count_tasks, counsellor.id, today=TODAY)
    assert counted == {each: int(each is work_list) for each in WorkList}


async def test_what_somebody_else_has_to_do_is_with_them_without_being_asked(due, act, look, counsellor):
    departure = await due(3)
    actor, key = actor_of(counsellor), departure.departure_id
    for step in ("intake", "consent", "decision"):
        await act(key, CompleteStep, actor=actor, step=step, on=TODAY)
    found = await look(tasks, counsellor.id, today=TODAY, limits=ALL)
    assert {task.key: task.work_list for task in found} == {
        "funding_application": WorkList.MINE,
        "travel_document-1": WorkList.RUNNING,
    }
    await act(key, CompleteStep, actor=actor, step="funding_application", on=TODAY)
    found = await look(tasks, counsellor.id, today=TODAY, limits=ALL)
    assert {task.work_list for task in found} == {WorkList.RUNNING}
    assert (await look(find_task, key, "funding_decision")).work_list is WorkList.RUNNING


async def test_a_departure_that_rests_is_no_task(due, act, look, counsellor):
    departure = await due(-3)
    await act(
        departure.departure_id,
        PauseDeparture,
        actor=actor_of(counsellor),
        reason=PauseReason.COURT,
        review_on=TODAY + ONE_DAY,
    )
    assert await look(tasks, counsellor.id, today=TODAY, limits=ALL) == []


async def test_a_step_given_to_a_colleague_is_the_colleagues_task(
    due, act, look, counsellor, office, make_account
):
    departure = await due(2)
    colleague = await make_account(Role.COUNSELLOR, office, name="Jonas Brandt")
    actor = actor_of(counsellor)
    await act(departure.departure_id, Reassign, actor=actor, step="intake", counsellor_id=colleague.id)
    assert await look(tasks, counsellor.id, today=TODAY, limits=ALL) == []
    assert len(await look(tasks, colleague.id, today=TODAY, limits=ALL)) == 1


async def test_nobody_reads_the_tasks_of_another_office(due, look, counsellor, make_account):
    departure = await due(-3)
    stranger = await make_account()
    assert await look(tasks, counsellor.id, today=TODAY, limits=ALL, account=stranger) == []
    assert await look(find_task, departure.departure_id, "intake", account=stranger) is None


async def test_a_person_is_named_only_where_there_are_several(due, act, look, counsellor):
    alone = await due(1)
    family = await due(2, names=[("Haddad", "Yousef"), ("Haddad", "Amal")])
    for departure in (alone, family):
        for step in ("intake", "decision"):
            await act(departure.departure_id, CompleteStep, actor=actor_of(counsellor), step=step, on=TODAY)
    found = await look(tasks, counsellor.id, today=TODAY, limits=ALL)
    persons = sorted((task.person or "") for task in found if task.code == "travel_document")
    assert persons == ["", "Amal", "Yousef"]


@pytest.fixture
def crowd(run, due):
    """Make nine departures; many of them due on the same day."""

    async def make():
        return [await due(days) for days in (-9, -2, -2, -2, 0, 0, 5, 20, 20)]

    return run(make())


def test_pages_of_tasks_show_every_one_once_and_in_order(run, look, counsellor, crowd):
    whole = run(look(tasks, counsellor.id, today=TODAY, limits=ALL))
    assert [task.target_on for task in whole] == sorted(task.target_on for task in whole)
    for name in WorkList:
        expected = [task.place for task in whole if task.work_list is name]
        for limit in (1, 2, 3, 50):
            seen, after = [], None
            while True:
                found = run(
                    look(more_tasks, counsellor.id, today=TODAY, work_list=name, after=after, limit=limit)
                )
                seen += [task.place for task in found[:limit]]
                if len(found) <= limit:
                    break
                after = seen[-1]
            assert seen == expected


# Departures


@examples(max_examples=15, deadline=None, suppress_health_check=QUIET)
@given(sort=st.sampled_from(DepartureSort), limit=st.integers(1, 10))
def test_pages_of_departures_show_every_one_once(run, look, crowd, sort, limit):
    seen, after = [], None
    while True:
        found = run(look(find_departures, DepartureFilter(), sort=sort, after=after, limit=limit))
        seen += found[:limit]
        if len(found) <= limit:
            break
        after = seen[-1].place
    assert sorted(each.id for each in seen) == sorted(each.departure_id for each in crowd)
    keys = {
        DepartureSort.DUE: [each.place.on for each in seen],
        DepartureSort.NUMBER: [each.number for each in seen],
        DepartureSort.OPENED: [-each.opened_on.toordinal() for each in seen],
    }[sort]
    assert keys == sorted(keys)


async def test_a_departure_in_which_everything_failed_stands_where_the_decision_is_due(
    due, act, look, counsellor
):
    stuck = await due(-30)
    other = await due(100)
    actor = actor_of(counsellor)
    await act(stuck.departure_id, FailStep, actor=actor, step="intake", note="Nicht erschienen")
    found = await look(
        find_departures,
        DepartureFilter(status=DepartureStatus.OPEN),
        sort=DepartureSort.DUE,
        after=None,
        limit=9,
    )
    assert [each.id for each in found] == [stuck.departure_id, other.departure_id]
    assert (found[0].blocker_step, found[0].blocker_party) == ("intake", Party.COUNSELLOR)


async def test_every_filter_narrows_the_list(due, act, look, counsellor, office, make_account):
    colleague = await make_account(Role.COUNSELLOR, office)
    one = await due(1, destination="GE")
    two = await due(2, destination="IQ")
    await act(two.departure_id, Reassign, actor=actor_of(counsellor), counsellor_id=colleague.id)
    await act(two.departure_id, CompleteStep, actor=actor_of(counsellor), step="intake", on=TODAY)

    async def ids(chosen):
        found = await look(find_departures, chosen, sort=DepartureSort.DUE, after=None, limit=9)
        assert await look(count_departures, chosen) == len(found)
        return {each.id for each in found}

    assert await ids(DepartureFilter()) == {one.departure_id, two.departure_id}
    assert await ids(DepartureFilter(destination="IQ")) == {two.departure_id}
    assert await ids(DepartureFilter(counsellor_id=colleague.id)) == {two.departure_id}
    assert await ids(DepartureFilter(office_id=office.id)) == {one.departure_id, two.departure_id}
    assert await ids(DepartureFilter(office_id=uuid4())) == set()
    assert await ids(DepartureFilter(status=DepartureStatus.CLOSED)) == set()
    assert await ids(DepartureFilter(stage="counselling", destination="GE")) == {one.departure_id}
    assert await ids(DepartureFilter(blocker_party=Party.COUNSELLOR)) == {one.departure_id}


async def test_the_steps_of_a_page_come_in_the_order_of_the_plan(due, look):
    departure = await due(1)
    stranger = uuid4()
    found = await look(steps_of, [departure.departure_id, stranger])
    keys = [step.key for step in found[departure.departure_id]]
    assert keys[:3] == ["intake", "consent", "decision"]
    assert found[stranger] == []


# Overdue


async def test_ages_have_their_edges_and_today_is_not_overdue(due, look, supervisor):
    for days in (0, -1, -7, -8, -30, -31, -400):
        await due(days)
    cells = await look(count_overdue_steps, today=TODAY, account=supervisor)
    assert {cell.age: cell.number for cell in cells} == {
        OverdueAge.DAYS: 2,
        OverdueAge.WEEKS: 2,
        OverdueAge.MONTHS: 2,
    }
    for age, expected in {None: 6, OverdueAge.DAYS: 2, OverdueAge.WEEKS: 2, OverdueAge.MONTHS: 2}.items():
        chosen = OverdueFilter(age=age)
        found = await look(overdue_steps, chosen, today=TODAY, after=None, limit=50, account=supervisor)
        assert len(found) == expected
        assert [step.due_on for step in found] == sorted(step.due_on for step in found)


async def test_overdue_steps_are_found_by_whose_move_it_is(due, act, look, counsellor):
    await due(-5)
    waits = await due(-6)
    await act(waits.departure_id, WaitOn, actor=actor_of(counsellor), step="intake", party=Party.EMBASSY)
    chosen = OverdueFilter(party=Party.EMBASSY)
    (found,) = await look(overdue_steps, chosen, today=TODAY, after=None, limit=50)
    assert (found.departure_id, found.held_up_by) == (waits.departure_id, Party.EMBASSY)


async def test_the_trend_counts_a_failed_step_by_the_day_of_its_decision(due, act, look, counsellor):
    stuck = await due(-20)
    actor = actor_of(counsellor)
    await act(stuck.departure_id, FailStep, actor=actor, step="intake", note="Nicht erschienen")
    days = [TODAY + timedelta(days=later) for later in (0, 7, 8)]
    assert [each.number for each in await look(overdue_trend, days)] == [0, 0, 1]


def test_pages_of_overdue_steps_show_every_one_once(run, look, crowd):
    for limit in (1, 2, 3, 4):
        seen, after = [], None
        while True:
            found = run(look(overdue_steps, OverdueFilter(), today=TODAY, after=after, limit=limit))
            seen += [step.place for step in found[:limit]]
            if len(found) <= limit:
                break
            after = seen[-1]
        assert len(seen) == len(set(seen)) == 4
        assert seen == sorted(seen)


# Authority


@pytest.fixture
def watch(database):
    async def watch(account, span=DeadlineSpan.ALL, after=None, limit=50):
        async with database.authority(context_of(account)) as session:
            counts = await count_authority_departures(session, today=TODAY)
            found = await authority_departures(session, today=TODAY, span=span, after=after, limit=limit)
        return found, counts

    return watch


def deadline(days):
    return DeadlineFact(deadline=DeadlineKind.DEPARTURE, due_on=TODAY + timedelta(days=days))


async def test_an_authority_sees_its_own_departures_while_the_consent_holds(
    watch, act, counsellor, official, authority, make_departure
):
    seen = await make_departure(counsellor, authority=authority, consent=True, deadlines=(deadline(3),))
    await make_departure(counsellor, authority=authority, consent=False)
    await make_departure(counsellor, consent=True)
    found, counts = await watch(official)
    assert [each.number for each in found] == [seen.number]
    assert counts == dict.fromkeys(DeadlineSpan, 0) | {
        DeadlineSpan.ALL: 1,
        DeadlineSpan.WEEK: 1,
        DeadlineSpan.MONTH: 1,
    }
    await act(seen.departure_id, RevokeConsent, actor=actor_of(counsellor))
    assert await watch(official) == ([], dict.fromkeys(DeadlineSpan, 0))


@pytest.mark.parametrize(
    ("days", "spans"),
    [
        (-8, {DeadlineSpan.ALL, DeadlineSpan.OVERDUE}),
        (0, {DeadlineSpan.ALL, DeadlineSpan.WEEK, DeadlineSpan.MONTH}),
        (7, {DeadlineSpan.ALL, DeadlineSpan.WEEK, DeadlineSpan.MONTH}),
        (8, {DeadlineSpan.ALL, DeadlineSpan.MONTH}),
        (30, {DeadlineSpan.ALL, DeadlineSpan.MONTH}),
        (31, {DeadlineSpan.ALL}),
    ],
)
async def test_a_deadline_falls_into_its_spans(
    watch, counsellor, official, authority, make_departure, days, spans
):
    await make_departure(counsellor, authority=authority, consent=True, deadlines=(deadline(days),))
    for span in DeadlineSpan:
        found, counts = await watch(official, span)
        assert len(found) == counts[span] == (span in spans)


SATURDAY = TODAY + timedelta(days=(5 - TODAY.weekday()) % 7 + 7)


@pytest.mark.parametrize(
    ("day", "span"),
    [
        (SATURDAY, DeadlineSpan.WEEK),
        (SATURDAY + ONE_DAY, DeadlineSpan.WEEK),
        (SATURDAY + 10 * ONE_DAY, DeadlineSpan.OVERDUE),
    ],
)
async def test_nobody_is_overdue_to_an_authority_before_the_legal_end(
    database, counsellor, official, authority, make_departure, day, span
):
    told = DeadlineFact(deadline=DeadlineKind.DEPARTURE, due_on=SATURDAY)
    await make_departure(counsellor, authority=authority, consent=True, deadlines=(told,))
    async with database.authority(context_of(official)) as session:
        counts = await count_authority_departures(session, today=day)
        for each in (DeadlineSpan.WEEK, DeadlineSpan.OVERDUE):
            found = await authority_departures(session, today=day, span=each, after=None, limit=9)
            assert len(found) == counts[each] == (each is span)


async def test_nobody_is_overdue_to_a_supervisor_before_the_legal_end(
    look, supervisor, counsellor, make_departure
):
    told = DeadlineFact(deadline=DeadlineKind.DEPARTURE, due_on=SATURDAY)
    await make_departure(counsellor, deadlines=(told,))

    async def seen(day):
        passed = await look(overdue_deadlines, today=day, limit=9, account=supervisor)
        counted = await look(count_overdue_deadlines, today=day, account=supervisor)
        ending = await look(ending_deadlines, today=day, limit=9, account=supervisor)
        assert sum(cell.number for cell in counted) == len(passed)
        return len(ending), len(passed)

    assert await seen(SATURDAY) == (0, 0)
    assert await seen(SATURDAY + ONE_DAY) == (1, 0)
    assert await seen(SATURDAY + 10 * ONE_DAY) == (0, 1)


async def test_without_a_legal_deadline_nothing_is_overdue(
    watch, act, counsellor, official, authority, make_departure
):
    """A milestone's target is the office's own plan: the authority does not see that it has passed."""
    long_ago = datetime.combine(TODAY - timedelta(days=300), time(12), tzinfo=BERLIN)
    departure = await make_departure(counsellor, authority=authority, now=long_ago)
    for step in ("intake", "consent", "decision"):
        await act(
            departure.departure_id,
            CompleteStep,
            actor=actor_of(counsellor),
            now=long_ago,
            step=step,
            on=long_ago.date(),
        )
    (seen,), _counts = await watch(official)
    assert seen.milestone_on
    assert seen.milestone_on < TODAY
    found, counts = await watch(official, DeadlineSpan.OVERDUE)
    assert (found, counts[DeadlineSpan.OVERDUE], counts[DeadlineSpan.ALL]) == ([], 0, 1)


async def test_pages_of_deadlines_show_every_one_once(watch, counsellor, official, authority, make_departure):
    for days in (4, 4, 4, 9, 9):
        await make_departure(counsellor, authority=authority, consent=True, deadlines=(deadline(days),))
    for limit in (1, 2, 3):
        seen, after = [], None
        while True:
            found, _counts = await watch(official, after=after, limit=limit)
            seen += [each.place for each in found[:limit]]
            if len(found) <= limit:
                break
            after = seen[-1]
        assert len(seen) == len(set(seen)) == 5


# Search


@pytest.fixture
def people(run, make_departure, counsellor):
    """Make three departures whose names are often misspelled."""

    async def make():
        return {
            "Müller": await make_departure(counsellor, names=[("Müller", "Jörg")]),
            "Şahin": await make_departure(counsellor, names=[("Şahin", "Emre"), ("Şahin", "Çiğdem")]),
            "Haddad": await make_departure(counsellor, names=[("Haddad", "Yousef"), ("Karim", "Amal")]),
        }

    return run(make())


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Müller", "Müller"),
        ("müller", "Müller"),
        ("Mueller", "Müller"),
        ("Muller", "Müller"),
        ("Mülller", "Müller"),
        ("Müler", "Müller"),
        ("Jörg Müller", "Müller"),
        ("Müller, Joerg", "Müller"),
        ("Müll", "Müller"),
        ("Şahin", "Şahin"),
        ("Sahin", "Şahin"),
        ("?ahin", "Şahin"),
        ("Cigdem Sahin", "Şahin"),
        ("Amal", "Haddad"),
        ("Haddat", "Haddad"),
    ],
)
async def test_a_name_is_found_however_it_is_written(people, look, typed, name):
    found = await look(find_names, typed, limit=50)
    assert people[name].departure_id in {hit.departure.id for hit in found}


async def test_every_word_must_fit_the_same_person(people, look):
    assert await look(find_names, "Haddad Amal", limit=50) == []
    (hit,) = await look(find_names, "Karim Amal", limit=50)
    assert (hit.family_name, hit.given_name, hit.departure.applicant) == ("Karim", "Amal", "Haddad, Yousef")


async def test_a_family_is_found_once(people, look):
    assert len(await look(find_names, "Şahin", limit=50)) == 1


async def test_what_is_written_alike_is_told_from_what_is_only_similar(people, look):
    assert [hit.is_close for hit in await look(find_names, "Mueller", limit=50)] == [True]
    assert [hit.is_close for hit in await look(find_names, "Mülller", limit=50)] == [False]


async def test_a_name_is_not_found_in_another_office(people, look, make_account):
    assert await look(find_names, "Müller", limit=50, account=await make_account()) == []


@pytest.mark.parametrize("typed", ["", "   ", "%", "?", "';drop table person", "\u2028", "a" * 500])
async def test_a_strange_search_finds_nothing_and_harms_nothing(people, look, typed):
    assert await look(find_names, typed, limit=50) == []


async def test_a_number_is_found_by_its_beginning_or_as_a_whole(people, look, office):
    numbers = sorted(departure.number for departure in people.values())
    found = await look(find_numbers, numbers[0][:-4], limit=50)
    assert [each.number for each in found] == numbers
    (one,) = await look(find_numbers, "nothing begins so", exact=[numbers[1], "KI-1"], limit=50)
    assert one.number == numbers[1]


# Places


@given(st.dates(), st.uuids(), st.from_regex(r"[a-z_]{1,40}(-[0-9]{1,3}){0,2}", fullmatch=True))
def test_a_place_comes_back_from_an_address_as_it_was(on, departure_id, key):
    place = RowPlace(on, departure_id, key)
    assert RowPlace.unpack(place.pack()) == place


@given(st.text(max_size=300))
def test_what_is_no_place_is_none(text):
    found = RowPlace.unpack(text)
    assert found is None or isinstance(found, RowPlace)


@pytest.mark.parametrize("packed", [None, "", "W10", "bnVsbA", "%00", "WyIyMDI2LTEzLTAxIiwgIngiLCAiIl0", "ä"])
def test_a_broken_place_is_no_place(packed):
    assert RowPlace.unpack(packed) is None
