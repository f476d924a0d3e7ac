"""Every command and event is complete, registered by its kind, and in the folder of a subject."""

from graphlib import TopologicalSorter
from pathlib import Path
from typing import Literal

import grimp
import pytest

import geleit.domain
from geleit.domain.message import Command, Event
from geleit.domain.parties import Role
from geleit.domain.registry import COMMANDS, EVENTS
from geleit.domain.subjects import SUBJECTS

FOLDER = Path(geleit.domain.__file__).parent

WITHOUT_CHECK = {
    "stop_departure": "a departure that is open or paused can be stopped at any time",
    "resume_departure": "a pause can end at any time",
    "raise_alarms": "it raises what is due, which may be nothing",
    "recompute_deadlines": "it moves what has moved, which may be nothing",
}
"""The commands that need no check beyond who may give them and in which status."""
NO_SUBJECTS = {"outlook"}
"""What is worked out from several subjects and holds no state."""


@pytest.mark.parametrize("kind", Command.by_kind)
def test_a_command_has_a_check_or_a_reason_for_having_none(kind: str) -> None:
    command = Command.by_kind[kind]
    has_check = command.check is not Command.check or command.require_possible is not Command.require_possible
    assert has_check != (kind in WITHOUT_CHECK)


@pytest.mark.parametrize("kind", Command.by_kind)
def test_a_command_has_a_decision_and_somebody_who_may_give_it(kind: str) -> None:
    command = Command.by_kind[kind]
    assert command.decide is not Command.decide
    assert Role.SYSTEM in command.allowed_to
    assert command.allowed_in or kind == "open_departure"


@pytest.mark.parametrize("kind", Event.by_kind)
def test_an_event_says_how_it_changes_a_departure(kind: str) -> None:
    assert Event.by_kind[kind].apply is not Event.apply


@pytest.mark.parametrize("message", [*Command.by_kind.values(), *Event.by_kind.values()])
def test_a_message_stands_with_its_subject(message: type) -> None:
    _, _, subject, module, *_rest = message.__module__.split(".")
    assert subject in SUBJECTS
    assert module == ("commands" if issubclass(message, Command) else "events")


def test_the_unions_hold_every_registered_message() -> None:
    assert set(COMMANDS.json_schema()["discriminator"]["mapping"]) == set(Command.by_kind)
    assert set(EVENTS.json_schema()["discriminator"]["mapping"]) == set(Event.by_kind)


def test_two_messages_of_one_kind_are_refused() -> None:
    with pytest.raises(ValueError, match="Another has the kind of WriteNote"):
        type(
            "Another", (Command,), {"__annotations__": {"kind": Literal["write_note"]}, "kind": "write_note"}
        )
    assert Command.by_kind["write_note"].__name__ == "WriteNote"


def test_every_folder_of_the_domain_is_a_subject() -> None:
    folders = {file.parent.name for file in FOLDER.glob("*/__init__.py")}
    assert folders - set(SUBJECTS) == NO_SUBJECTS


def test_no_two_states_import_each_other() -> None:
    graph = grimp.build_graph("geleit", cache_dir=None)
    states = [f"geleit.domain.{subject}.state" for subject in SUBJECTS]
    states = [state for state in states if state in graph.modules]
    known = {
        one: [other for other in states if other != one and graph.chain_exists(one, other)] for one in states
    }
    TopologicalSorter(known).prepare()  # raises CycleError
