"""The journal in plain German words: a sentence for every kind of event, and one entry for every action.

What follows from an action by itself (a step becomes possible, the rest of the plan falls away) is said in
small print beneath it, not as an entry of its own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from domain import events as ev
from domain.alarms import BERLIN
from domain.deadlines import DeadlineKind
from domain.departure import Departure
from domain.parties import Role
from domain.process import Process
from domain.travel_window import ValidityKind
from web.filters import datum
from web.i18n import N_, ngettext
from web.i18n import gettext as _
from web.labels import label
from web.parts import Told
from web.views.names import Names


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells what happened to one departure."""

    departure: Departure
    process: Process
    names: Names
    notes: Mapping[int, str]

    def tell(self, entries: Iterable[ev.Entry]) -> list[Told]:
        """Every action as an entry, newest first."""
        actions = [list(group) for _key, group in groupby(entries, key=lambda entry: entry.request_id)]
        return [told for action in reversed(actions) if (told := self._action(action))]

    def sentence(self, entry: ev.Entry) -> str:
        """One event in words."""
        return _SENTENCES[type(entry.event)](self, entry.event, entry.at.astimezone(BERLIN).date())

    def step(self, key: str) -> str:
        """A step's title, with its person."""
        found = self.departure.steps.get(key)
        return self.names.step(found, self.process) if found else key

    def _action(self, entries: list[ev.Entry]) -> Told | None:
        lead = next((entry for entry in entries if not _follows(entry, entries)), entries[0])
        sentences = [self.sentence(entry) for entry in entries if not _follows(entry, entries)]
        remarks = [*self._consequences(entries), *self._written(entries)]
        if not sentences and not remarks:
            return None
        who = label(Role.SYSTEM) if lead.actor_role is Role.SYSTEM else self.names.account(lead.actor_id)
        return Told(
            on=lead.at.astimezone(BERLIN),
            text=" ".join(sentences) or self.sentence(lead),
            who=who,
            remark=" ".join(remarks) or None,
        )

    def _consequences(self, entries: list[ev.Entry]) -> Iterator[str]:
        events = [entry.event for entry in entries]
        ready = [event.step for event in events if isinstance(event, ev.StepBecameReady)]
        blocked = [event.step for event in events if isinstance(event, ev.StepBecameBlocked)]
        cancelled = [event.step for event in events if isinstance(event, ev.StepCancelled)]
        if ready and len(entries) > 1:
            yield _("Jetzt möglich: {steps}.").format(steps=self._steps(ready))
        if blocked and len(entries) > 1:
            yield _("Vorerst nicht mehr möglich: {steps}.").format(steps=self._steps(blocked))
        if cancelled and len(entries) > 1:
            yield ngettext("{n} Schritt entfällt.", "{n} Schritte entfallen.", len(cancelled)).format(
                n=len(cancelled)
            )
        yield from self._targets(events)
        yield from self._dates(events)

    def _dates(self, events: list[ev.AnyEvent]) -> Iterator[str]:
        """How each legal date came about: the newest link of its chain."""
        for event in events:
            if isinstance(event, ev.DeadlineEvent) and event.links:
                yield event.links[-1].sentence.removesuffix(".") + "."

    def _targets(self, events: list[ev.AnyEvent]) -> Iterator[str]:
        """What a new target date means depends on what it came with."""
        targets = [event for event in events if isinstance(event, ev.TargetSet)]
        kinds = {type(event) for event in events}
        if targets and ev.DepartureResumed in kinds:
            yield ngettext(
                "{n} Zieldatum rückt weiter.", "{n} Zieldaten rücken weiter.", len(targets)
            ).format(n=len(targets))
        elif targets and ev.StepPlanned in kinds and ev.DepartureOpened not in kinds:
            yield _("Termin am {day}.").format(day=datum(targets[0].target_on))
        elif targets and ev.StepWaiting in kinds:
            yield _("Wiedervorlage am {day}.").format(day=datum(targets[0].target_on))

    def _steps(self, keys: Iterable[str]) -> str:
        return self.names.steps(dict.fromkeys(keys), self.departure, self.process)

    def _written(self, entries: list[ev.Entry]) -> Iterator[str]:
        """The notes themselves."""
        for entry in entries:
            if isinstance(entry.event, ev.NoteWritten) and (text := self.notes.get(entry.seq)):
                yield _("„{text}“").format(text=text)


_BY_ITSELF = frozenset({ev.StepBecameReady, ev.StepBecameBlocked, ev.StepCancelled, ev.NoteWritten})
"""Comes with something else, if it does not come alone."""

_WITH: Mapping[type, frozenset[type]] = {
    ev.DepartureOpened: frozenset({ev.PersonJoined, ev.StepPlanned, ev.StepStarted}),
    ev.PersonJoined: frozenset({ev.StepPlanned}),
    ev.StepPlanned: frozenset({ev.TargetSet, ev.StepStarted}),
    ev.StepWaiting: frozenset({ev.TargetSet}),
    ev.DepartureResumed: frozenset({ev.TargetSet}),
    ev.DepartureReopened: frozenset({ev.StepReopened}),
}
"""What follows from the first event of an action, and is understood with it."""


def _follows(entry: ev.Entry, action: list[ev.Entry]) -> bool:
    """Whether an event is only a consequence of its action, or its note, and needs no sentence of its own."""
    kind = type(entry.event)
    first = next((type(other.event) for other in action if type(other.event) is not ev.NoteWritten), None)
    if kind in _BY_ITSELF:
        return any(type(other.event) not in _BY_ITSELF for other in action)
    return kind in _WITH.get(first, ()) if first else False


Sentence = Callable[[Teller, Any, date], str]


def _opened(teller: Teller, event: ev.DepartureOpened, day: date) -> str:
    count = len(teller.departure.persons)
    return ngettext("Vorgang angelegt.", "Vorgang angelegt, {n} Personen.", count).format(n=count)


def _joined(teller: Teller, event: ev.PersonJoined, day: date) -> str:
    return _("{person} gehört jetzt zum Vorgang.").format(person=teller.names.person(event.person.number))


def _corrected(teller: Teller, event: ev.PersonCorrected, day: date) -> str:
    return _("Angaben zu {person} berichtigt.").format(person=teller.names.person(event.person))


def _planned(teller: Teller, event: ev.StepPlanned, day: date) -> str:
    return _("„{step}“ hinzugefügt.").format(step=teller.step(event.step.key))


def _about_step(sentence: Callable[[], str]) -> Sentence:
    def tell(teller: Teller, event: Any, day: date) -> str:
        return sentence().format(step=teller.step(event.step))

    return tell


def _waiting(teller: Teller, event: ev.StepWaiting, day: date) -> str:
    return _("„{step}“ wartet auf: {party}.").format(step=teller.step(event.step), party=label(event.party))


def _completed(teller: Teller, event: ev.StepCompleted, day: date) -> str:
    if event.on == day:
        return _("„{step}“ erledigt.").format(step=teller.step(event.step))
    return _("„{step}“ erledigt am {day}.").format(step=teller.step(event.step), day=datum(event.on))


def _target(teller: Teller, event: ev.TargetSet, day: date) -> str:
    return _("Zieldatum für „{step}“: {day}.").format(
        step=teller.step(event.step), day=datum(event.target_on)
    )


def _assigned(teller: Teller, event: ev.CounsellorAssigned, day: date) -> str:
    who = teller.names.account(event.counsellor_id)
    if event.step is None:
        return _("Vorgang übergeben an {who}.").format(who=who)
    return _("„{step}“ zugewiesen an {who}.").format(step=teller.step(event.step), who=who)


def _note(teller: Teller, event: ev.NoteWritten, day: date) -> str:
    return _("Notiz zu „{step}“.").format(step=teller.step(event.step)) if event.step else _("Notiz.")


def _deadline_set(teller: Teller, event: ev.DeadlineSet, day: date) -> str:
    return _("Frist eingetragen – {deadline}: {day}.").format(
        deadline=label(event.deadline), day=datum(event.due_on)
    )


def _dated(words: str) -> Sentence:
    """A sentence about a legal date and the day that counts now."""

    def tell(teller: Teller, event: ev.DatedDeadline, day: date) -> str:
        return _(words).format(deadline=label(event.deadline), day=datum(event.due_on))

    return tell


def _extension_requested(teller: Teller, event: ev.ExtensionRequested, day: date) -> str:
    return _("Verlängerung beantragt – {deadline}. Wiedervorlage am {day}.").format(
        deadline=label(event.deadline), day=datum(event.follow_up_on)
    )


def _deadline_interrupted(teller: Teller, event: ev.DeadlineInterrupted, day: date) -> str:
    return _("Frist unterbrochen – {deadline}.").format(deadline=label(event.deadline))


def _deadline_missed(teller: Teller, event: ev.DeadlineMissed, day: date) -> str:
    return _("Frist nicht gewahrt – {deadline}.").format(deadline=label(event.deadline))


def _paper(teller: Teller, what: ValidityKind, person: int | None) -> str:
    """Reisepass (Elif)."""
    return f"{label(what)} ({teller.names.given(person)})" if person else label(what)


def _paper_recorded(teller: Teller, event: ev.PaperRecorded, day: date) -> str:
    paper = event.paper
    return _("Dokument eingetragen – {paper}: gültig bis {day}.").format(
        paper=_paper(teller, paper.what, paper.person), day=datum(paper.valid_until)
    )


def _paper_removed(teller: Teller, event: ev.PaperRemoved, day: date) -> str:
    return _("Dokument entfernt – {paper}.").format(paper=_paper(teller, event.what, event.person))


def _deadline_met(teller: Teller, event: ev.DeadlineMet, day: date) -> str:
    return _("Frist gewahrt – {deadline}.").format(deadline=label(event.deadline))


def _deadline_withdrawn(teller: Teller, event: ev.DeadlineWithdrawn, day: date) -> str:
    return _("Frist aufgehoben – {deadline}.").format(deadline=label(event.deadline))


def _consent_given(teller: Teller, event: ev.ConsentGiven, day: date) -> str:
    return _("Einwilligung vom {day}: Die Behörde sieht jetzt den Stand der Fristen.").format(
        day=datum(event.on)
    )


def _consent_revoked(teller: Teller, event: ev.ConsentRevoked, day: date) -> str:
    return _("Einwilligung widerrufen: Die Behörde sieht nichts mehr.")


def _paused(teller: Teller, event: ev.DeparturePaused, day: date) -> str:
    return _("Vorgang ruht bis zur Überprüfung am {day}: {reason}.").format(
        day=datum(event.review_on), reason=label(event.reason)
    )


def _resumed(teller: Teller, event: ev.DepartureResumed, day: date) -> str:
    return _("Vorgang fortgesetzt.")


def _stopped(teller: Teller, event: ev.DepartureStopped, day: date) -> str:
    return _("Vorgang abgebrochen: {reason}.").format(reason=label(event.reason))


def _departure_reopened(teller: Teller, event: ev.DepartureReopened, day: date) -> str:
    return _("Vorgang wieder aufgenommen.")


def _closed(teller: Teller, event: ev.DepartureClosed, day: date) -> str:
    return _("Vorgang abgeschlossen.")


def _alarm(teller: Teller, event: ev.AlarmRaised, day: date) -> str:
    return _(_ALARMS[event.alarm]).format(subject=_subject(teller, event), day=datum(event.about))


_ALARMS: Mapping[ev.AlarmKind, str] = {
    ev.AlarmKind.TARGET_NEAR: N_("Erinnerung: „{subject}“ soll bis {day} erledigt sein."),
    ev.AlarmKind.TARGET_PASSED: N_("„{subject}“ hat das Zieldatum {day} überschritten."),
    ev.AlarmKind.DEADLINE_NEAR: N_("Erinnerung an die Frist – {subject}: {day}."),
    ev.AlarmKind.DEADLINE_PASSED: N_("Das Datum ist vorbei – {subject}: {day}."),
    ev.AlarmKind.REVIEW_DUE: N_("Erinnerung: Der ruhende Vorgang ist seit {day} zu überprüfen."),
    ev.AlarmKind.FOLLOW_UP_DUE: N_("Wiedervorlage am {day}: Ist die Verlängerung entschieden? {subject}."),
    ev.AlarmKind.TARGET_ESCALATED: N_(
        "Der Leitung gemeldet: „{subject}“ hat das Zieldatum {day} überschritten."
    ),
    ev.AlarmKind.DEADLINE_ESCALATED: N_("Der Leitung gemeldet: Die Frist ist abgelaufen – {subject}: {day}."),
    ev.AlarmKind.COMES_OF_AGE: N_("{subject} ist seit {day} volljährig."),
}

_ABOUT_A_DEADLINE = frozenset(
    {
        ev.AlarmKind.DEADLINE_NEAR,
        ev.AlarmKind.DEADLINE_PASSED,
        ev.AlarmKind.DEADLINE_ESCALATED,
        ev.AlarmKind.FOLLOW_UP_DUE,
    }
)


def _subject(teller: Teller, event: ev.AlarmRaised) -> str:
    if event.alarm in _ABOUT_A_DEADLINE:
        return label(DeadlineKind(event.subject))
    if event.alarm is ev.AlarmKind.COMES_OF_AGE:
        return teller.names.person(int(event.subject)) or ""
    return teller.step(event.subject) if event.subject else ""


_SENTENCES: dict[type, Sentence] = {
    ev.DepartureOpened: _opened,
    ev.PersonJoined: _joined,
    ev.PersonCorrected: _corrected,
    ev.StepPlanned: _planned,
    ev.StepBecameReady: _about_step(lambda: _("„{step}“ ist jetzt möglich.")),
    ev.StepBecameBlocked: _about_step(lambda: _("„{step}“ ist vorerst nicht mehr möglich.")),
    ev.StepStarted: _about_step(lambda: _("„{step}“ in Arbeit genommen.")),
    ev.StepWaiting: _waiting,
    ev.StepCompleted: _completed,
    ev.StepNotRequired: _about_step(lambda: _("„{step}“ für nicht nötig erklärt.")),
    ev.StepFailed: _about_step(lambda: _("„{step}“ ist gescheitert.")),
    ev.StepReopened: _about_step(lambda: _("„{step}“ zurückgenommen.")),
    ev.StepCancelled: _about_step(lambda: _("„{step}“ entfällt.")),
    ev.TargetSet: _target,
    ev.CounsellorAssigned: _assigned,
    ev.NoteWritten: _note,
    ev.DeadlineSet: _deadline_set,
    ev.DeadlineExtended: _dated(N_("Frist verlängert – {deadline}: {day}.")),
    ev.DeadlineRestarted: _dated(N_("Frist läuft neu – {deadline}: {day}.")),
    ev.DeadlineRecomputed: _dated(N_("Frist neu berechnet – {deadline}: {day}.")),
    ev.ExtensionRequested: _extension_requested,
    ev.ExtensionRefused: _dated(N_("Verlängerung abgelehnt – {deadline}: Es bleibt beim {day}.")),
    ev.DeadlineInterrupted: _deadline_interrupted,
    ev.DeadlineMissed: _deadline_missed,
    ev.PaperRecorded: _paper_recorded,
    ev.PaperRemoved: _paper_removed,
    ev.DeadlineMet: _deadline_met,
    ev.DeadlineWithdrawn: _deadline_withdrawn,
    ev.ConsentGiven: _consent_given,
    ev.ConsentRevoked: _consent_revoked,
    ev.DeparturePaused: _paused,
    ev.DepartureResumed: _resumed,
    ev.DepartureStopped: _stopped,
    ev.DepartureReopened: _departure_reopened,
    ev.DepartureClosed: _closed,
    ev.AlarmRaised: _alarm,
}
