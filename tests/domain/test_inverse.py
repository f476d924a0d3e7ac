"""Whatever can be taken back is taken back whole: the departure is what it was, dates and alarms included.

The commands come from the registry: one that says what takes it back is tried here without being named.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from enum import Enum
from random import Random
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from geleit.domain.alarms.planning import pending_alarms
from geleit.domain.calendar import Land, Place
from geleit.domain.deadlines.state import Deadline
from geleit.domain.departure import Departure
from geleit.domain.message import SYSTEM_ONLY, Command, Inverse
from geleit.domain.parties import SYSTEM
from geleit.domain.refusal import Refusal
from geleit.domain.steps.state import Effect, Step
from tests.domain.scenario import Story
from tests.fixtures.opening import COUNSELLOR, FAMILY

NOT_TAKEN_BACK = {
    "add_person": "a person who was added by mistake leaves the departure",
    "add_step": "an appointment that was added by mistake is not required",
    "close_departure": "a closed departure does not change",
    "correct_person": "the earlier name and birth date are corrected again",
    "follow_up": "who was asked again was asked; another target is set",
    "open_departure": "a departure that was opened by mistake is stopped",
    "raise_alarms": "an alarm that has rung has rung",
    "recompute_deadlines": "the calendar decides, nobody else",
    "record_progress": "a list leads forward, never back; each step is taken back by itself",
    "reopen_departure": "it is stopped again",
    "reopen_step": "it is ended again",
    "resume_departure": "it is paused again",
    "revoke_consent": "consent is given anew: a revocation is the client's own act",
    "set_target": "another target is set",
    "start_step": "the step says where it stands now",
    "take_back_deadline": "what was taken back is entered again",
    "wait_on": "the step says where it stands now",
    "write_note": "a note stays; another one corrects it",
}
ENVELOPE = frozenset({*Command.model_fields, "kind"})
ALL = tuple(sorted(Command.by_kind))
INVERTIBLE = [kind for kind in ALL if kind not in NOT_TAKEN_BACK]
PLACES = [None, Place(land=Land.SH), Place(land=Land.BY), Place(land=Land.HH)]
HAPPENING = [kind for kind in ALL if kind not in ("open_departure", "close_departure")]
DAYS = (-30, -10, -5, -1, 0, 0, 0, 1, 5, 10, 20, 30)
TRIES = 200
EXAMPLES = 25


@pytest.mark.parametrize("kind", ALL)
def test_a_command_says_what_takes_it_back_or_there_is_a_reason_why_nothing_does(kind: str) -> None:
    assert (_defines_inverse(Command.by_kind[kind])) != (kind in NOT_TAKEN_BACK)


def _defines_inverse(kind: type[Command]) -> bool:
    return kind.inverse is not Command.inverse


# What can stand in a field of a command


class Chance:
    """Commands made by chance, of which many make sense for a departure as it is."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def command(self, kind: type[Command], story: Story) -> Command:
        """Return a command with any fields. Raise ValueError if they do not go together."""
        return kind(
            request_id=UUID(int=self.random.getrandbits(128)),
            actor=SYSTEM if kind.allowed_to == SYSTEM_ONLY else COUNSELLOR,
            has_note=True,
            place=self.random.choice(PLACES),
            **self.fields(kind, story, without=ENVELOPE),
        )

    def fields(
        self, model: type[BaseModel], story: Story, *, without: frozenset[str] = frozenset()
    ) -> dict[str, Any]:
        return {
            name: self.value(field.annotation, name, story)
            for name, field in model.model_fields.items()
            if name not in without
        }

    def value(self, annotation: Any, name: str, story: Story) -> Any:
        """Return a value for a field: by its name where a departure has such things, else by its type."""
        if get_origin(annotation) is Annotated:
            return self.value(get_args(annotation)[0], name, story)
        if get_origin(annotation) in (Union, UnionType):
            return self.value(self.random.choice(get_args(annotation)), name, story)
        if annotation is NoneType or name in ("rule", "commune"):
            return None
        named: Mapping[str, Sequence[Any]] = {
            "step": [*story.state.steps],
            "person": [person.number for person in story.state.persons],
            "code": ["embassy_appointment"],
            "destination": ["GE", "TR"],
            "nationality": ["GE", "TR"],
        }
        if name in named:
            return self.random.choice(named[name])
        return self._of_type(annotation, name, story)

    def _of_type(self, annotation: Any, name: str, story: Story) -> Any:
        if get_origin(annotation) is Literal:
            return self.random.choice(get_args(annotation))
        if get_origin(annotation) is tuple:
            count = self.random.choice([0, 0, 1, 2])
            return tuple(self.value(get_args(annotation)[0], name, story) for _each in range(count))
        if get_origin(annotation) is dict:
            return {}
        if issubclass(annotation, Enum):
            return self.random.choice([*annotation])
        if issubclass(annotation, BaseModel):
            return self.fields(annotation, story)
        simple: Mapping[type, Callable[[], Any]] = {
            bool: lambda: self.random.random() < 0.5,
            int: lambda: self.random.randint(1, 40),
            date: lambda: story.day + timedelta(days=self.random.choice(DAYS)),
            str: lambda: self.random.choice([*story.state.steps]),
            UUID: lambda: UUID(int=self.random.randint(1, 4)),
        }
        return simple[annotation]()


def attempt(story: Story, chance: Chance, kind: str) -> Command | None:
    """Give one command of that kind; return it unless it is refused or cannot be."""
    try:
        command = chance.command(Command.by_kind[kind], story)
        fields = {name: getattr(command, name) for name in type(command).model_fields}
        story.do(type(command), **{name: fields[name] for name in fields.keys() - {"request_id", "kind"}})
    except (Refusal, ValueError):
        return None
    return command


# What a departure is, for the comparison


def shown(state: Departure) -> dict[str, Any]:
    """Return everything that a departure is, but for its versions, its journal, and documents' order."""
    plain = {name: getattr(state, name) for name in Departure.model_fields}
    for name in [name for name in plain if name == "version" or name.endswith(("_version", "_versions"))]:
        if name != "process_version":
            del plain[name]
    plain["steps"] = {key: _step(step) for key, step in state.steps.items()}
    plain["deadlines"] = {kind: _deadline(found) for kind, found in state.deadlines.items()}
    plain["travel_documents"] = frozenset(state.travel_documents)
    plain["alarms"] = pending_alarms(state)
    return plain


def _step(step: Step) -> Step:
    return step.model_copy(update={"version": 0})


def _deadline(deadline: Deadline) -> tuple[Any, ...]:
    record = deadline.record
    plain = deadline.model_copy(update={"version": 0, "links": ()})
    ends = (record.raw_end, record.end, record.begins_on)
    return plain, record.state, ends, record.calendar, record.rule, record.request, record.source


# Departures of any age, with any past


def any_story(chance: Chance) -> Story:
    """Return a departure that has come some way, with legal dates and whatever else has happened to it."""
    random = chance.random
    story = Story().open(*FAMILY[: random.randint(1, 3)], place=random.choice(PLACES))
    for _event in range(random.randint(0, 30)):
        story.wait(random.choice([0, 0, 0, 1, 5, 20]))
        move_on(story, chance)
    return story


def move_on(story: Story, chance: Chance) -> None:
    """Let something happen: the next step is done, a date is set, or any other command is given."""
    ready = [
        step.key for step in story.state.steps.values() if step.is_open and step.effect is not Effect.CLOSE
    ]
    match chance.random.choice(["step", "date", "other", "other"]):
        case "step" if ready and story.state.is_live:
            with suppress(Refusal):
                story.complete(ready[0])
        case "date":
            attempt(story, chance, chance.random.choice(["set_deadline", "interrupt_deadline"]))
        case _:
            attempt(story, chance, chance.random.choice(HAPPENING))


def done_and_inverse(story: Story, chance: Chance, kind: str) -> tuple[Departure, Inverse | None]:
    """Give such a command; return the departure before it and what takes it back, None if it never fits."""
    for _try in range(TRIES):
        before = story.state
        done = attempt(story, chance, kind)
        inverse = done.inverse(before) if done else None
        if inverse:
            return before, inverse
        move_on(story, chance)
    return story.state, None


@pytest.mark.parametrize("kind", INVERTIBLE)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[*HealthCheck])
@given(seed=st.integers(0, 2**32))
def test_what_is_taken_back_leaves_everything_as_it_was(kind: str, seed: int) -> None:
    chance = Chance(seed)
    story = any_story(chance)
    before, inverse = done_and_inverse(story, chance, kind)
    assume(inverse is not None)
    assert inverse is not None
    # The directory knows where the authority is, then as now.
    fields = {**inverse.fields, "place": before.authority_place, "has_note": True}
    story.do(Command.by_kind[inverse.kind], **fields)
    assert shown(story.state) == shown(before)
