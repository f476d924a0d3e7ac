"""Commands and events: what an actor asks of a departure, and what happened to it.

Each is a class of a subject that holds its own rules and is registered by its ``kind``. Commands hold ids,
codes and dates, never names or notes: their personal part is stored in PostgreSQL as the command's
*enclosure*, under the same request id.
"""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self
from uuid import UUID

from geleit.domain.calendar import Place
from geleit.domain.lifecycle.state import DepartureStatus
from geleit.domain.model import Value
from geleit.domain.parties import Actor, Role
from geleit.domain.refusal import Conflict, Forbidden, Refusal, no_departure
from geleit.domain.texts import _

if TYPE_CHECKING:
    from geleit.domain.departure import Departure
    from geleit.domain.draft import Draft

OFFICE = frozenset({Role.COUNSELLOR, Role.SUPERVISOR, Role.SYSTEM})
"""The roles that act for the counselling office, and Geleit itself."""
OFFICE_AND_AUTHORITY = OFFICE | {Role.AUTHORITY}
SYSTEM_ONLY = frozenset({Role.SYSTEM})

LIVE = frozenset({DepartureStatus.OPEN, DepartureStatus.PAUSED})
NOT_CLOSED = LIVE | {DepartureStatus.STOPPED}
ALWAYS = frozenset(DepartureStatus)


class Event(Value):
    """The base of every event: a fact with all its dates calculated. Applying it decides nothing.

    ``on`` is the day something happened; the entry's ``at`` is when it was recorded, which may be later.
    """

    by_kind: ClassVar[dict[str, type["Event"]]] = {}
    """The registry: every class that names its kind."""

    if TYPE_CHECKING:

        @property
        def kind(self) -> str:
            """The name of the event on the wire."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        _register(cls, Event.by_kind)

    def begin(self, seq: int) -> "Departure":
        """Return the departure that this event begins. Raise ValueError: only an opening begins one."""
        raise ValueError(f"no departure begins with {self.kind}")

    def apply(self, departure: "Departure", seq: int) -> "Departure":
        """Return the departure after this event, the ``seq``-th of its journal."""
        raise NotImplementedError


class Inverse(NamedTuple):
    """The kind of command that takes another one back, and its fields. Its note is the actor's own."""

    kind: str
    fields: Mapping[str, Any]


class Command(Value):
    """The base of every command.

    ``request_id`` makes a resend harmless; ``expected_version`` is the version the actor saw (None: any);
    ``has_note`` says that a note of the actor's waits in the enclosure, ``is_enclosed`` that anything does.
    ``digest`` tells this content from any other under the same request id (`geleit.domain.digest`); it is
    None if an older release or a workflow sent the command. ``place`` is where the authority of the command
    sits; it is looked up when the command is executed, and nobody sends it.
    """

    by_kind: ClassVar[dict[str, type["Command"]]] = {}
    """The registry: every class that names its kind."""
    allowed_to: ClassVar[frozenset[Role]] = OFFICE
    """The roles that may give the command."""
    allowed_in: ClassVar[frozenset[DepartureStatus]] = LIVE
    """The statuses of a departure in which the command is possible."""
    names_persons: ClassVar[bool] = False
    """Whether its enclosure has details of persons; otherwise it has a note at most."""

    request_id: UUID
    actor: Actor
    expected_version: int | None = None
    has_note: bool = False
    is_enclosed: bool = False
    digest: str | None = None
    place: Place | None = None

    if TYPE_CHECKING:

        @property
        def kind(self) -> str:
            """The name of the command on the wire."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        _register(cls, Command.by_kind)

    @property
    def may_have_enclosure(self) -> bool:
        """Whether an enclosure may be stored for this command."""
        return self.has_note or self.names_persons

    def authority_concerned(self, departure: "Departure | None") -> UUID | None:
        """Return the authority whose place the decision needs; None if it needs none."""
        return None

    def require_possible(self, departure: "Departure | None", today: date) -> None:
        """Raise Refusal, Conflict or Forbidden unless the departure allows the command today."""
        if departure is None:
            raise no_departure()
        self.require_permission(departure)
        self.require_current(departure)
        if departure.status not in self.allowed_in:
            raise self.refusal_in(departure.status)
        self.check(departure, today)

    def require_permission(self, departure: "Departure") -> None:
        """Raise Refusal or Forbidden if this actor may not give the command in any state."""
        role = self.actor.role
        if role not in self.allowed_to:
            raise Forbidden("not_your_part", _("Das ist Sache der Beratungsstelle."))
        if role is Role.SYSTEM:
            return
        if role is Role.AUTHORITY:
            # An authority may not change what it may not see, and does not learn that it exists.
            if departure.authority_id != self.actor.authority_id or not departure.consent:
                raise no_departure()
        elif self.actor.office_id != departure.office_id:
            raise Forbidden("other_office", _("Dieser Vorgang gehört zu einer anderen Beratungsstelle."))

    def require_current(self, departure: "Departure") -> None:
        """Raise Conflict if the command's subject changed since the actor saw it; nothing else matters."""
        if self.expected_version is None:
            return
        changed = self.subject_version(departure)
        if changed > self.expected_version:
            raise Conflict(
                "changed_meanwhile",
                _(
                    "Das wurde inzwischen geändert: "
                    "von jemand anderem oder von Ihnen in einem anderen Fenster."
                ),
                version=changed,
            )

    def require_reason(self) -> None:
        """Raise Refusal without a note: an exception to the plan needs a reason."""
        if not self.has_note:
            raise Refusal("no_reason", _("Bitte nennen Sie den Grund.")).about("note")

    def subject_version(self, departure: "Departure") -> int:
        """Return the version at which the subject of this command last changed. May raise Refusal."""
        return departure.status_version

    def refusal_in(self, status: DepartureStatus) -> Refusal:
        """Return the refusal of the command in a status that does not allow it."""
        if status is DepartureStatus.CLOSED:
            return Refusal(
                "closed",
                _("Der Vorgang ist abgeschlossen. Er lässt sich nicht mehr ändern, Notizen sind möglich."),
            )
        if status is DepartureStatus.STOPPED:
            return Refusal("stopped", _("Der Vorgang ist abgebrochen. Nehmen Sie ihn zuerst wieder auf."))
        return Refusal("paused", _("Der Vorgang ruht. Setzen Sie ihn zuerst fort."))

    def check(self, departure: "Departure", today: date) -> None:
        """Raise Refusal if the command's content makes no sense for this departure today."""

    def decide(self, draft: "Draft") -> None:
        """Add the events of this command to the draft. May raise Refusal or Forbidden."""
        raise NotImplementedError

    def inverse(self, before: "Departure") -> Inverse | None:
        """Return what takes this command back, of a departure that was like this before it.

        None: nothing takes it back exactly; whoever erred records what is right.
        """
        return None

    def with_majorities(self, adult_on: Mapping[int, date]) -> Self:
        """Return the command with the day on which each minor in it comes of age, by person number."""
        return self


def _register(message: type[Value], by_kind: dict[str, Any]) -> None:
    """Register a class under its kind. Raise ValueError if another class has that kind already."""
    if "kind" not in message.model_fields:
        return
    kind = message.model_fields["kind"].default
    if kind in by_kind:
        raise ValueError(f"{message.__name__} has the kind of {by_kind[kind].__name__}: {kind}")
    by_kind[kind] = message
