"""The documents the journey depends on: travel documents, visas, the approval, certificates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from geleit.domain.travel_documents.commands import RecordTravelDocument, RemoveTravelDocument
from geleit.domain.travel_documents.events import TravelDocumentRecorded, TravelDocumentRemoved
from geleit.domain.travel_documents.renewal import renewing_step
from geleit.domain.travel_documents.state import TravelDocument, TravelDocumentKind, document_by_rule
from geleit.processes import rule_set
from web.departure import fields
from web.departure.action import About, Action, Values, Wording
from web.departure.fields import Kind, Options
from web.departure.outlook_sentences import describe_document
from web.departure.section import Section, Shown
from web.departure.sentences import Speaker, sentence
from web.departure.situation import Situation
from web.ui.filters import datum
from web.ui.i18n import N_
from web.ui.i18n import gettext as _
from web.ui.labels import label

_ISSUED = frozenset(
    {TravelDocumentKind.APPROVAL, TravelDocumentKind.MEDICAL_NOTE, TravelDocumentKind.MEDICAL_EXAM}
)
"""Documents that are valid from the day of issue for as long as their rule says, without a printed end."""


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document. ``renew`` and ``remove`` are the addresses of the forms."""

    key: str
    name: str
    until: date | None
    note: str | None
    renew: str | None
    remove: str | None


def _documents(shown: Shown) -> Sequence[DocumentView]:
    at = shown.at
    may_renew, may_remove = RECORD.possible(at), REMOVE.possible(at)
    return [
        DocumentView(
            key=document.key,
            name=document.name,
            until=document.until,
            note=document.note,
            renew=RECORD.address_about(at, document.key) if may_renew else None,
            remove=REMOVE.address_about(at, document.key) if may_remove else None,
        )
        for document in shown.ahead.documents
    ]


def _kinds(at: Situation) -> Options:
    return [(kind.value, label(kind)) for kind in TravelDocumentKind if not kind.is_deadline]


def _known(at: Situation) -> Options:
    names = at.names.given_names()
    return [(document.key, describe_document(document, names)) for document in at.departure.travel_documents]


def _document(at: Situation, values: Values) -> Mapping[str, Any]:
    """Return the document; if only the day of issue is known, it is valid as long as its rule says."""
    what, person = values["what"], values["person"]
    until, since = values["valid_until"], values["valid_from"]
    step = renewing_step(at.departure, at.process, what, person=person)
    if until is None and since is not None and what in _ISSUED:
        rule = rule_set().rule(what, on=since)
        return {"document": document_by_rule(rule, issued_on=since, person=person, renewable_by_step=step)}
    return {
        "document": TravelDocument(
            what=what, person=person, valid_from=since, valid_until=until, renewable_by_step=step
        )
    }


def _removed(at: Situation, values: Values) -> Mapping[str, Any]:
    what, _dash, person = values["document"].partition("-")
    return {"what": TravelDocumentKind(what), "person": int(person) if person else None}


def _renewed(at: Situation, subject: str) -> dict[str, str]:
    """Return the known details of a document to renew, or only its kind and person."""
    what, _dash, person = subject.partition("-")
    found = {}
    if what in dict(_kinds(at)):
        found["what"] = what
    if person in dict(fields.person_options(at)):
        found["person"] = person
    return found


def _to_remove(at: Situation, subject: str) -> dict[str, str]:
    return {"document": subject} if subject in dict(_known(at)) else {}


RECORD: Action[Situation] = Action(
    command=RecordTravelDocument,
    wording=Wording(
        "dokument",
        N_("Dokument eintragen"),
        N_("Dokument speichern"),
        N_("Gibt es das Dokument schon, gilt ab jetzt das neue."),
    ),
    success=N_("Das Dokument ist eingetragen."),
    fields=(
        fields.offered("what", N_("Was?"), _kinds, read=TravelDocumentKind),
        fields.person(label=N_("Für wen?"), required=False, empty=N_("für alle, etwa die Bewilligung")),
        fields.day("valid_from", N_("Gültig ab oder ausgestellt am"), required=False),
        fields.day(
            "valid_until",
            N_("Gültig bis"),
            hint=N_("Bei Bescheinigung und Bewilligung genügt der Tag der Ausstellung."),
            required=False,
        ),
        fields.note(),
    ),
    possible=lambda at: at.is_live,
    fill=_renewed,
    derive=_document,
)
REMOVE: Action[Situation] = Action(
    command=RemoveTravelDocument,
    wording=Wording("dokument-entfernen", N_("Dokument entfernen"), N_("Entfernen")),
    success=N_("Das Dokument ist entfernt."),
    fields=(
        fields.offered("document", N_("Welches Dokument?"), _known, kind=Kind.HIDDEN),
        fields.note(),
    ),
    about=About.DOCUMENT,
    possible=lambda at: at.is_live and bool(at.departure.travel_documents),
    fill=_to_remove,
    derive=_removed,
)

SECTION = Section("departure/travel_documents.html", view=_documents, actions=(RECORD, REMOVE))


def _name(speaker: Speaker, what: TravelDocumentKind, person: int | None) -> str:
    """Return ``Reisepass (Elif)``."""
    return f"{label(what)} ({speaker.names.given(person)})" if person else label(what)


@sentence(TravelDocumentRecorded)
def _recorded(speaker: Speaker, event: TravelDocumentRecorded, day: date) -> str:
    return _("Dokument eingetragen – {document}: gültig bis {day}.").format(
        document=_name(speaker, event.document.what, event.document.person),
        day=datum(event.document.valid_until),
    )


@sentence(TravelDocumentRemoved)
def _removed_sentence(speaker: Speaker, event: TravelDocumentRemoved, day: date) -> str:
    return _("Dokument entfernt – {document}.").format(document=_name(speaker, event.what, event.person))
