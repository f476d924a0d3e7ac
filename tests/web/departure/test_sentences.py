"""The journal in plain words: every event and alarm has its sentence."""

import re
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from geleit.domain.alarms.events import AlarmRaised
from geleit.domain.alarms.state import AlarmKind
from geleit.domain.assignment.events import AuthorityNamed, AuthorityPlaceCorrected, CounsellorAssigned
from geleit.domain.calendar import Land, Place
from geleit.domain.consent.events import ConsentGiven, ConsentRevoked
from geleit.domain.deadlines.chain import DeadlineState
from geleit.domain.deadlines.events import (
    DatedDeadline,
    DeadlineExtended,
    DeadlineInterrupted,
    DeadlineMet,
    DeadlineMissed,
    DeadlineRecomputed,
    DeadlineRestarted,
    DeadlineSet,
    DeadlineTakenBack,
    DeadlineWithdrawn,
    ExtensionRefused,
    ExtensionRequested,
)
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.imports.events import FactHeld
from geleit.domain.imports.state import Fact, HeldFact
from geleit.domain.lifecycle.events import (
    DepartureClosed,
    DepartureCorrected,
    DepartureOpened,
    DeparturePaused,
    DepartureReopened,
    DepartureResumed,
    DepartureStopped,
)
from geleit.domain.lifecycle.state import PauseReason, StopReason
from geleit.domain.message import Event
from geleit.domain.notes.events import NoteWritten
from geleit.domain.parties import Party, Role
from geleit.domain.persons.events import PersonCorrected, PersonJoined
from geleit.domain.persons.state import Person, PersonRole, ResidenceStatus
from geleit.domain.registry import Entry
from geleit.domain.steps.events import (
    FollowedUp,
    StepBecameBlocked,
    StepBecameReady,
    StepCancelled,
    StepCompleted,
    StepFailed,
    StepNotRequired,
    StepPlanned,
    StepReopened,
    StepStarted,
    StepWaiting,
    TargetSet,
    TurnAssigned,
)
from geleit.domain.steps.state import PlannedStep, StepState
from geleit.domain.travel_documents.events import TravelDocumentRecorded, TravelDocumentRemoved
from geleit.domain.travel_documents.state import TravelDocument, TravelDocumentKind
from tests.web.departure.examples import (
    JONAS,
    MIRA,
    family_in_the_middle,
    stopped,
)
from web.departure.sentences import events_with_sentences

DAY = date(2026, 11, 3)

STEP = "travel_document-2"


def dated(kind: type[DatedDeadline], **fields: Any) -> Any:
    return kind(deadline=DeadlineKind.DEPARTURE, due_on=date(2026, 12, 1), remind_on=DAY, **fields)


EVENTS: dict[type, list[tuple[Any, str]]] = {
    DepartureOpened: [
        (
            DepartureOpened(
                departure_id=uuid4(),
                number="KI-1",
                process="rueckkehr",
                process_version=1,
                office_id=uuid4(),
                land=Land.SH,
                authority_id=None,
                counsellor_id=None,
                destination="TR",
                nationality="TR",
                residence_status=ResidenceStatus.DULDUNG,
                opened_on=DAY,
            ),
            "Vorgang angelegt, 5 Personen.",
        )
    ],
    PersonJoined: [
        (
            PersonJoined(person=Person(number=2, role=PersonRole.SPOUSE)),
            "Elif Yıldız gehört jetzt zum Vorgang.",
        )
    ],
    PersonCorrected: [(PersonCorrected(person=2), "Angaben zu Elif Yıldız berichtigt.")],
    StepPlanned: [
        (
            StepPlanned(
                step=PlannedStep(
                    key=STEP,
                    code="travel_document",
                    stage="travel_documents",
                    person=2,
                    turn=Party.CLIENT,
                )
            ),
            "„Reisedokument beschaffen (Elif)“ hinzugefügt.",
        )
    ],
    StepBecameReady: [
        (StepBecameReady(step=STEP, on=DAY), "„Reisedokument beschaffen (Elif)“ ist jetzt möglich.")
    ],
    StepBecameBlocked: [
        (StepBecameBlocked(step=STEP), "„Reisedokument beschaffen (Elif)“ ist vorerst nicht mehr möglich.")
    ],
    StepStarted: [(StepStarted(step=STEP, on=DAY), "„Reisedokument beschaffen (Elif)“ in Arbeit genommen.")],
    TurnAssigned: [
        (
            TurnAssigned(step="travel_booking", party=Party.COUNSELLOR),
            "„Reise buchen“: am Zug ist Beratungsstelle.",
        )
    ],
    FactHeld: [
        (
            FactHeld(
                held=HeldFact(
                    fact=Fact(code="travel_booking", state=StepState.DONE, on=DAY),
                    step="travel_booking",
                    needs=("funding_decision",),
                )
            ),
            (
                "Laut Liste „Reise buchen“: erledigt am 03.11.2026. "
                "Nicht übernommen, zuerst ist zu erledigen: „Bewilligung erhalten“."
            ),
        )
    ],
    StepWaiting: [
        (
            StepWaiting(step=STEP, party=Party.BAMF, since=DAY),
            "„Reisedokument beschaffen (Elif)“ wartet auf: BAMF.",
        )
    ],
    FollowedUp: [
        (FollowedUp(step=STEP, on=DAY), "Nachgefragt: „Reisedokument beschaffen (Elif)“."),
    ],
    StepCompleted: [
        (StepCompleted(step="intake", on=DAY), "„Erstgespräch führen“ erledigt."),
        (
            StepCompleted(step="intake", on=date(2026, 10, 1)),
            "„Erstgespräch führen“ erledigt am 01.10.2026.",
        ),
    ],
    StepNotRequired: [
        (StepNotRequired(step="intake", on=DAY), "„Erstgespräch führen“ für nicht nötig erklärt.")
    ],
    StepFailed: [(StepFailed(step="intake", on=DAY), "„Erstgespräch führen“ ist gescheitert.")],
    StepReopened: [(StepReopened(step="intake"), "„Erstgespräch führen“ zurückgenommen.")],
    StepCancelled: [(StepCancelled(step="intake", on=DAY), "„Erstgespräch führen“ entfällt.")],
    TargetSet: [
        (
            TargetSet(step="intake", target_on=date(2026, 12, 4), remind_on=DAY),
            "Zieldatum für „Erstgespräch führen“: 04.12.2026.",
        )
    ],
    CounsellorAssigned: [
        (CounsellorAssigned(counsellor_id=JONAS), "Vorgang übergeben an Jonas Brandt."),
        (
            CounsellorAssigned(counsellor_id=JONAS, step="intake"),
            "„Erstgespräch führen“ zugewiesen an Jonas Brandt.",
        ),
    ],
    NoteWritten: [
        (NoteWritten(), "Notiz."),
        (NoteWritten(step="intake"), "Notiz zu „Erstgespräch führen“."),
    ],
    DeadlineSet: [
        (
            DeadlineSet(deadline=DeadlineKind.DEPARTURE, due_on=date(2026, 12, 1), remind_on=DAY),
            "Frist eingetragen – Ausreisefrist: 01.12.2026.",
        )
    ],
    DeadlineExtended: [(dated(DeadlineExtended), "Frist verlängert – Ausreisefrist: 01.12.2026.")],
    DeadlineRestarted: [(dated(DeadlineRestarted), "Frist läuft neu – Ausreisefrist: 01.12.2026.")],
    DeadlineRecomputed: [(dated(DeadlineRecomputed), "Frist neu berechnet – Ausreisefrist: 01.12.2026.")],
    ExtensionRequested: [
        (
            dated(ExtensionRequested, follow_up_on=date(2026, 11, 20)),
            "Verlängerung beantragt – Ausreisefrist. Wiedervorlage am 20.11.2026.",
        )
    ],
    ExtensionRefused: [
        (
            dated(ExtensionRefused),
            "Verlängerung abgelehnt – Ausreisefrist: Es bleibt beim 01.12.2026.",
        )
    ],
    DeadlineInterrupted: [
        (DeadlineInterrupted(deadline=DeadlineKind.DEPARTURE), "Frist unterbrochen – Ausreisefrist.")
    ],
    DeadlineMissed: [
        (
            DeadlineMissed(deadline=DeadlineKind.DULDUNG),
            "Frist nicht gewahrt – Duldung gültig bis.",
        )
    ],
    TravelDocumentRecorded: [
        (
            TravelDocumentRecorded(
                document=TravelDocument(
                    what=TravelDocumentKind.PASSPORT, person=2, valid_until=date(2027, 3, 1)
                )
            ),
            "Dokument eingetragen – Reisepass (Elif): gültig bis 01.03.2027.",
        )
    ],
    TravelDocumentRemoved: [
        (TravelDocumentRemoved(what=TravelDocumentKind.APPROVAL), "Dokument entfernt – Bewilligung."),
        (TravelDocumentRemoved(what=TravelDocumentKind.VISA, person=3), "Dokument entfernt – Visum (Can)."),
    ],
    DeadlineMet: [(DeadlineMet(deadline=DeadlineKind.DEPARTURE), "Frist gewahrt – Ausreisefrist.")],
    DeadlineWithdrawn: [
        (DeadlineWithdrawn(deadline=DeadlineKind.DEPARTURE), "Frist aufgehoben – Ausreisefrist.")
    ],
    ConsentGiven: [
        (
            ConsentGiven(authority_id=uuid4(), on=DAY),
            "Einwilligung vom 03.11.2026: Die Behörde sieht jetzt den Stand der Fristen.",
        )
    ],
    DepartureCorrected: [
        (
            DepartureCorrected(destination="TR", residence_status=ResidenceStatus.DULDUNG),
            "Berichtigt – Ziel: Türkei, Aufenthalt: Duldung.",
        ),
        (
            DepartureCorrected(nationality="XX"),
            "Berichtigt – Staatsangehörigkeit: staatenlos oder ungeklärt.",
        ),
    ],
    AuthorityNamed: [(AuthorityNamed(authority_id=uuid4()), "Zuständige Behörde eingetragen.")],
    ConsentRevoked: [
        (ConsentRevoked(authority_id=uuid4()), "Einwilligung widerrufen: Die Behörde sieht nichts mehr."),
        (
            ConsentRevoked(authority_id=uuid4(), on=date(2026, 11, 2)),
            "Einwilligung am 02.11.2026 widerrufen: Die Behörde sieht nichts mehr.",
        ),
    ],
    AuthorityPlaceCorrected: [
        (
            AuthorityPlaceCorrected(place=Place(land=Land.HH)),
            "Fristen werden mit den Feiertagen am Sitz der Behörde gerechnet: Hamburg.",
        )
    ],
    DeadlineTakenBack: [
        (
            dated(DeadlineTakenBack, state=DeadlineState.OPEN),
            "Letzter Eintrag zur Frist zurückgenommen – Ausreisefrist: wieder 01.12.2026.",
        )
    ],
    DeparturePaused: [
        (
            DeparturePaused(reason=PauseReason.COURT, on=DAY, review_on=date(2026, 12, 1)),
            "Vorgang ruht bis zur Überprüfung am 01.12.2026: Laufendes Gerichtsverfahren.",
        )
    ],
    DepartureResumed: [(DepartureResumed(on=DAY), "Vorgang fortgesetzt.")],
    DepartureStopped: [
        (
            DepartureStopped(reason=StopReason.CONTACT_LOST, on=DAY),
            "Vorgang abgebrochen: Kontakt abgebrochen.",
        )
    ],
    DepartureReopened: [(DepartureReopened(on=DAY), "Vorgang wieder aufgenommen.")],
    DepartureClosed: [(DepartureClosed(on=DAY), "Vorgang abgeschlossen.")],
    AlarmRaised: [
        (
            AlarmRaised(alarm=AlarmKind.TARGET_NEAR, subject="intake", about=DAY),
            "Erinnerung an das Zieldatum 03.11.2026: Erstgespräch führen.",
        ),
        (
            AlarmRaised(alarm=AlarmKind.TARGET_PASSED, subject="intake", about=DAY),
            "Zieldatum 03.11.2026 überschritten: Erstgespräch führen.",
        ),
        (
            AlarmRaised(alarm=AlarmKind.DEADLINE_NEAR, subject="duldung", about=DAY),
            "Erinnerung an die Frist – Duldung gültig bis: 03.11.2026.",
        ),
        (
            AlarmRaised(alarm=AlarmKind.DEADLINE_PASSED, subject="gueb", about=DAY),
            "Das Datum ist vorbei – Grenzübertrittsbescheinigung gültig bis: 03.11.2026.",
        ),
        (
            AlarmRaised(alarm=AlarmKind.REVIEW_DUE, subject="", about=DAY),
            "Erinnerung: Der ruhende Vorgang ist seit 03.11.2026 zu überprüfen.",
        ),
        (
            AlarmRaised(alarm=AlarmKind.FOLLOW_UP_DUE, subject="departure_deadline", about=DAY),
            "Wiedervorlage am 03.11.2026: Ist die Verlängerung entschieden? Ausreisefrist.",
        ),
        (
            AlarmRaised(alarm=AlarmKind.TARGET_ESCALATED, subject="intake", about=DAY),
            "Der Leitung gemeldet: Zieldatum 03.11.2026 überschritten – Erstgespräch führen.",
        ),
        (
            AlarmRaised(alarm=AlarmKind.DEADLINE_ESCALATED, subject="departure_deadline", about=DAY),
            "Der Leitung gemeldet: Die Frist ist überfällig – Ausreisefrist: 03.11.2026.",
        ),
        (
            AlarmRaised(alarm=AlarmKind.COMES_OF_AGE, subject="3", about=DAY),
            "Can Yıldız ist seit 03.11.2026 volljährig.",
        ),
    ],
}


def entry(event, *, seq=1, request_id=None, actor=MIRA):
    return Entry(
        seq=seq,
        at=datetime(2026, 11, 3, 9, tzinfo=UTC),
        request_id=request_id or uuid4(),
        actor_id=actor,
        actor_role=Role.COUNSELLOR if actor else Role.SYSTEM,
        event=event,
    )


@pytest.fixture(scope="module")
def teller():
    return family_in_the_middle().loaded().teller


def test_every_kind_of_event_and_of_alarm_has_its_sentence_here():
    assert set(Event.by_kind.values()) == set(EVENTS) == events_with_sentences()
    told = {event.alarm for event, _sentence in EVENTS[AlarmRaised]}
    assert told == set(AlarmKind)


@pytest.mark.parametrize(
    ("event", "sentence"),
    [pair for pairs in EVENTS.values() for pair in pairs],
    ids=lambda value: value.kind if hasattr(value, "kind") else "",
)
def test_an_event_is_described_in_plain_german(teller, event, sentence):
    assert teller.sentence(entry(event)) == sentence
    (told,) = teller.tell([entry(event)])
    assert told.text == sentence
    assert told.who == "Mira Okafor"


def test_alarms_are_shown_under_geleits_own_name(teller):
    (alarm, _sentence) = EVENTS[AlarmRaised][0]
    (told,) = teller.tell([entry(alarm, actor=None)])
    assert told.who == "Geleit"


def test_one_action_is_one_entry_with_what_follows_in_small_print():
    loaded = family_in_the_middle().loaded()
    told = {item.text: item.remark for item in loaded.teller.tell(loaded.entries)}
    assert told["„Rückkehr entscheiden“ erledigt."] == (
        "Jetzt möglich: Reisedokument beschaffen (Mehmet, Elif, Can, Zeynep und Deniz), Förderung beantragen."
    )
    assert told["„Botschaftstermin wahrnehmen (Can)“ hinzugefügt."] == (
        "Jetzt möglich: Botschaftstermin wahrnehmen (Can). Termin am 25.11.2026."
    )
    waiting = told["„Reisedokument beschaffen (Elif)“ wartet auf: Botschaft/Konsulat."]
    assert waiting is not None
    assert waiting.startswith("Wiedervorlage am 20.11.2026. „Konsulat verlangt")


def alarm(kind, subject, *, about=DAY):
    return AlarmRaised(alarm=kind, subject=subject, about=about)


PASSED, ESCALATED = AlarmKind.TARGET_PASSED, AlarmKind.TARGET_ESCALATED

PASSPORTS = ("travel_document-1", "travel_document-2", "travel_document-3")

TOGETHER = [
    (
        [alarm(PASSED, key) for key in (*PASSPORTS, "intake")],
        (
            "Zieldatum 03.11.2026 überschritten: "
            "Reisedokument beschaffen (Mehmet, Elif und Can), Erstgespräch führen."
        ),
    ),
    (
        [alarm(ESCALATED, PASSPORTS[0]), alarm(PASSED, "intake"), alarm(ESCALATED, PASSPORTS[1])],
        (
            "Der Leitung gemeldet: Zieldatum 03.11.2026 überschritten – Reisedokument beschaffen "
            "(Mehmet und Elif). Zieldatum 03.11.2026 überschritten: Erstgespräch führen."
        ),
    ),
    (
        [alarm(PASSED, PASSPORTS[0]), alarm(PASSED, PASSPORTS[1], about=date(2026, 11, 2))],
        (
            "Zieldatum 03.11.2026 überschritten: Reisedokument beschaffen (Mehmet). "
            "Zieldatum 02.11.2026 überschritten: Reisedokument beschaffen (Elif)."
        ),
    ),
    (
        [alarm(AlarmKind.DEADLINE_NEAR, kind) for kind in ("departure_deadline", "duldung")],
        "Erinnerung an die Frist – Ausreisefrist, Duldung gültig bis: 03.11.2026.",
    ),
    (
        [alarm(AlarmKind.COMES_OF_AGE, person) for person in ("3", "4")],
        "Can Yıldız und Zeynep Yıldız sind seit 03.11.2026 volljährig.",
    ),
    (
        [StepCompleted(step=key, on=DAY) for key in PASSPORTS],
        "„Reisedokument beschaffen (Mehmet, Elif und Can)“ erledigt.",
    ),
    (
        [StepFailed(step=key, on=DAY) for key in ("intake", PASSPORTS[1])],
        "„Erstgespräch führen“ und „Reisedokument beschaffen (Elif)“ sind gescheitert.",
    ),
]


@pytest.mark.parametrize(
    ("events", "sentence"), TOGETHER, ids=lambda value: value if type(value) is str else ""
)
def test_what_happened_to_several_alike_is_one_sentence(teller, events, sentence):
    request_id = uuid4()
    entries = [entry(event, seq=seq, request_id=request_id) for seq, event in enumerate(events, start=1)]
    (told,) = teller.tell(entries)
    assert told.text == sentence


def test_the_newest_action_is_first():
    loaded = family_in_the_middle().loaded()
    days = [item.on for item in loaded.teller.tell(loaded.entries)]
    assert days == sorted(days, reverse=True)


def test_a_stop_says_how_many_steps_fall_away():
    loaded = stopped().loaded()
    newest = loaded.teller.tell(loaded.entries)[0]
    assert newest.text == "Vorgang abgebrochen: Entscheidung zu bleiben."
    assert re.match(r"\d+ Schritte entfallen\. „Die Tochter", newest.remark or "")
