"""All departures of the demo: the same ones every time for the same seed, day and number."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from geleit.demo import chances
from geleit.demo.chronicle import Chronicle
from geleit.demo.course import Course
from geleit.demo.office import AUTHORITIES, OFFICES, DemoOffice, actor_of, demo_id
from geleit.demo.people import NATIONALITIES, family, household
from geleit.domain.dates import BERLIN
from geleit.domain.lifecycle.commands.open import OpenDeparture
from geleit.domain.parties import Actor, Party
from geleit.domain.steps.commands import SetTarget
from geleit.processes import current_process

DEPARTURES = 370
PAST_DAYS = 280
OVERDUE_SHARE = 0.175
"""Of the open steps; offices report 15 to 20 %, half of them waiting on others than client and office."""


def generate(*, seed: int, today: date, count: int = DEPARTURES) -> list[Chronicle]:
    """Tell ``count`` departures up to this morning."""
    chance = Random(seed)
    told = [
        _tell(Random(chance.getrandbits(64)), number=number, today=today) for number in range(1, count + 1)
    ]
    _catch_up(chance, told, today)
    morning = datetime.combine(today, time(7), tzinfo=BERLIN)
    for chronicle, _ in told:
        chronicle.ring(morning)
    return [chronicle for chronicle, _ in told]


def _tell(chance: Random, *, number: int, today: date) -> tuple[Chronicle, Actor]:
    office: DemoOffice = chances.pick(chance, {office: office.share for office in OFFICES})
    actor = actor_of(chance.choice(office.counsellors))
    start = today - timedelta(days=chance.randint(1, PAST_DAYS))
    # The first departures go to each of the countries once, so that every number of them has all.
    countries = list(NATIONALITIES)
    nationality = countries[number - 1] if number <= len(countries) else chances.pick(chance, NATIONALITIES)
    persons, details = family(chance, nationality=nationality, roles=household(chance), day=start)
    process = current_process()
    chronicle = Chronicle(chance, process=process, until=today - timedelta(days=1))
    chronicle.persons = details
    chronicle.do(
        start,
        actor,
        OpenDeparture,
        departure_id=UUID(int=chance.getrandbits(128), version=4),
        number=f"DEMO-{office.prefix}-{number:04}",
        process=process.code,
        process_version=process.version,
        office_id=office.id,
        land=office.land,
        authority_id=demo_id(chance.choice(AUTHORITIES)),
        counsellor_id=actor.user_id,
        destination=nationality,
        nationality=nationality,
        residence_status=chances.pick(chance, chances.RESIDENCE),
        persons=persons,
        contact_on=start,
    )
    Course(chronicle, actor=actor).run(start)
    return chronicle, actor


def _catch_up(chance: Random, told: Iterable[tuple[Chronicle, Actor]], today: date) -> None:
    """The offices look after what is overdue until as much is left as offices report."""
    open_steps = [
        (chronicle, actor, step)
        for chronicle, actor in told
        for step in chronicle.departure.steps.values()
        if step.is_open and chronicle.departure.status == "open"
    ]
    overdue = [item for item in open_steps if item[2].target_on and item[2].target_on < today]
    chance.shuffle(overdue)
    theirs = [item for item in overdue if item[2].held_up_by not in (Party.CLIENT, Party.COUNSELLOR)]
    ours = [item for item in overdue if item[2].held_up_by in (Party.CLIENT, Party.COUNSELLOR)]
    kept = round(len(open_steps) * OVERDUE_SHARE)
    for pile in (theirs, ours):
        for chronicle, actor, step in pile[kept // 2 :]:
            yesterday = today - timedelta(days=1)
            target_on = today + timedelta(days=chance.randint(1, 45))
            chronicle.do(yesterday, actor, SetTarget, step=step.key, target_on=target_on)
