"""Execute a form: read it, build the command, execute the command."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from geleit.domain.parties import Actor
from geleit.domain.process import Process
from geleit.domain.refusal import Refusal
from web.departure.action import Action
from web.departure.fields import At_contra
from web.dispatch import (
    CommandDispatcher,
    Result,
    execute_command,
    expected_version,
    refused_result,
    request_id_of,
)
from web.ui.forms import Form


@dataclass(frozen=True, slots=True)
class Execution:
    """The result of a form. ``result`` is None if it could not be read: ``form.errors`` say why."""

    result: Result | None
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        """Whether the command was executed."""
        return self.result is not None and self.result.ok


async def execute_action(
    action: Action[At_contra],
    at: At_contra,
    form: Form,
    *,
    dispatcher: CommandDispatcher,
    departure_id: UUID,
    actor: Actor,
    process: Process | None = None,
    names: Mapping[int, str] | None = None,
) -> Execution:
    """Read the form and execute its command. ``process`` and ``names`` are for the words of a refusal."""
    values = action.read(form, at)
    if form.errors:
        return Execution(None)
    try:
        command, enclosure = action.build(
            at, values, request_id=request_id_of(form), actor=actor, version=expected_version(form)
        )
    except Refusal as refusal:  # the command itself is invalid: a document that ends before it begins
        return Execution(refused_result(refusal, process))
    result = await execute_command(
        dispatcher, departure_id, command, enclosure=enclosure, process=process, names=names
    )
    return Execution(result, values)
