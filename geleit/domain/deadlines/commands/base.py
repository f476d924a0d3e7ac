"""The base of every command about one legal date."""

from datetime import date

from geleit.domain.dates import require_past
from geleit.domain.deadlines.chain import Source
from geleit.domain.deadlines.rule import Rule
from geleit.domain.deadlines.state import SHOWN_TO_AUTHORITIES, Deadline, DeadlineKind
from geleit.domain.departure import Departure
from geleit.domain.draft import Draft
from geleit.domain.message import NOT_CLOSED, Command, Inverse
from geleit.domain.parties import Role
from geleit.domain.refusal import Forbidden, Refusal
from geleit.domain.texts import _


class DeadlineCommand(Command):
    """Command about one legal date. ``source`` is the document that states it."""

    allowed_in = NOT_CLOSED

    deadline: DeadlineKind
    source: Source | None = None

    def subject_version(self, departure: Departure) -> int:
        deadline = departure.deadlines.get(self.deadline)
        return deadline.version if deadline else 0

    def require_permission(self, departure: Departure) -> None:
        """Raise Refusal or Forbidden if this actor may not do this, or may not know of such a date."""
        super().require_permission(departure)
        if self.actor.role is Role.AUTHORITY and self.deadline not in SHOWN_TO_AUTHORITIES:
            raise no_deadline()

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal unless the date exists and binds, or if its document has a future date."""
        deadline = departure.deadlines.get(self.deadline)
        if deadline is None or not deadline.is_open:
            raise no_deadline()
        self.require_past_source(today)

    def require_past_source(self, today: date) -> None:
        """Raise Refusal if the document has a future or implausible date."""
        if self.source and self.source.dated:
            require_past(self.source.dated, today, "source.dated")

    def require_setter(self, rule: Rule) -> None:
        """Raise Forbidden if the actor may not set it: the law leaves it to the counselling office."""
        if not rule.may_set(self.actor.role):
            raise Forbidden("not_theirs", _("„{rule}“ legt die Beratungsstelle fest."), rule=rule.title)

    def require_chain(self, draft: Draft) -> tuple[Deadline, Rule]:
        """Return the date and the version of its rule. Raise Refusal for a date without a chain."""
        deadline = draft.departure.deadlines[self.deadline]
        if not deadline.links:
            raise Refusal(
                "no_chain",
                _("Zu diesem Datum steht nicht, woher es kommt. Bitte tragen Sie den Bescheid neu ein."),
            )
        record = deadline.record
        return deadline, draft.rules.rule_version(record.rule, record.rule_version)


class DeadlineEntry(DeadlineCommand):
    """Command that adds an entry to a legal date, which can be taken back."""

    def inverse(self, before: Departure) -> Inverse | None:
        """Return the command that takes its entry back; a first entry is withdrawn instead."""
        deadline = before.deadlines.get(self.deadline)
        if deadline is None or not deadline.links:
            return None
        return Inverse("take_back_deadline", {"deadline": self.deadline})


def no_deadline() -> Refusal:
    """Return the refusal of a command about a date that does not bind."""
    return Refusal("no_deadline", _("Eine solche offene Frist hat der Vorgang nicht."))
