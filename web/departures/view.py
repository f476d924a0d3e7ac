"""A departure as a row of "Vorgänge": its state, its next step, its progress."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from geleit.domain.departure import DepartureStatus
from geleit.domain.steps.state import OPEN_STATES, SETTLED_STATES, StepState
from geleit.store.pages.departures import ListedDeparture
from geleit.store.steps import StepLine
from web.ui.filters import datum
from web.ui.i18n import gettext as _
from web.ui.indicators import StepIndicator, indicator_for_state, indicator_for_status, most_urgent
from web.ui.labels import country, label
from web.ui.lists import appointment_on, departure_address, is_appointment, since, step_name, who
from web.ui.sheets import ListSheet


@dataclass(frozen=True, slots=True)
class NextStep:
    """The step that is due first, whose turn it is, and since when (or when it takes place)."""

    title: str
    indicator: StepIndicator
    due: date | None
    party: str
    since: str


@dataclass(frozen=True, slots=True)
class Progress:
    """An indicator for each stage that has steps, and how many of them are settled."""

    indicators: tuple[StepIndicator, ...]
    is_broken_off: bool = False

    @property
    def done(self) -> int:
        """The number of settled stages; of a stopped departure, those that were reached."""
        over = {StepIndicator.DONE} if self.is_broken_off else {StepIndicator.DONE, StepIndicator.OFF}
        return sum(indicator in over for indicator in self.indicators)


@dataclass(frozen=True, slots=True)
class DepartureLineView:
    """One row. ``state`` and ``reason`` say why there is no next step when the departure is not open."""

    href: str
    number: str
    who: str
    status: DepartureStatus
    indicator: StepIndicator
    state: str
    reason: str
    next: NextStep | None
    progress: Progress
    counsellor: str | None
    found: str | None = None


def departure_line(
    departure: ListedDeparture,
    steps: Sequence[StepLine],
    *,
    today: date,
    origin: str,
    found: str | None = None,
) -> DepartureLineView:
    """Return the row of a departure; ``found`` is the person who was found, if not the applicant."""
    is_open = departure.status is DepartureStatus.OPEN
    ahead = _next_step(departure, steps, today) if is_open else None
    return DepartureLineView(
        href=departure_address(departure.id, origin=origin),
        number=departure.number,
        who=who(departure.applicant, departure.persons, departure.destination),
        status=departure.status,
        indicator=ahead.indicator if ahead else _indicator_without_step(departure.status),
        state=label(departure.status),
        reason=_reason(departure),
        next=ahead,
        progress=_progress(departure, steps, today),
        counsellor=departure.counsellor,
        found=found,
    )


def _progress(departure: ListedDeparture, steps: Iterable[StepLine], today: date) -> Progress:
    """Return the progress of the departure, stage by stage in the order of the plan."""
    stages: dict[str, list[StepLine]] = {}
    for step in steps:
        stages.setdefault(step.stage, []).append(step)
    return Progress(
        tuple(_stage_indicator(departure, stage, today) for stage in stages.values()),
        is_broken_off=departure.status is DepartureStatus.STOPPED,
    )


def _is_appointment(departure: ListedDeparture, step: StepLine) -> bool:
    return is_appointment(departure.process, departure.process_version, step.code)


def _step_indicator(departure: ListedDeparture, step: StepLine, today: date) -> StepIndicator:
    return indicator_for_state(
        step.state, step.target_on, today, is_appointment=_is_appointment(departure, step)
    )


def _next_step(departure: ListedDeparture, steps: Iterable[StepLine], today: date) -> NextStep | None:
    """Return the step of which the row speaks: in everything that it says, in sorting and in filters."""
    ahead = next((step for step in steps if step.key == departure.blocker_step), None)
    if ahead is None:
        return None
    person = ahead.person if departure.persons > 1 else None
    appointment = ahead.target_on if _is_appointment(departure, ahead) else None
    return NextStep(
        title=step_name(departure.process, departure.process_version, ahead.code, person, state=ahead.state),
        indicator=_step_indicator(departure, ahead, today),
        due=ahead.target_on,
        party=label(ahead.held_up_by),
        since=appointment_on(appointment)
        if appointment and appointment >= today
        else since(ahead.since, today),
    )


def _stage_indicator(departure: ListedDeparture, steps: Sequence[StepLine], today: date) -> StepIndicator:
    """Return the stage's indicator: as far as its slowest step, as urgent as its most urgent one."""
    states = Counter(step.state for step in steps)
    if all(state in SETTLED_STATES or state is StepState.CANCELLED for state in states):
        return StepIndicator.DONE if states[StepState.DONE] else StepIndicator.OFF
    open_steps = [step for step in steps if step.state in OPEN_STATES or step.state is StepState.FAILED]
    if open_steps:
        return most_urgent(_step_indicator(departure, step, today) for step in open_steps)
    return StepIndicator.ACTIVE if states[StepState.DONE] else StepIndicator.BLOCKED


def _indicator_without_step(status: DepartureStatus) -> StepIndicator:
    """Return the indicator of a departure of which no step can be done: an open one is stuck."""
    return StepIndicator.BLOCKED if status is DepartureStatus.OPEN else indicator_for_status(status)


def _reason(departure: ListedDeparture) -> str:
    """Return why the departure is not open, and since or until when."""
    match departure.status:
        case DepartureStatus.OPEN:
            return _("Kein Schritt ist möglich. Bitte prüfen.")
        case DepartureStatus.PAUSED:
            why = label(departure.pause_reason) if departure.pause_reason else ""
            return _("{why}, zu prüfen am {day}").format(why=why, day=datum(departure.review_on))
        case DepartureStatus.STOPPED:
            why = label(departure.stop_reason) if departure.stop_reason else ""
            return _("{why}, am {day}").format(why=why, day=datum(departure.ended_on))
        case DepartureStatus.CLOSED:
            return _("am {day}").format(day=datum(departure.ended_on))


def departure_sheet(departures: Sequence[ListedDeparture], lines: Sequence[DepartureLineView]) -> ListSheet:
    """Return the departures as rows of a file."""
    columns = (
        _("Nummer"),
        _("Name"),
        _("Personen"),
        _("Zielland"),
        _("Status"),
        _("Nächster Schritt"),
        _("Fällig"),
        _("Wartet auf"),
        _("Seit"),
        _("Phasen erledigt"),
        _("Phasen"),
        _("Erster Kontakt"),
        _("Zuständig"),
    )
    rows = [
        (
            departure.number,
            departure.applicant,
            departure.persons,
            country(departure.destination),
            label(departure.status),
            line.next.title if line.next else line.reason,
            line.next.due if line.next else None,
            line.next.party if line.next else None,
            departure.blocker_since if line.next else None,
            line.progress.done,
            len(line.progress.indicators),
            departure.opened_on,
            departure.counsellor,
        )
        for departure, line in zip(departures, lines, strict=True)
    ]
    return ListSheet(_("Vorgänge"), columns, rows)
