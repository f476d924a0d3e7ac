"""A task as a line of "Meine Aufgaben": whose turn it is, its step, departure, due date, and its form."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from geleit.domain.steps.state import StepState
from geleit.store.pages.tasks import Task, WorkList
from web.dispatch import new_request_id
from web.ui.forms import Form
from web.ui.i18n import N_
from web.ui.i18n import gettext as _
from web.ui.indicators import StepIndicator, indicator_for_state
from web.ui.labels import country, label
from web.ui.lists import (
    address,
    appointment_on,
    capped_number,
    departure_address,
    is_appointment,
    since,
    step_name,
    who,
)
from web.ui.query import AddressWords
from web.ui.sheets import ListSheet

LISTS = AddressWords(
    {
        WorkList.MINE: "dran",
        WorkList.FOLLOW_UP: "nachfassen",
        WorkList.RUNNING: "laeuft",
    }
)

TITLES = {
    WorkList.MINE: N_("Ich bin dran"),
    WorkList.FOLLOW_UP: N_("Nachfassen"),
    WorkList.RUNNING: N_("Läuft"),
}

HINTS = {
    WorkList.MINE: N_("was am längsten überfällig ist, zuerst"),
    WorkList.FOLLOW_UP: N_("Andere sind am Zug, und es ist Zeit, nachzufragen."),
    WorkList.RUNNING: N_("Andere sind am Zug, und es ist noch Zeit."),
}


@dataclass(frozen=True, slots=True)
class Whose:
    """The account whose tasks the page shows. ``chosen`` is set if it is not the viewer."""

    counsellor: UUID
    chosen: UUID | None = None
    name: str | None = None

    @property
    def address(self) -> str:
        """The address of the page with these tasks."""
        return address("/aufgaben", beraterin=self.chosen)


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
    is_mine: bool
    due: date | None
    indicator: StepIndicator
    form: Form | None
    request_id: UUID
    version: int
    back: str
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """The lines of one list; ``more`` is the address of the next ones."""

    name: WorkList
    title: str
    hint: str
    lines: tuple[TaskLine, ...]
    count: int
    more: str | None

    @property
    def word(self) -> str:
        """The list's name in addresses, also its anchor on the page."""
        return LISTS[self.name]


@dataclass(frozen=True, slots=True)
class Jump:
    """A link to one of the lists further down the page, with how many tasks it has."""

    title: str
    href: str
    count: str


def list_title(name: WorkList, whose: Whose) -> str:
    """Return the title of a list: who looks at somebody else's tasks is not told "Ich"."""
    if name is WorkList.MINE and whose.name:
        return _("{name} ist dran").format(name=whose.name)
    return _(TITLES[name])


def jumps(counts: dict[WorkList, int], whose: Whose) -> list[Jump]:
    """Return how many tasks each list has, as links to them."""
    return [
        Jump(title=list_title(name, whose), href=f"{whose.address}#{LISTS[name]}", count=capped_number(count))
        for name, count in counts.items()
    ]


def line_id(departure_id: UUID, key: str) -> str:
    """Return the line's id on the page; the beginning of the departure's id makes it unique."""
    return f"a-{departure_id.hex[:16]}-{key}"


def task_line(task: Task, *, today: date, whose: Whose, back: str, form: Form | None = None) -> TaskLine:
    """Return the line of a task; with the form as it was sent, if it is given back."""
    is_mine = task.work_list is WorkList.MINE
    planned_on = task.target_on if _is_planned(task, today) else None
    return TaskLine(
        id=line_id(task.departure_id, task.key),
        title=step_name(task.process, task.process_version, task.code, task.person, state=task.state),
        href=_href(task, whose),
        action=_action(task),
        number=task.number,
        who=who(task.applicant, task.persons, task.destination),
        turn=_turn(task, whose, planned_on),
        since="" if planned_on else since(task.since, today),
        is_mine=is_mine,
        due=task.target_on,
        indicator=indicator_for_state(
            task.state,
            task.target_on,
            today,
            is_appointment=is_appointment(task.process, task.process_version, task.code),
        ),
        form=form,
        request_id=new_request_id(),
        version=task.version,
        back=back,
        is_open=form is not None,
    )


def _href(task: Task, whose: Whose) -> str:
    """Return the address of the task's step; of a failed one, of the question how to go on."""
    if task.state is StepState.FAILED:
        return departure_address(task.departure_id, origin=whose.address) + "#warum"
    return departure_address(task.departure_id, step=task.key, origin=whose.address)


def _action(task: Task) -> str:
    if task.state is StepState.FAILED:
        return ""
    return f"/vorgaenge/{task.departure_id}/schritte/{task.key}/erledigen"


def _turn(task: Task, whose: Whose, planned_on: date | None) -> str:
    """Return whose turn it is; until the day of an appointment it is nobody's."""
    if planned_on:
        return appointment_on(planned_on)
    return (whose.name or _("Sie")) if task.work_list is WorkList.MINE else label(task.held_up_by)


def _is_planned(task: Task, today: date) -> bool:
    """Return whether the task is an appointment whose day is still to come."""
    return (
        is_appointment(task.process, task.process_version, task.code)
        and task.state is not StepState.FAILED
        and task.target_on is not None
        and task.target_on >= today
    )


def task_group(
    name: WorkList, tasks: list[Task], *, count: int, limit: int, today: date, whose: Whose
) -> TaskGroup:
    """Return the lines of one list; a task beyond the limit only shows that there are more."""
    shown = tasks[:limit]
    more = None
    if len(tasks) > limit:
        more = address("/aufgaben", gruppe=LISTS[name], ab=shown[-1].place.pack(), beraterin=whose.chosen)
    return TaskGroup(
        name=name,
        title=list_title(name, whose),
        hint=_(HINTS[name]),
        lines=tuple(task_line(task, today=today, whose=whose, back=whose.address) for task in shown),
        count=count,
        more=more,
    )


def in_order(tasks: list[Task]) -> list[Task]:
    """Return the tasks list by list, each in its own order."""
    lists = list(WorkList)
    return sorted(tasks, key=lambda task: (lists.index(task.work_list), task.place))


def task_sheet(tasks: list[Task], whose: Whose) -> ListSheet:
    """Return the tasks as rows of a file."""
    columns = (
        _("Liste"),
        _("Am Zug"),
        _("Seit"),
        _("Schritt"),
        _("Nummer"),
        _("Name"),
        _("Personen"),
        _("Zielland"),
        _("Fällig"),
    )
    rows = [
        (
            list_title(task.work_list, whose),
            label(task.held_up_by),
            task.since,
            step_name(task.process, task.process_version, task.code, task.person, state=task.state),
            task.number,
            task.applicant,
            task.persons,
            country(task.destination),
            task.target_on,
        )
        for task in in_order(tasks)
    ]
    return ListSheet(_("Aufgaben"), columns, rows)
