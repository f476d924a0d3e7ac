"""From a form to a command and back: runs it, and says in words what came of it."""

import logging
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID, uuid4, uuid5

from geleit.domain.enclosure import Enclosure
from geleit.domain.lifecycle.commands.open import OpenDeparture
from geleit.domain.parties import Actor
from geleit.domain.process import Process
from geleit.domain.refusal import Conflict, Detail, Forbidden, Refusal, Reused, in_words
from geleit.domain.registry import AnyCommand
from geleit.logs import fault_id
from geleit.temporal.contracts.departure import Outcome
from geleit.temporal.failures import CommandFailedError, StillRunning, Unavailable
from web.ui.forms import Form
from web.ui.i18n import gettext as _

log = logging.getLogger(__name__)

Names = Mapping[int, str]
"""Number of a person within the departure -> how to call them."""


class Acts(Protocol):
    """The way to act (web.services.Acting, activities.dispatch.Dispatcher)."""

    async def execute(
        self, departure_id: UUID, command: AnyCommand, enclosure: Enclosure | None = None
    ) -> Outcome:
        """Carry out a command."""
        ...

    async def open(self, command: OpenDeparture, enclosure: Enclosure | None = None) -> Outcome:
        """Open a departure."""
        ...


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a command. ``message`` is a German sentence for the page, empty when it worked."""

    ok: bool
    status_code: int
    message: str = ""
    code: str = ""
    details: Mapping[str, Detail] = field(default_factory=dict)
    outcome: Outcome | None = None
    is_conflict: bool = False
    """Someone else was faster."""

    @property
    def version(self) -> int | None:
        """The departure's version afterwards, if the command was carried out."""
        return self.outcome.version if self.outcome else None

    @property
    def is_repeatable(self) -> bool:
        """Whether the same request id may be sent again: nothing has been decided about it yet."""
        return self.status_code in (202, 503)


async def run(
    dispatcher: Acts,
    departure_id: UUID,
    command: AnyCommand,
    *,
    enclosure: Enclosure | None = None,
    process: Process | None = None,
    names: Names | None = None,
) -> Result:
    """Carry out a command on a departure; never raises for what can be said in a sentence."""
    acting = dispatcher.execute(departure_id, command, enclosure)
    return await _result(acting, process=process, names=names)


async def run_open(dispatcher: Acts, command: OpenDeparture, *, enclosure: Enclosure | None = None) -> Result:
    """Open a departure."""
    return await _result(dispatcher.open(command, enclosure))


async def _result(
    acting: Awaitable[Outcome], *, process: Process | None = None, names: Names | None = None
) -> Result:
    try:
        return Result(ok=True, status_code=200, outcome=await acting)
    except Refusal as refusal:
        return refused(refusal, process, names)
    except Unavailable:
        return Result(ok=False, status_code=503, message=unavailable_sentence(), code="unavailable")
    except StillRunning:
        return Result(ok=False, status_code=202, message=still_running_sentence(), code="still_running")
    except CommandFailedError:
        fault = fault_id()
        log.exception("Fault %s: a command failed", fault)
        return Result(ok=False, status_code=500, message=failed_sentence(fault), code="failed")


def refused(refusal: Refusal, process: Process | None = None, names: Names | None = None) -> Result:
    """The result of a command that was refused."""
    return Result(
        ok=False,
        status_code=refusal_status(refusal),
        message=explain(refusal, process, names),
        code=refusal.code,
        details=refusal.details,
        is_conflict=isinstance(refusal, Conflict),
    )


def refusal_status(refusal: Refusal) -> int:
    """The HTTP status that fits: a conflict is not a mistake, and a mistake is not forbidden."""
    if isinstance(refusal, Conflict | Reused):
        return 409
    return 403 if isinstance(refusal, Forbidden) else 422


def unavailable_sentence() -> str:
    """Nothing has changed."""
    return _(
        "Das hat gerade nicht geklappt, es wurde nichts geändert. Bitte senden Sie es gleich noch einmal."
    )


def still_running_sentence() -> str:
    """It may have changed, and may be asked again without harm."""
    return _(
        "Ihre Eingabe wird noch verarbeitet. Bitte senden Sie sie gleich noch einmal: "
        "Sie wird auf keinen Fall doppelt ausgeführt."
    )


def failed_sentence(fault: str) -> str:
    """A fault of ours; where it happened is in the log, under this id."""
    sentence = _(
        "Da ist bei uns etwas schiefgegangen, es wurde nichts geändert. "
        "Der Fehler ist festgehalten: Kennung {fault}."
    )
    return sentence.format(fault=fault)


def explain(refusal: Refusal, process: Process | None = None, names: Names | None = None) -> str:
    """The refusal's sentence with the titles of its steps, and its dates as people write them."""
    words = {name: _in_words(name, value, process, names) for name, value in refusal.details.items()}
    return _(refusal.text).format_map(words)


def _in_words(name: str, value: Detail, process: Process | None, names: Names | None) -> str:
    if name == "steps" and isinstance(value, list):
        return ", ".join(f"„{step_title(key, process, names)}“" for key in value)
    if name == "step":
        return step_title(str(value), process, names)
    return in_words(value)


def step_title(key: str, process: Process | None = None, names: Names | None = None) -> str:
    """What a step is called: ``travel_document-2`` is "Reisedokument beschaffen (Yousef)"."""
    code, *numbers = key.split("-")
    template = next((step for step in process.steps if step.code == code), None) if process else None
    title = _(template.title) if template else code
    about: list[str] = []
    if numbers and (template is None or template.per_person):
        number = numbers.pop(0)
        about.append(_name(number, names))
    if numbers:
        about.append(_("Nr. {n}").format(n=numbers[0]))
    return f"{title} ({', '.join(about)})" if about else title


def _name(number: str, names: Names | None) -> str:
    found = names.get(int(number)) if names and number.isdigit() else None
    return found or _("Person {n}").format(n=number)


def new_request_id() -> UUID:
    """A name for one action, made when its form is rendered."""
    return uuid4()


def request_id_of(form: Form) -> UUID:
    """The name the form gave its action; a fresh one when it gave none that can be read."""
    try:
        return UUID(form.value("request_id"))
    except ValueError:
        return new_request_id()


def request_id_again(form: Form, result: Result | None) -> UUID:
    """The name for a form that is given back: the same as long as nothing has been decided about it.

    Afterwards a fresh one: what is sent then may say something else, and is an action of its own.
    """
    return request_id_of(form) if result is not None and result.is_repeatable else new_request_id()


def departure_to_open(request_id: UUID, actor: Actor) -> UUID:
    """The id of the departure a request opens: sent twice, it opens one; another account's opens another."""
    return uuid5(request_id, str(actor.user_id))


def version_of(form: Form) -> int | None:
    """The version the person looked at; None when the form does not say."""
    typed = form.value("version")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
