"""Try out a step, an appointment or a deadline on another day; nothing of it is saved.

The departure is changed in memory, with the same decisions as for real.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from geleit.domain.dates import require_plausible
from geleit.domain.dates import today as today_of
from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.state import LATEST_DEPARTURE, DeadlineKind
from geleit.domain.decide import decide
from geleit.domain.departure import Departure, apply
from geleit.domain.message import Command
from geleit.domain.parties import Actor
from geleit.domain.process import Process
from geleit.domain.steps.commands import AddStep
from geleit.domain.steps.state import Effect, Step, StepState
from geleit.processes import rule_set
from web.departure.deadlines.actions.extend import EXTEND
from web.departure.deadlines.actions.set import SET_ANEW
from web.departure.names import Names
from web.departure.outlook_view import DepartureOutlook
from web.departure.situation import address_of
from web.departure.steps import actions as on_steps
from web.ui.filters import datum
from web.ui.i18n import gettext as _
from web.ui.i18n import ngettext
from web.ui.labels import label

NEW_APPOINTMENT = "termin-"
DEADLINE = "frist-"
_NO_REQUEST = UUID(int=0)
"""The request id of commands that are never sent."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The departure after the change, and the days on which steps are put."""

    departure: Departure
    overrides: Mapping[str, date] = field(default_factory=dict)


def choices(departure: Departure, process: Process, names: Names) -> list[tuple[str, str]]:
    """Return what can be moved to another day: the journey, appointments, steps, deadlines."""
    if not departure.is_live:
        return []
    ahead = [
        step
        for step in departure.steps.values()
        if not step.is_settled and step.state is not StepState.CANCELLED
    ]
    goal = [step for step in ahead if step.effect is Effect.DEPARTURE]
    after = {key for step in goal for key in departure.followers(step.key)}
    many = {template.code: template for template in process.steps if template.appointment}
    booked = [step for step in ahead if step.code in many]
    other = [step for step in ahead if step.code not in many and step not in goal and step.key not in after]
    found = [(step.key, _("Ausreise (Flug)")) for step in goal]
    found += [
        (step.key, _("{step}: anderer Tag").format(step=_title(step, process, names))) for step in booked
    ]
    for template in many.values():
        found += [
            (
                f"{NEW_APPOINTMENT}{person.number}",
                _("{step} ({person}): neuer Termin").format(
                    step=template.title, person=names.given(person.number)
                ),
            )
            for person in departure.persons
        ]
    found += [(step.key, _("{step}: fertig am").format(step=_title(step, process, names))) for step in other]
    found += [(f"{DEADLINE}{kind}", label(kind)) for kind in departure.deadlines if kind in LATEST_DEPARTURE]
    return found


def _title(step: Step, process: Process, names: Names) -> str:
    title = names.step(step, process)
    return (
        f"{title}, {datum(step.target_on)}"
        if process.step(step.code).appointment and step.target_on
        else title
    )


def try_out(
    departure: Departure, process: Process, *, what: str, day: date, actor: Actor, now: datetime
) -> Trial:
    """Apply the change in memory. Raise Refusal for what would be refused for real."""
    if what.startswith(NEW_APPOINTMENT):
        code = next(template.code for template in process.steps if template.appointment)
        person = int(what.removeprefix(NEW_APPOINTMENT))
        return Trial(_after(departure, process, AddStep, actor, now, code=code, person=person, target_on=day))
    if what.startswith(DEADLINE):
        kind = DeadlineKind(what.removeprefix(DEADLINE))
        return Trial(_after(departure, process, SetDeadline, actor, now, deadline=kind, due_on=day))
    require_plausible(day, today_of(now), "am")
    return Trial(departure, {what: day})


def _after(
    departure: Departure,
    process: Process,
    kind: type[Command],
    actor: Actor,
    now: datetime,
    /,
    **fields: Any,
) -> Departure:
    """Return the departure after a command that nobody has sent."""
    command: Any = kind(request_id=_NO_REQUEST, actor=actor, **fields)
    for event in decide(departure, command, process=process, rules=rule_set(), now=now):
        departure = apply(departure, event, departure.version + 1)
    return departure


def real_form(departure: Departure, *, what: str, day: date) -> str:
    """Return the address of the form for the real change, filled in with that day."""
    base, typed = address_of(departure.departure_id), datum(day)
    if what.startswith(NEW_APPOINTMENT):
        person = what.removeprefix(NEW_APPOINTMENT)
        return on_steps.ADD_APPOINTMENT.address_under(base, person=person, target_on=typed)
    if what.startswith(DEADLINE):
        kind = what.removeprefix(DEADLINE)
        deadline = departure.deadlines[DeadlineKind(kind)]
        longer = deadline.is_open and deadline.links and day > deadline.record.raw_end
        rule = rule_set().rule_version(deadline.record.rule, deadline.record.rule_version) if longer else None
        if rule and rule.extendable:
            return EXTEND.address_under(base, about=kind, until=typed)
        return SET_ANEW.address_under(base, about=kind, due_on=typed)
    return on_steps.SET_TARGET.address_under(f"{base}/schritte/{what}", target_on=typed)


def difference(before: DepartureOutlook, after: DepartureOutlook, *, what: str) -> str:
    """Return by how much the departure moves, and how many warnings come or go; a sentence each."""
    warned = len(after.warnings) - len(before.warnings)
    moved = _moved(before, after, what=what)
    if warned > 0:
        more = ngettext("{n} Warnung kommt hinzu.", "{n} Warnungen kommen hinzu.", warned)
        return f"{moved} {more.format(n=warned)}"
    if warned < 0:
        fewer = ngettext("{n} Warnung fällt weg.", "{n} Warnungen fallen weg.", -warned)
        return f"{moved} {fewer.format(n=-warned)}"
    return moved


def _moved(before: DepartureOutlook, after: DepartureOutlook, *, what: str) -> str:
    old, new = before.forecast, after.forecast
    if old.median is None or old.p80 is None or new.median is None or new.p80 is None:
        return _("Eine Ausreise ist nicht geplant.")
    days, late = (new.median - old.median).days, (new.p80 - old.p80).days
    if not days and not late and what.startswith(DEADLINE):
        return _("Die Prognose der Ausreise ändert sich nicht.")
    if not days and not late:
        return _("Die Prognose ändert sich nicht: Anderes dauert ebenso lange.")
    moved = days or late
    words = (
        ngettext("{n} Tag später", "{n} Tage später", moved)
        if moved > 0
        else ngettext("{n} Tag früher", "{n} Tage früher", -moved)
    ).format(n=abs(moved))
    if days:
        return _("Die Ausreise ist voraussichtlich {words}.").format(words=words)
    return _("Der späte Fall liegt {words}, der übliche bleibt.").format(words=words)
