"""A task as a line of "Meine Aufgaben": its step, departure, due date, and the form that completes it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from geleit.domain.steps.state import StepState
from geleit.store.pages.tasks import Task, TaskUrgency
from web.dispatch import new_request_id
from web.ui.forms import Form
from web.ui.i18n import N_
from web.ui.i18n import gettext as _
from web.ui.indicators import StepIndicator, indicator_for_state
from web.ui.lists import address, appointment_on, is_appointment, since, step_name, turn, who
from web.ui.query import AddressWords

URGENCIES = AddressWords(
    {
        TaskUrgency.OVERDUE: "ueberfaellig",
        TaskUrgency.SOON: "bald",
        TaskUrgency.LATER: "spaeter",
        TaskUrgency.WAITING: "wartet",
    }
)

TITLES = {
    TaskUrgency.OVERDUE: N_("Überfällig"),
    TaskUrgency.SOON: N_("In den nächsten 7 Tagen"),
    TaskUrgency.LATER: N_("Später"),
    TaskUrgency.WAITING: N_("Wartet auf andere"),
}

HINTS = {
    TaskUrgency.OVERDUE: N_("Das Zieldatum ist vorbei. Was am längsten überfällig ist, steht oben."),
    TaskUrgency.SOON: N_("Heute fällig ist noch nicht überfällig."),
    TaskUrgency.LATER: "",
    TaskUrgency.WAITING: N_("Hier ist jemand anderes am Zug, und das Zieldatum ist noch nicht vorbei."),
}

KINDS = {
    TaskUrgency.OVERDUE: "danger",
    TaskUrgency.SOON: "warning",
    TaskUrgency.LATER: "info",
    TaskUrgency.WAITING: "neutral",
}


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One line. ``back`` is the address to return to; ``is_open`` unfolds the form.

    ``action`` is the address of the form that completes the step; empty if there is something to decide.
    """

    id: str
    title: str
    href: str
    action: str
    number: str
    who: str
    turn: str
    since: str
    due: date | None
    indicator: StepIndicator
    form: Form | None
    request_id: UUID
    version: int
    back: str
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """The lines of one urgency; ``more`` is the address of the next ones."""

    group: TaskUrgency
    lines: tuple[TaskLine, ...]
    count: int
    more: str | None

    @property
    def word(self) -> str:
        """The group's name in addresses, also its anchor on the page."""
        return URGENCIES[self.group]

    @property
    def title(self) -> str:
        """The title of the group."""
        return _(TITLES[self.group])

    @property
    def hint(self) -> str:
        """The explanation of the title, if it needs one."""
        return _(HINTS[self.group]) if HINTS[self.group] else ""


def line_id(departure_id: UUID, key: str) -> str:
    """Return the line's id on the page; the beginning of the departure's id makes it unique."""
    return f"a-{departure_id.hex[:16]}-{key}"


def task_line(task: Task, *, today: date, back: str, form: Form | None = None) -> TaskLine:
    """Return the line of a task; with the form as it was sent, if it is given back."""
    page = f"/vorgaenge/{task.departure_id}"
    is_failed = task.state is StepState.FAILED
    planned_on = task.target_on if _is_planned(task, today) else None
    return TaskLine(
        id=line_id(task.departure_id, task.key),
        title=step_name(task.process, task.process_version, task.code, task.person, state=task.state),
        href=f"{page}#warum" if is_failed else page,
        action="" if is_failed else f"{page}/schritte/{task.key}/erledigen",
        number=task.number,
        who=who(task.applicant, task.persons, task.destination),
        turn=appointment_on(planned_on) if planned_on else turn(task.held_up_by, task.state),
        since="" if planned_on else since(task.since, today),
        due=task.target_on,
        indicator=_indicator(task, today),
        form=form,
        request_id=new_request_id(),
        version=task.version,
        back=back,
        is_open=form is not None,
    )


def _indicator(task: Task, today: date) -> StepIndicator:
    """Return the indicator. A possible step of an outside body is shown as waiting to the counsellor."""
    indicator = indicator_for_state(
        task.state,
        task.target_on,
        today,
        is_appointment=is_appointment(task.process, task.process_version, task.code),
    )
    return (
        StepIndicator.WAITING
        if indicator is StepIndicator.READY and task.group is TaskUrgency.WAITING
        else indicator
    )


def _is_planned(task: Task, today: date) -> bool:
    """Return whether the task is an appointment whose day is still to come."""
    return (
        is_appointment(task.process, task.process_version, task.code)
        and task.state is not StepState.FAILED
        and task.target_on is not None
        and task.target_on >= today
    )


def task_group(
    group: TaskUrgency, tasks: list[Task], *, count: int, limit: int, today: date, counsellor: UUID | None
) -> TaskGroup:
    """Return the lines of one group; a task beyond the limit only shows that there are more."""
    shown = tasks[:limit]
    more = None
    if len(tasks) > limit:
        more = address("/aufgaben", gruppe=URGENCIES[group], ab=shown[-1].place.pack(), beraterin=counsellor)
    back = address("/aufgaben", beraterin=counsellor)
    return TaskGroup(
        group=group,
        lines=tuple(task_line(task, today=today, back=back) for task in shown),
        count=count,
        more=more,
    )
