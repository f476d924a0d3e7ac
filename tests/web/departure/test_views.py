"""Chapters, legal dates, persons and notes as the page shows them."""

from dataclasses import replace
from datetime import date

import pytest

from geleit.domain.notes.commands import WriteNote
from tests.web.departure.examples import (
    TODAY,
    Case,
    family_in_the_middle,
)
from web.departure import persons
from web.departure.deadlines.view import deadline_views
from web.departure.steps.view import stage_views


def show(case: Case):
    """Return the page's text, without warnings about the deadlines."""
    shown = case.loaded().shown()
    return replace(shown, ahead=replace(shown.ahead, strained={}))


def test_a_chapter_has_all_of_its_steps_with_how_they_stand():
    stages = stage_views(show(family_in_the_middle(8)))
    passports = next(stage for stage in stages if stage.code == "travel_documents")
    assert [step.title for step in passports.lines] == ["Reisedokument beschaffen"] * 8
    assert (passports.done, len(passports.indicators), passports.is_over) == (2, 8, False)
    assert next(stage for stage in stages if stage.code == "counselling").is_over


def test_a_deadline_is_near_from_the_day_of_its_alarm():
    found = deadline_views(show(family_in_the_middle()))
    assert [(deadline.name, deadline.text) for deadline in found] == [
        ("Ausreisefrist", "Bald fällig"),
        ("Grenzübertrittsbescheinigung gültig bis", "Im Plan"),
    ]
    assert found[0].asks == "Verlängerung jetzt mit der Behörde klären."


def test_who_turns_eighteen_tomorrow_is_seventeen():
    ages = {person.name: person.age for person in persons.SECTION.view(show(family_in_the_middle()))}
    assert ages["Zeynep Yıldız"] == "12 Jahre"  # born on the 24th of November, two days from now
    assert ages["Can Yıldız"] == "15 Jahre"


def test_the_newest_note_of_a_step_comes_first():
    case = family_in_the_middle()
    case.on(11, 20).do(WriteNote, step="travel_document-2", note="Urkunde ist da.")
    passports = next(stage for stage in stage_views(show(case)) if stage.code == "travel_documents")
    elif_ = next(step for step in passports.lines if step.person == "Elif Yıldız")
    assert [note.text[:15] for note in elif_.notes] == ["Urkunde ist da.", "Konsulat verlan"]


@pytest.mark.parametrize(
    ("born", "age"),
    [
        (date(2026, 11, 10), "12 Tage"),
        (date(2026, 6, 10), "5 Monate"),
        (date(2025, 11, 23), "11 Monate"),
        (date(2025, 11, 22), "1 Jahr"),
    ],
)
def test_a_baby_is_not_zero_years_old(born: date, age: str) -> None:
    assert persons._age(born, TODAY) == age
