"""Travel documents, and whatever else the journey depends on until a day: how long each is valid."""

from datetime import date
from enum import StrEnum

from pydantic import model_validator

from geleit.domain.calendar import Calendar, Land
from geleit.domain.deadlines.chain.record import DeadlineRecord
from geleit.domain.deadlines.periods import raw_end
from geleit.domain.deadlines.rule import Rule
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.model import Value
from geleit.domain.refusal import Refusal
from geleit.domain.steps.state import step_key
from geleit.domain.texts import _


class TravelDocumentKind(StrEnum):
    """The kind of document; the values are the codes of the rules."""

    PASSPORT = "passport"
    LAISSEZ_PASSER = "laissez_passer"
    EU_LAISSEZ_PASSER = "eu_laissez_passer"
    VISA = "visa"
    DEPARTURE_DEADLINE = "departure_deadline"
    GUEB = "gueb"
    DULDUNG = "duldung"
    APPROVAL = "funding_approval"
    MEDICAL_NOTE = "medical_note"
    MEDICAL_EXAM = "medical_exam"

    @property
    def label(self) -> str:
        """The name in German, as refusals say it."""
        return _LABELS[self]

    @property
    def is_deadline(self) -> bool:
        """Whether it is a legal date, and therefore recorded as one."""
        return self.value in set(DeadlineKind)


PASSPORTS = frozenset(
    {TravelDocumentKind.PASSPORT, TravelDocumentKind.LAISSEZ_PASSER, TravelDocumentKind.EU_LAISSEZ_PASSER}
)
"""What one can travel on: one of them is enough for a person."""


class TravelDocument(Value):
    """Document that the journey depends on, valid from one day through another; None: since ever, for ever.

    Visas, approvals and certificates are documents too, and the dates by which a person must have left.

    ``person`` is None for what concerns everybody; ``renewable_by_step`` is the key of the step to renew it.
    """

    what: TravelDocumentKind
    person: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    renewable_by_step: str | None = None

    @property
    def key(self) -> str:
        """The key of the document: there is at most one of each kind for each person."""
        return travel_document_key(self.what, self.person)

    @model_validator(mode="after")
    def _require_consistent(self) -> "TravelDocument":
        if self.valid_from and self.valid_until and self.valid_from > self.valid_until:
            raise Refusal(
                "ends_before_it_begins",
                _("{what}: die Gültigkeit endet am {end}, bevor sie am {begin} beginnt."),
                what=self.what.label,
                end=self.valid_until,
                begin=self.valid_from,
            ).about("valid_until")
        return self


def travel_document_key(what: TravelDocumentKind, person: int | None) -> str:
    """Return the key of a person's document of that kind."""
    return step_key(what, person=person)


def document_by_rule(
    rule: Rule, *, issued_on: date, person: int | None = None, renewable_by_step: str | None = None
) -> TravelDocument:
    """Return the document issued on a day, valid as long as its rule says: a certificate, an approval."""
    # Months and plain days are counted alike everywhere: the Land does not matter here.
    until = raw_end(issued_on, rule.usual_period(), calendar=Calendar(land=Land.BE))
    return TravelDocument(
        what=TravelDocumentKind(rule.code),
        person=person,
        valid_from=issued_on,
        valid_until=until,
        renewable_by_step=renewable_by_step,
    )


def travel_document_kind(record: DeadlineRecord) -> TravelDocumentKind:
    """Return the chart's kind of a date by which people must have left.

    Every other rule sets a period for departure.
    """
    known = set(TravelDocumentKind)
    return TravelDocumentKind(record.rule) if record.rule in known else TravelDocumentKind.DEPARTURE_DEADLINE


_LABELS = {
    TravelDocumentKind.PASSPORT: _("Reisepass"),
    TravelDocumentKind.LAISSEZ_PASSER: _("Passersatzpapier"),
    TravelDocumentKind.EU_LAISSEZ_PASSER: _("EU-Laissez-Passer"),
    TravelDocumentKind.VISA: _("Visum"),
    TravelDocumentKind.DEPARTURE_DEADLINE: _("Ausreisefrist"),
    TravelDocumentKind.GUEB: _("Grenzübertrittsbescheinigung"),
    TravelDocumentKind.DULDUNG: _("Duldung"),
    TravelDocumentKind.APPROVAL: _("Bewilligung"),
    TravelDocumentKind.MEDICAL_NOTE: _("Ärztliche Bescheinigung"),
    TravelDocumentKind.MEDICAL_EXAM: _("Untersuchung auf Flugtauglichkeit"),
}
