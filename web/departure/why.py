"""Warum wartet es? Write in one sentence where a departure stands, whose turn it is, and what comes next."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from geleit.domain.departure import Departure, DepartureStatus
from geleit.domain.parties import Party
from geleit.domain.persons.state import PersonRole
from geleit.domain.process import Process
from geleit.domain.steps.state import Step, StepState
from geleit.domain.steps.waiting import Blocker, blockers, next_appointment
from web.departure.names import Names
from web.ui.filters import datum, rel, seit
from web.ui.i18n import N_
from web.ui.i18n import gettext as _
from web.ui.indicators import StepIndicator, indicator_for_step
from web.ui.labels import label


@dataclass(frozen=True, slots=True)
class Why:
    """The reason why a departure waits. ``step`` is the key of the step it is about."""

    title: str
    sentence: str
    indicator: StepIndicator
    whose_turn: str | None = None
    since: date | None = None
    then: str | None = None
    step: str | None = None


def why(departure: Departure, process: Process, names: Names, *, today: date, viewer: UUID | None) -> Why:
    """Return why the departure waits, in the words of its status."""
    match departure.status:
        case DepartureStatus.PAUSED:
            return _paused(departure, today)
        case DepartureStatus.STOPPED:
            return _stopped(departure)
        case DepartureStatus.CLOSED:
            return _closed(departure)
    found = blockers(departure)
    failed = [step.key for step in departure.steps.values() if step.awaits_decision]
    if failed:
        return _failed(departure, process, names, failed=failed, today=today, viewer=viewer)
    if not found:
        return _nothing_open()
    return _waiting(departure, process, names, found=found, today=today, viewer=viewer)


_ON_WHOM = {
    Party.AUTHORITY: N_("die Behörde"),
    Party.EMBASSY: N_("die Botschaft"),
    Party.BAMF: N_("das BAMF"),
    Party.OTHER: N_("eine andere Stelle"),
}


def party_name(
    departure: Departure,
    step: Step,
    names: Names,
    *,
    party: Party,
    persons: list[int],
    viewer: UUID | None,
    today: date,
) -> tuple[str, str]:
    """Return the party in the accusative ("auf die Botschaft") and by itself ("Botschaft").

    ``persons`` are those whose step it is; none if it is everybody's.
    """
    if party is Party.CLIENT:
        return _clients(departure, names, persons, today=today)
    if party is Party.COUNSELLOR:
        responsible = step.assignee_id or departure.counsellor_id
        if responsible is not None and responsible == viewer:
            return _("Sie"), _("Sie")
        who = names.account(responsible)
        short = _("{who}, Beratungsstelle").format(who=who) if who else _("Beratungsstelle")
        return _("die Beratungsstelle"), short
    if party is Party.AUTHORITY and names.authority:
        return _(_ON_WHOM[party]), names.authority
    return _(_ON_WHOM[party]), label(party)


def _clients(departure: Departure, names: Names, persons: list[int], *, today: date) -> tuple[str, str]:
    """Return the same for clients: for a child one waits for the parents, and a common step is the family's.

    Minors alone are represented by somebody who is not one of the persons.
    """
    adults = [person for person in departure.persons if not person.is_minor(today)]
    if not adults:
        return _("die gesetzliche Vertretung"), _("gesetzliche Vertretung")
    if not persons and len(departure.persons) > 1:
        return _("die Familie"), _("Familie")
    parents = [person for person in adults if person.role in _PARENTS] or adults
    asked = [person for person in adults if person.number in (persons or [1])] or parents
    who = names.together(person.number for person in asked)
    return who, who


_PARENTS = (PersonRole.APPLICANT, PersonRole.SPOUSE)


def _waiting(
    departure: Departure,
    process: Process,
    names: Names,
    *,
    found: list[Blocker],
    today: date,
    viewer: UUID | None,
) -> Why:
    main = found[0]
    step = departure.steps[main.step]
    alike = [
        other
        for other in found
        if departure.steps[other.step].code == step.code and other.party is main.party
    ]
    title = process.step(step.code).title
    persons = [number for other in alike if (number := departure.steps[other.step].person)]
    on_whom, turn = party_name(
        departure, step, names, party=main.party, persons=persons, viewer=viewer, today=today
    )
    whose = names.together(persons) if persons else ""
    about = f"{title}, {whose}" if persons and on_whom != whose else title
    since = min(other.since for other in alike)
    planned = [_appointment(departure, departure.steps[other.step], today) for other in alike]
    appointments = [appointment for appointment in planned if appointment]
    if len(appointments) == len(alike) and step.state is not StepState.WAITING:
        first = min(appointments, key=lambda appointment: appointment.target_on or date.max)
        sentence = _("Termin am {day}: {about}.").format(
            day=datum(first.target_on), about=names.step(first, process)
        )
    else:
        sentence = _("Wartet {since} auf {whom} ({about}).").format(
            since=seit(since, today), whom=on_whom, about=about
        )
    return Why(
        title=_("Warum wartet es?"),
        sentence=f"{sentence} {_after(departure, process, names, alike=alike)}".strip(),
        indicator=indicator_for_step(step, today),
        whose_turn=turn,
        since=since,
        step=step.key,
    )


def _appointment(departure: Departure, step: Step, today: date) -> Step | None:
    """Return the appointment that the step is, or waits for; None if there is none ahead."""
    if step.is_occurrence:
        return step if step.target_on and step.target_on >= today else None
    return next_appointment(departure, step.key, today)


def _after(departure: Departure, process: Process, names: Names, *, alike: list[Blocker]) -> str:
    """Return what these steps make possible together, or what else the next step still needs then."""
    done = {other.step for other in alike}
    free, short = [], None
    for other in departure.steps.values():
        if other.state is not StepState.NOT_READY:
            continue
        waits = departure.unsettled_needs(other)
        if set(waits) <= done:
            free.append(other.key)
        elif short is None and done.intersection(waits):
            short = (other.key, [key for key in waits if key not in done])
    if free:
        return _("Danach frei: {steps}.").format(steps=names.steps(free, departure, process))
    if short:
        return _("Danach fehlt für „{step}“ noch: {needs}.").format(
            step=names.steps([short[0]], departure, process), needs=names.steps(short[1], departure, process)
        )
    return ""


def _failed(
    departure: Departure,
    process: Process,
    names: Names,
    *,
    failed: list[str],
    today: date,
    viewer: UUID | None,
) -> Why:
    """Return that the office has to decide, however much else goes on: a refusal is never the end."""
    step = departure.steps[failed[0]]
    _whom, turn = party_name(
        departure, step, names, party=step.held_up_by, persons=[], viewer=viewer, today=today
    )
    return Why(
        title=_("Wie geht es weiter?"),
        sentence=_("Gescheitert ist: {steps}. Entscheiden Sie bis zum {day}, wie es weitergeht.").format(
            steps=names.steps(failed, departure, process), day=datum(step.decision_due_on)
        ),
        indicator=StepIndicator.FAILED,
        whose_turn=turn,
        since=step.turn_since,
        step=step.key,
    )


def _nothing_open() -> Why:
    return Why(
        title=_("Warum wartet es?"),
        sentence=_("Es ist kein Schritt offen. Schließen Sie den Vorgang ab."),
        indicator=StepIndicator.READY,
    )


def _paused(departure: Departure, today: date) -> Why:
    sentence = _("Ruht {since}: {reason}. Nächste Überprüfung am {day} ({rel}).").format(
        since=seit(departure.paused_on, today),
        reason=label(departure.pause_reason) if departure.pause_reason else "–",
        day=datum(departure.review_on),
        rel=rel(departure.review_on, today),
    )
    is_due = departure.review_on is not None and departure.review_on <= today
    if any(deadline.is_open for deadline in departure.deadlines.values()):
        sentence += " " + _("Die gesetzlichen Fristen laufen weiter.")
    return Why(
        title=_("Warum ruht es?"),
        sentence=sentence,
        indicator=StepIndicator.SOON if is_due else StepIndicator.WAITING,
    )


def _stopped(departure: Departure) -> Why:
    sentence = _("Abgebrochen am {day}: {reason}. Es ist nichts mehr zu tun.").format(
        day=datum(departure.ended_on), reason=label(departure.stop_reason) if departure.stop_reason else "–"
    )
    return Why(title=_("Wie ging es aus?"), sentence=sentence, indicator=StepIndicator.OFF)


def _closed(departure: Departure) -> Why:
    sentence = _("Abgeschlossen am {day}. Es ist nichts mehr zu tun.").format(day=datum(departure.ended_on))
    return Why(title=_("Wie ging es aus?"), sentence=sentence, indicator=StepIndicator.DONE)
