"""The page of one departure as plain values, worked out from its state, the names, and today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from geleit.domain.deadlines.state import Deadline, DeadlineKind, DeadlineState
from geleit.domain.departure import Departure, DepartureStatus
from geleit.domain.process import Process
from web.departure.chain import ChainView, chain_view, moved
from web.departure.names import Names
from web.departure.outlook import Ahead
from web.departure.pictures import Picture, connections, time_line
from web.departure.step_view import NoteView, StageView, StepViews
from web.departure.why import Why, why
from web.ui.components import HistoryEntry
from web.ui.filters import datum
from web.ui.i18n import gettext as _
from web.ui.i18n import ngettext
from web.ui.indicators import DeadlineIndicator, StepIndicator, indicator_for_due
from web.ui.labels import country, label


@dataclass(frozen=True, slots=True)
class DeadlineView:
    """One legal date with its indicator indicator. ``asks`` says what to do about it now, if anything."""

    kind: DeadlineKind
    name: str
    due_on: date
    is_open: bool
    indicator: DeadlineIndicator
    text: str
    asks: str | None = None
    moved: str | None = None
    chain: ChainView | None = None


@dataclass(frozen=True, slots=True)
class PersonView:
    """One of those who leave."""

    number: int
    name: str
    role: str
    birth_date: date | None
    age: str | None
    nationality: str | None


@dataclass(frozen=True, slots=True)
class ConsentView:
    """Whether the authority sees the deadlines."""

    given: bool
    sentence: str
    indicator: StepIndicator


@dataclass(frozen=True, slots=True)
class DepartureView:
    """Everything the page shows, top to bottom."""

    id: UUID
    version: int
    number: str
    applicant: str
    status: str
    status_indicator: StepIndicator
    headline: str
    why: Why
    facts: tuple[tuple[str, str], ...]
    deadlines: tuple[DeadlineView, ...]
    stages: tuple[StageView, ...]
    done: int
    total: int
    persons: tuple[PersonView, ...]
    consent: ConsentView
    time_line: Picture
    connections: Picture
    history: Sequence[HistoryEntry]
    has_more_history: bool


def build(
    departure: Departure,
    process: Process,
    names: Names,
    *,
    today: date,
    viewer: UUID,
    notes: Mapping[str, tuple[NoteView, ...]],
    history: Sequence[HistoryEntry],
    has_more_history: bool = False,
    ahead: Ahead | None = None,
) -> DepartureView:
    """Work out the page; ``ahead`` is what the departure is heading for."""
    look, strained = (ahead.forecast, ahead.strained) if ahead else (None, {})
    reason = why(departure, process, names, today=today, viewer=viewer)
    steps = StepViews(departure, process, names, today=today, viewer=viewer, notes=notes, blocker=reason.step)
    chapters = steps.stages()
    return DepartureView(
        id=departure.departure_id,
        version=departure.version,
        number=departure.number,
        applicant=names.applicant(),
        status=label(departure.status),
        status_indicator=_STATUS_INDICATORS[departure.status],
        headline=_headline(departure, names),
        why=reason,
        facts=_facts(departure, names),
        deadlines=tuple(
            _deadline(found, departure, today, strained.get(found.kind))
            for found in sorted(departure.deadlines.values(), key=lambda found: found.due_on)
        ),
        stages=chapters,
        done=sum(chapter.done for chapter in chapters),
        total=sum(len(chapter.indicators) for chapter in chapters),
        persons=tuple(_person(departure, names, number=n, today=today) for n in _numbers(departure)),
        consent=_consent(departure, names),
        time_line=time_line(departure, process, names, today=today, look=look),
        connections=connections(departure, process, names, today=today),
        history=history,
        has_more_history=has_more_history,
    )


_STATUS_INDICATORS = {
    DepartureStatus.OPEN: StepIndicator.ACTIVE,
    DepartureStatus.PAUSED: StepIndicator.WAITING,
    DepartureStatus.STOPPED: StepIndicator.OFF,
    DepartureStatus.CLOSED: StepIndicator.DONE,
}


def _headline(departure: Departure, names: Names) -> str:
    """How many leave, where to, who looks after them."""
    count = len(departure.persons)
    persons = ngettext("{n} Person", "{n} Personen", count).format(n=count)
    counsellor = names.account(departure.counsellor_id)
    return " · ".join(
        part
        for part in (
            persons,
            _("Ziel: {country}").format(country=country(departure.destination)),
            _("zuständig: {who}").format(who=counsellor) if counsellor else _("niemand zuständig"),
        )
    )


def _facts(departure: Departure, names: Names) -> tuple[tuple[str, str], ...]:
    return (
        (_("Ziel"), country(departure.destination)),
        (_("Staatsangehörigkeit"), country(departure.nationality)),
        (_("Aufenthalt"), label(departure.residence_status)),
        (_("Erster Kontakt"), datum(departure.opened_on)),
        (_("Zuständig"), names.account(departure.counsellor_id) or _("niemand")),
        (_("Beratungsstelle"), names.office),
        (_("Behörde"), names.authority or _("keine eingetragen")),
    )


def _deadline(
    deadline: Deadline, departure: Departure, today: date, strained: tuple[DeadlineIndicator, str] | None
) -> DeadlineView:
    indicator = _deadline_indicator(deadline, today)
    text = _deadline_text(deadline, indicator, today)
    if indicator is DeadlineIndicator.ON_TRACK and strained:
        indicator, text = strained  # the day is far, but the departure will be later
    return DeadlineView(
        kind=deadline.kind,
        name=label(deadline.kind),
        due_on=deadline.due_on,
        is_open=deadline.is_open,
        indicator=indicator,
        text=text,
        asks=_asks(deadline, departure, today),
        moved=moved(deadline),
        chain=chain_view(deadline),
    )


def _deadline_indicator(deadline: Deadline, today: date) -> DeadlineIndicator:
    """A legal date is near when its alarm says so: an extension takes longer than a week."""
    if deadline.state is DeadlineState.MET:
        return DeadlineIndicator.MET
    if deadline.state is DeadlineState.MISSED:
        return DeadlineIndicator.LATE
    if not deadline.is_open:
        return DeadlineIndicator.NONE
    is_near = deadline.remind_on <= today <= deadline.due_on
    return (
        DeadlineIndicator.SOON if is_near else indicator_for_due(deadline.due_on, today, end=deadline.end_on)
    )


def _deadline_text(deadline: Deadline, indicator: DeadlineIndicator, today: date) -> str:
    """A legal date is overdue, as on every page, but not before its end off weekend and holiday."""
    if deadline.state in (DeadlineState.WITHDRAWN, DeadlineState.INTERRUPTED, DeadlineState.MISSED):
        return label(deadline.state)
    if indicator is DeadlineIndicator.SOON and deadline.due_on < today:
        return _("Sicheres Datum vorbei")
    return indicator.text


def _asks(deadline: Deadline, departure: Departure, today: date) -> str | None:
    """A date that comes near while the departure is not yet booked has to be extended in time."""
    if not deadline.is_open or not departure.is_live:
        return None
    if deadline.follow_up_on:
        return _("Verlängerung ist beantragt. Nach der Antwort fragen am {day}.").format(
            day=datum(deadline.follow_up_on)
        )
    if deadline.due_on < today:
        return _("Ist die Frist verlängert? Dann tragen Sie das neue Datum ein.")
    if deadline.remind_on <= today:
        return _("Verlängerung jetzt mit der Behörde klären.")
    return None


def _numbers(departure: Departure) -> list[int]:
    return [person.number for person in departure.persons]


def _person(departure: Departure, names: Names, *, number: int, today: date) -> PersonView:
    details = names.persons.get(number)
    role = next(person.role for person in departure.persons if person.number == number)
    born = details.birth_date if details else None
    return PersonView(
        number=number,
        name=names.person(number) or "",
        role=label(role),
        birth_date=born,
        age=_age(born, today) if born else None,
        nationality=country(details.nationality) if details and details.nationality else None,
    )


def _age(born: date, today: date) -> str:
    """Completed years: whoever turns 18 changes the rules of the departure."""
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return ngettext("{n} Jahr", "{n} Jahre", years).format(n=years)


def _consent(departure: Departure, names: Names) -> ConsentView:
    if departure.authority_id is None:
        return ConsentView(False, _("Für den Vorgang ist keine Behörde eingetragen."), StepIndicator.OFF)
    authority = names.authority or _("Behörde")
    if departure.consent:
        sentence = _("Seit {day}: {authority} sieht den Stand der Fristen, nichts aus der Beratung.")
        return ConsentView(
            True,
            sentence.format(day=datum(departure.consent_on), authority=authority),
            StepIndicator.DONE,
        )
    sentence = _("{authority} sieht nichts von diesem Vorgang.")
    return ConsentView(False, sentence.format(authority=authority), StepIndicator.OFF)
