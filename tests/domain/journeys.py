"""Journeys ahead, for tests of warnings and of their sentences."""

from datetime import date
from typing import Any

from geleit.domain.calendar import calendar
from geleit.domain.deadlines import chain
from geleit.domain.deadlines.chain import DeadlineRecord
from geleit.domain.outlook.durations import Duration, DurationSource, default_durations
from geleit.domain.outlook.forecast import forecast
from geleit.domain.outlook.journey import Journey
from geleit.domain.outlook.travel_window import of_deadlines, travel_window
from geleit.domain.travel_documents.state import TravelDocument
from geleit.processes import current_process, rule_set
from tests.domain.scenario import Story
from tests.fixtures.opening import FAMILY

DAY = date(2026, 11, 23)
RULES = rule_set()
SH = calendar("SH")
DURATIONS = default_durations(RULES, on=DAY)
LEARNED = DURATIONS.with_learned(
    {"funding_decision": Duration(median=60, p80=75, source=DurationSource.LEARNED, n=12)}
)


def deadline(code: str, day: str, *, person: int | None = None) -> DeadlineRecord:
    rule = RULES.rule(code, on=DAY)
    return chain.set_by_day(rule, date.fromisoformat(day), on=DAY, calendar=SH, person=person)


def booked() -> Story:
    """Tell of a family that has everything but the flight behind it."""
    story = Story(day=DAY).open(*FAMILY).complete("intake", "consent", "decision")
    story.complete("travel_document-1", "travel_document-2", "travel_document-3")
    return story.complete("funding_application", "funding_decision", "travel_booking")


def journey(
    story: Story | None = None,
    *deadlines: DeadlineRecord,
    documents: tuple[TravelDocument, ...] = (),
    durations: Any = DURATIONS,
    **fields: Any,
) -> Journey:
    flight = fields.get("travel_on")
    story = story or (booked() if flight else Story(day=DAY).open(*FAMILY))
    state, today = story.state, story.day
    valid = [*of_deadlines(deadlines, rules=RULES), *documents]
    return Journey(
        departure=state,
        forecast=forecast(
            state,
            process=current_process(),
            durations=durations,
            today=today,
            overrides={"departure": flight} if flight else {},
        ),
        window=travel_window(valid, rules=RULES, today=today),
        process=current_process(),
        rules=RULES,
        today=today,
        deadlines=deadlines,
        **fields,
    )
