"""All actions: every command has one, each names its fields as its command does."""

import pytest

from geleit.domain.enclosure import PersonDetails
from geleit.domain.message import Command
from geleit.domain.parties import Role
from web.authority.view import DECISIONS
from web.departure.deadlines.actions.interrupt import INTERRUPT, RESTART
from web.departure.fields import NOTE
from web.departure.sections import ON_A_STEP, ON_THE_DEPARTURE, SECTIONS

ACTIONS = [action for section in SECTIONS for action in section.actions]
WITHOUT_ACTION = {
    "open_departure": "has a page of its own: web.new_departure",
    "record_progress": "is given by an import",
    "raise_alarms": "is given by the workflow",
    "recompute_deadlines": "is given by the operator",
}
MADE_OF_SEVERAL = {
    "set_deadline": {"source", "period"},
    "extend_deadline": {"source", "by"},
    "refuse_extension": {"source"},
    "interrupt_deadline": {"source"},
    "restart_deadline": {"source", "period"},
    "withdraw_deadline": {"source"},
}
"""Fields of commands that a form asks for in parts, each named after it: ``source_dated``."""
OF_A_DOCUMENT = {"what", "person", "valid_from", "valid_until", "document"}


def _kind(command: type[Command]) -> str:
    return str(command.model_fields["kind"].default)


@pytest.mark.parametrize("kind", Command.by_kind)
def test_a_command_has_an_action_or_a_reason_for_having_none(kind):
    has_action = any(_kind(action.command) == kind for action in ACTIONS)
    assert has_action != (kind in WITHOUT_ACTION)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.wording.slug)
def test_a_field_is_named_as_in_the_command(action):
    kind = _kind(action.command)
    known = {NOTE, *action.command.model_fields}
    known |= set(PersonDetails.model_fields) if action.command.names_persons else set()
    known |= OF_A_DOCUMENT if kind in {"record_paper", "remove_paper"} else set()
    parts = tuple(f"{whole}_" for whole in MADE_OF_SEVERAL.get(kind, ()))
    assert [
        each.name for each in action.fields if each.name not in known and not each.name.startswith(parts)
    ] == []


def test_no_two_actions_have_one_address():
    assert len(ON_A_STEP) + len(ON_THE_DEPARTURE) == len(ACTIONS)


def test_an_authority_is_offered_what_its_commands_allow_and_writes_no_notes():
    for action in DECISIONS:
        assert Role.AUTHORITY in action.command.allowed_to
        notes = [each for each in action.fields_for(Role.AUTHORITY) if each.name == NOTE]
        assert all(each.required for each in notes)
    allowed = {kind for kind, command in Command.by_kind.items() if Role.AUTHORITY in command.allowed_to}
    assert {_kind(action.command) for action in DECISIONS} == allowed


@pytest.mark.parametrize(
    ("action", "named", "at"),
    [
        (INTERRUPT, "since", "since"),
        (INTERRUPT, "source.dated", "source_dated"),
        (RESTART, "period", "period_amount"),
        (INTERRUPT, "note", "note"),
        (INTERRUPT, "period", ""),
        (INTERRUPT, "", ""),
    ],
)
def test_a_refusal_stands_at_the_field_that_it_names(action, named, at):
    assert action.field_at_fault(named) == at
