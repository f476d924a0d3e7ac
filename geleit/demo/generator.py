"""Generate the departures of the demo: always the same for the same seed, day and count."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from geleit.demo import distributions
from geleit.demo.course import Course
from geleit.demo.history import DepartureHistory
from geleit.demo.office import AUTHORITIES, OFFICES, DemoOffice, actor_of, demo_id
from geleit.demo.people import NATIONALITIES, draw_roles, invent_family
from geleit.domain.dates import BERLIN
from geleit.domain.dates import today as date_of
from geleit.domain.lifecycle.commands.open import OpenDeparture
from geleit.domain.parties import Actor, Party
from geleit.domain.steps.commands import SetTarget
from geleit.processes import current_process

DEPARTURES = 370
PAST_DAYS = 280
OVERDUE_SHARE = 0.175
"""Of the open steps: offices report 15 to 20 %, half of them waiting on others than client and office."""


def generate(*, seed: int, now: datetime, count: int = DEPARTURES) -> list[DepartureHistory]:
    """Invent the histories of `count` departures up to this morning, or up to now if that is earlier."""
    random = Random(seed)
    today = date_of(now)
    histories = [
        _invent_history(Random(random.getrandbits(64)), number=number, today=today)
        for number in range(1, count + 1)
    ]
    _settle_overdue(random, histories, today)
    morning = datetime.combine(today, time(7), tzinfo=BERLIN)
    for history, _ in histories:
        history.raise_alarms(min(morning, now))
    return [history for history, _ in histories]


def _invent_history(random: Random, *, number: int, today: date) -> tuple[DepartureHistory, Actor]:
    office: DemoOffice = distributions.draw(random, {office: office.share for office in OFFICES})
    actor = actor_of(random.choice(office.counsellors))
    start = today - timedelta(days=random.randint(1, PAST_DAYS))
    # The first departures go to each country once, so that even a small demo has all of them.
    countries = list(NATIONALITIES)
    nationality = (
        countries[number - 1] if number <= len(countries) else distributions.draw(random, NATIONALITIES)
    )
    persons, details = invent_family(random, nationality=nationality, roles=draw_roles(random), day=start)
    process = current_process()
    history = DepartureHistory(random, process=process, until=today - timedelta(days=1))
    history.persons = details
    history.execute(
        start,
        actor,
        OpenDeparture,
        departure_id=UUID(int=random.getrandbits(128), version=4),
        number=f"DEMO-{office.prefix}-{number:04}",
        process=process.code,
        process_version=process.version,
        office_id=office.id,
        land=office.land,
        authority_id=demo_id(random.choice(AUTHORITIES)),
        counsellor_id=actor.user_id,
        destination=nationality,
        nationality=nationality,
        residence_status=distributions.draw(random, distributions.RESIDENCE),
        persons=persons,
        contact_on=start,
    )
    Course(history, actor=actor).run(start)
    return history, actor


def _settle_overdue(random: Random, histories: Iterable[tuple[DepartureHistory, Actor]], today: date) -> None:
    """Give overdue steps new targets until as many are overdue as offices report."""
    open_steps = [
        (history, actor, step)
        for history, actor in histories
        for step in history.departure.steps.values()
        if step.is_open and history.departure.status == "open"
    ]
    overdue = [item for item in open_steps if item[2].target_on and item[2].target_on < today]
    random.shuffle(overdue)
    external_steps = [item for item in overdue if item[2].held_up_by not in (Party.CLIENT, Party.COUNSELLOR)]
    own_steps = [item for item in overdue if item[2].held_up_by in (Party.CLIENT, Party.COUNSELLOR)]
    left_overdue = round(len(open_steps) * OVERDUE_SHARE)
    for overdue_steps in (external_steps, own_steps):
        for history, actor, step in overdue_steps[left_overdue // 2 :]:
            yesterday = today - timedelta(days=1)
            target_on = today + timedelta(days=random.randint(1, 45))
            history.execute(yesterday, actor, SetTarget, step=step.key, target_on=target_on)
