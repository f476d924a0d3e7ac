"""What the journey depends on besides legal dates: travel documents, visas, the approval, certificates."""

from geleit.domain.outlook.travel_window import Validity, ValidityKind, issued
from geleit.domain.steps.state import step_key
from geleit.domain.travel_documents.commands import RecordPaper, RemovePaper
from geleit.domain.travel_documents.renewal import renewing_step
from geleit.processes import rule_set
from web.departure import fields
from web.departure.action import Action, Envelope, Values
from web.departure.fields import Kind, Options
from web.departure.notice_fields import optional_day
from web.departure.outlook_sentences import describe_validity
from web.departure.situation import Situation
from web.ui.i18n import N_
from web.ui.labels import label

LEGAL_DATES = frozenset({ValidityKind.DEPARTURE_DEADLINE, ValidityKind.GUEB, ValidityKind.DULDUNG})
"""Valid until a day too, but written down as what they are."""

_ISSUED = frozenset({ValidityKind.APPROVAL, ValidityKind.MEDICAL_NOTE, ValidityKind.MEDICAL_EXAM})
"""Hold so long from the day of issue, if no other end is printed on them."""


def paper_key(paper: Validity) -> str:
    """Names a paper in an address."""
    return step_key(paper.what, person=paper.person)


def _kinds(at: Situation) -> Options:
    return [(kind.value, label(kind)) for kind in ValidityKind if kind not in LEGAL_DATES]


def _persons(at: Situation) -> Options:
    return [(str(person.number), at.names.person(person.number) or "") for person in at.departure.persons]


def _papers(at: Situation) -> Options:
    names = at.names.given_names()
    return [(paper_key(paper), describe_validity(paper, names)) for paper in at.departure.papers]


def _record(envelope: Envelope, at: Situation, values: Values) -> RecordPaper:
    what, person = values["was"], values["person"]
    until, since = values["bis"], values["von"]
    step = renewing_step(at.departure, at.process, what, person=person)
    if until is None and since is not None and what in _ISSUED:
        rule = rule_set().rule(what, on=since)
        paper = issued(rule, issued_on=since, person=person, renewable_by_step=step)
    else:
        paper = Validity(
            what=what, person=person, valid_from=since, valid_until=until, renewable_by_step=step
        )
    return RecordPaper(**envelope, paper=paper)


def _remove(envelope: Envelope, at: Situation, values: Values) -> RemovePaper:
    what, _dash, person = values["dokument"].partition("-")
    return RemovePaper(**envelope, what=ValidityKind(what), person=int(person) if person else None)


def _as_it_stands(at: Situation, subject: str) -> dict[str, str]:
    """What is known of a paper to renew, or only what it is and whose."""
    what, _dash, person = subject.partition("-")
    found = {}
    if what in dict(_kinds(at)):
        found["was"] = what
    if person in dict(_persons(at)):
        found["person"] = person
    return found


def _to_remove(at: Situation, subject: str) -> dict[str, str]:
    return {"dokument": subject} if subject in dict(_papers(at)) else {}


PAPER_ACTIONS = (
    Action(
        "dokument",
        N_("Dokument eintragen"),
        N_("Dokument speichern"),
        _record,
        (
            fields.offered("was", N_("Was?"), _kinds, read=ValidityKind),
            fields.offered(
                "person",
                N_("Für wen?"),
                _persons,
                read=int,
                required=False,
                initial=lambda at: "1" if len(at.departure.persons) == 1 else None,
                empty=N_("für alle, etwa die Bewilligung"),
            ),
            optional_day("von", N_("Gültig ab oder ausgestellt am")),
            optional_day(
                "bis",
                N_("Gültig bis"),
                hint=N_("Bei Bescheinigung und Bewilligung genügt der Tag der Ausstellung."),
            ),
            fields.note(),
        ),
        possible=lambda at: at.is_live,
        hint=N_("Gibt es das Dokument schon, gilt ab jetzt das neue."),
        said="paper_recorded",
        fill=_as_it_stands,
        faults={"ends_before_it_begins": "bis", "no_end": "bis", "needs_day": "bis", "implausible": "bis"},
    ),
    Action(
        "dokument-entfernen",
        N_("Dokument entfernen"),
        N_("Entfernen"),
        _remove,
        (fields.offered("dokument", N_("Welches Dokument?"), _papers, kind=Kind.HIDDEN), fields.note()),
        possible=lambda at: at.is_live and bool(at.departure.papers),
        said="paper_removed",
        fill=_to_remove,
    ),
)
