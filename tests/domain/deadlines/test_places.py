"""Legal dates are counted with the holidays of the place where the act is done: the authority's."""

from datetime import date
from typing import Any
from uuid import UUID

from geleit.domain.assignment.commands import NameAuthority
from geleit.domain.assignment.events import AuthorityPlaceCorrected
from geleit.domain.calendar import Commune, Land, Place
from geleit.domain.consent.commands import RevokeConsent
from geleit.domain.deadlines.chain import LinkKind, Source, SourceDocument
from geleit.domain.deadlines.commands.extend import ExtendDeadline
from geleit.domain.deadlines.commands.interrupt import InterruptDeadline, RestartDeadline
from geleit.domain.deadlines.commands.recompute import RecomputeDeadlines
from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.commands.take_back import TakeBackDeadline
from geleit.domain.deadlines.events import DeadlineRecomputed
from geleit.domain.deadlines.state import Deadline, DeadlineKind
from geleit.domain.imports.commands import RecordProgress
from geleit.domain.imports.state import DeadlineFact
from geleit.domain.parties import SYSTEM
from geleit.domain.steps.commands import ReopenStep
from tests.domain.scenario import Story

DEPARTURE = DeadlineKind.DEPARTURE
OTHER = UUID(int=77)
HAMBURG, BAVARIA, AUGSBURG = (
    Place(land=Land.HH),
    Place(land=Land.BY),
    Place(land=Land.BY, commune=Commune.AUGSBURG),
)
CORPUS_CHRISTI = date(2026, 6, 4)
"""A Thursday, and a holiday in Bavaria, not in Schleswig-Holstein."""
PEACE_DAY = date(2025, 8, 8)
"""The Augsburger Friedensfest, a Friday; a holiday in Augsburg alone."""

UP_TO_DEPARTURE = (
    "intake", "consent", "decision", "travel_document-1", "funding_application", "funding_decision",
    "travel_booking", "departure",
)  # fmt: skip


def with_date(due_on: date = CORPUS_CHRISTI, *, day: date = date(2026, 3, 2), **fields: Any) -> Story:
    """Return a departure of an office in Schleswig-Holstein, with an Ausreisefrist."""
    story = Story(day=day).open(**fields)
    story.do(SetDeadline, deadline=DEPARTURE, due_on=due_on)
    return story


def found(story: Story) -> Deadline:
    return story.state.deadlines[DEPARTURE]


def test_a_date_is_counted_with_the_holidays_of_the_authority_not_of_the_office() -> None:
    story = with_date(place=BAVARIA)
    assert found(story).record.calendar.place == BAVARIA
    assert found(story).end_on == date(2026, 6, 5)


def test_without_an_authority_or_its_place_the_office_s_holidays_count() -> None:
    assert found(with_date()).end_on == CORPUS_CHRISTI
    assert found(with_date(authority_id=None)).record.calendar.land is Land.SH


def test_another_authority_moves_the_open_dates_with_an_entry() -> None:
    story = with_date()
    events = story.do(NameAuthority, authority_id=OTHER, place=BAVARIA)
    assert [type(event) for event in events][1:] == [DeadlineRecomputed]
    assert found(story).end_on == date(2026, 6, 5)
    assert found(story).links[-1].what is LinkKind.RECOMPUTED
    assert "Bayern" in found(story).links[-1].sentence
    assert "rückt vom 04.06.2026 auf den 05.06.2026" in found(story).links[-1].sentence


def test_an_entry_says_so_if_the_date_stays_where_it_is() -> None:
    story = with_date()
    story.do(NameAuthority, authority_id=OTHER, place=HAMBURG)
    assert found(story).end_on == CORPUS_CHRISTI
    assert found(story).record.calendar.place == HAMBURG
    assert "es bleibt beim 04.06.2026" in found(story).links[-1].sentence


def test_an_authority_of_the_same_place_changes_no_date() -> None:
    story = with_date()
    story.do(NameAuthority, authority_id=OTHER, place=Place(land=Land.SH))
    assert [link.what for link in found(story).links] == [LinkKind.SET]


def test_the_commune_of_the_authority_counts_and_leaves_with_it() -> None:
    story = with_date(PEACE_DAY, day=date(2025, 6, 2), place=AUGSBURG)
    assert found(story).end_on == date(2025, 8, 11)
    story.do(NameAuthority, authority_id=OTHER, place=BAVARIA)
    assert found(story).end_on == PEACE_DAY


def test_an_interrupted_period_runs_anew_with_the_holidays_of_the_new_authority() -> None:
    story = Story().open()
    story.do(SetDeadline, deadline=DEPARTURE, start=story.day)
    story.do(InterruptDeadline, deadline=DEPARTURE, since=story.day)
    story.do(NameAuthority, authority_id=OTHER, place=BAVARIA)
    story.wait(10)
    story.do(RestartDeadline, deadline=DEPARTURE, start=story.day)
    assert found(story).record.calendar.place == BAVARIA


def test_a_new_date_keeps_the_commune_and_the_rule_of_the_one_it_replaces() -> None:
    story = Story(day=date(2025, 6, 2)).open(place=BAVARIA)
    story.do(
        SetDeadline,
        deadline=DEPARTURE,
        due_on=date(2025, 7, 1),
        rule="asylum_rejection",
        commune=Commune.AUGSBURG,
        source=Source(document=SourceDocument.NOTICE),
    )
    story.do(SetDeadline, deadline=DEPARTURE, due_on=PEACE_DAY)
    assert found(story).record.rule == "asylum_rejection"
    assert found(story).record.calendar.place == AUGSBURG
    assert found(story).end_on == date(2025, 8, 11)


def test_the_usual_rule_can_be_named_for_a_new_date() -> None:
    story = Story(day=date(2025, 6, 2)).open()
    story.do(SetDeadline, deadline=DEPARTURE, due_on=date(2025, 7, 1), rule="asylum_rejection")
    story.do(SetDeadline, deadline=DEPARTURE, due_on=date(2025, 8, 1), rule=DEPARTURE.value)
    assert found(story).record.rule == DEPARTURE


def test_dates_of_a_list_are_counted_with_the_holidays_of_the_authority_that_it_names() -> None:
    story = Story().open(authority_id=None)
    story.do(
        RecordProgress,
        authority_id=OTHER,
        place=BAVARIA,
        deadlines=(DeadlineFact(deadline=DEPARTURE, due_on=CORPUS_CHRISTI),),
    )
    assert found(story).end_on == date(2026, 6, 5)


def test_a_place_that_was_not_known_is_learned_once_with_its_dates() -> None:
    story = with_date()
    events = story.do(RecomputeDeadlines, actor=SYSTEM, place=BAVARIA)
    assert [type(event) for event in events] == [AuthorityPlaceCorrected, DeadlineRecomputed]
    assert found(story).end_on == date(2026, 6, 5)
    assert story.do(RecomputeDeadlines, actor=SYSTEM, place=BAVARIA) == []


def test_what_an_entry_gives_way_to_is_counted_where_the_authority_is_now() -> None:
    story = with_date()
    story.do(ExtendDeadline, deadline=DEPARTURE, until=date(2026, 7, 1))
    story.do(NameAuthority, authority_id=OTHER, place=BAVARIA)
    story.do(TakeBackDeadline, deadline=DEPARTURE, has_note=True)
    assert found(story).record.calendar.place == BAVARIA
    assert found(story).end_on == date(2026, 6, 5)


def test_an_interruption_gives_way_to_the_date_where_the_authority_is_now() -> None:
    story = with_date()
    story.do(InterruptDeadline, deadline=DEPARTURE, since=story.day)
    story.do(NameAuthority, authority_id=OTHER, place=BAVARIA)
    story.do(TakeBackDeadline, deadline=DEPARTURE, has_note=True)
    assert found(story).end_on == date(2026, 6, 5)


def test_the_commune_of_an_earlier_authority_does_not_come_back_with_its_date() -> None:
    story = with_date(date(2025, 7, 1), day=date(2025, 6, 2), place=AUGSBURG)
    story.do(SetDeadline, deadline=DEPARTURE, due_on=PEACE_DAY)
    story.do(ExtendDeadline, deadline=DEPARTURE, until=date(2025, 9, 1))
    story.do(NameAuthority, authority_id=OTHER, place=BAVARIA)
    story.do(TakeBackDeadline, deadline=DEPARTURE, has_note=True)
    assert found(story).end_on == PEACE_DAY


def test_a_commune_that_was_named_for_a_date_comes_back_with_it() -> None:
    story = Story(day=date(2025, 6, 2)).open(place=BAVARIA)
    story.do(SetDeadline, deadline=DEPARTURE, due_on=PEACE_DAY, commune=Commune.AUGSBURG)
    story.do(SetDeadline, deadline=DEPARTURE, due_on=date(2025, 8, 15), commune=Commune.CATHOLIC)
    story.do(TakeBackDeadline, deadline=DEPARTURE, has_note=True)
    assert found(story).record.calendar.place == AUGSBURG


def test_a_date_that_the_departure_had_ended_opens_where_the_authority_is_now() -> None:
    story = with_date().complete(*UP_TO_DEPARTURE)
    story.do(RevokeConsent)
    story.do(NameAuthority, authority_id=OTHER, place=BAVARIA)
    story.do(ReopenStep, step="departure", also=(), has_note=True)
    assert found(story).end_on == date(2026, 6, 5)
