"""The documents the journey depends on: travel documents, visas, the approval, certificates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from geleit.domain.outlook.travel_window import Validity, ValidityKind, issued
from geleit.domain.steps.state import step_key
from geleit.domain.travel_documents.commands import RecordPaper, RemovePaper
from geleit.domain.travel_documents.events import PaperRecorded, PaperRemoved
from geleit.domain.travel_documents.renewal import renewing_step
from geleit.processes import rule_set
from web.departure import fields
from web.departure.action import About, Action, Values, Wording
from web.departure.fields import Kind, Options
from web.departure.outlook_sentences import describe_validity
from web.departure.section import Section, Shown
from web.departure.sentences import Speaker, sentence
from web.departure.situation import Situation
from web.ui.filters import datum
from web.ui.i18n import N_
from web.ui.i18n import gettext as _
from web.ui.labels import label

LEGAL_DATES = frozenset({ValidityKind.DEPARTURE_DEADLINE, ValidityKind.GUEB, ValidityKind.DULDUNG})
"""Legal dates are valid until a day too, but are recorded as deadlines."""

_ISSUED = frozenset({ValidityKind.APPROVAL, ValidityKind.MEDICAL_NOTE, ValidityKind.MEDICAL_EXAM})
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
        for document in shown.ahead.papers
    ]


def document_key(document: Validity) -> str:
    """Return the name of a document in an address."""
    return step_key(document.what, person=document.person)


def _kinds(at: Situation) -> Options:
    return [(kind.value, label(kind)) for kind in ValidityKind if kind not in LEGAL_DATES]


def _known(at: Situation) -> Options:
    names = at.names.given_names()
    return [(document_key(document), describe_validity(document, names)) for document in at.departure.papers]


def _document(at: Situation, values: Values) -> Mapping[str, Any]:
    """Return the document; if only the day of issue is known, it is valid as long as its rule says."""
    what, person = values["what"], values["person"]
    until, since = values["valid_until"], values["valid_from"]
    step = renewing_step(at.departure, at.process, what, person=person)
    if until is None and since is not None and what in _ISSUED:
        rule = rule_set().rule(what, on=since)
        return {"paper": issued(rule, issued_on=since, person=person, renewable_by_step=step)}
    return {
        "paper": Validity(
            what=what, person=person, valid_from=since, valid_until=until, renewable_by_step=step
        )
    }


def _removed(at: Situation, values: Values) -> Mapping[str, Any]:
    what, _dash, person = values["document"].partition("-")
    return {"what": ValidityKind(what), "person": int(person) if person else None}


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
    command=RecordPaper,
    wording=Wording(
        "dokument",
        N_("Dokument eintragen"),
        N_("Dokument speichern"),
        N_("Gibt es das Dokument schon, gilt ab jetzt das neue."),
    ),
    success=N_("Das Dokument ist eingetragen."),
    fields=(
        fields.offered("what", N_("Was?"), _kinds, read=ValidityKind),
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
    command=RemovePaper,
    wording=Wording("dokument-entfernen", N_("Dokument entfernen"), N_("Entfernen")),
    success=N_("Das Dokument ist entfernt."),
    fields=(
        fields.offered("document", N_("Welches Dokument?"), _known, kind=Kind.HIDDEN),
        fields.note(),
    ),
    about=About.DOCUMENT,
    possible=lambda at: at.is_live and bool(at.departure.papers),
    fill=_to_remove,
    derive=_removed,
)

SECTION = Section("departure/travel_documents.html", view=_documents, actions=(RECORD, REMOVE))


def _name(speaker: Speaker, what: ValidityKind, person: int | None) -> str:
    """Return ``Reisepass (Elif)``."""
    return f"{label(what)} ({speaker.names.given(person)})" if person else label(what)


@sentence(PaperRecorded)
def _recorded(speaker: Speaker, event: PaperRecorded, day: date) -> str:
    return _("Dokument eingetragen – {paper}: gültig bis {day}.").format(
        paper=_name(speaker, event.paper.what, event.paper.person), day=datum(event.paper.valid_until)
    )


@sentence(PaperRemoved)
def _removed_sentence(speaker: Speaker, event: PaperRemoved, day: date) -> str:
    return _("Dokument entfernt – {paper}.").format(paper=_name(speaker, event.what, event.person))
