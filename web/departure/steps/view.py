"""The steps of a departure, stage by stage: open ones as cards, blocked ones in short, done ones folded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import date
from uuid import UUID

from geleit.domain.departure import Departure
from geleit.domain.process import Process
from geleit.domain.steps.state import Step, StepState
from web.departure.names import Names
from web.departure.notes import NoteView
from web.departure.section import Area, Section, Shown
from web.departure.situation import Situation
from web.departure.steps.actions import ACTIONS
from web.departure.why import party_name
from web.ui.filters import datum, seit
from web.ui.i18n import gettext as _
from web.ui.indicators import StepIndicator, indicator_for_step


@dataclass(frozen=True, slots=True)
class StepView:
    """One step. ``says`` is the sentence under its title."""

    key: str
    title: str
    indicator: StepIndicator
    says: str
    person: str | None = None
    due: date | None = None
    state: StepState = StepState.NOT_READY
    assignee: str | None = None
    notes: Sequence[NoteView] = ()


@dataclass(frozen=True, slots=True)
class StepGroup:
    """Steps of one kind: one per person of a family, or just one."""

    title: str
    steps: tuple[StepView, ...]

    @property
    def for_persons(self) -> bool:
        """Whether several persons have a step of this kind."""
        return len(self.steps) > 1


@dataclass(frozen=True, slots=True)
class StageView:
    """One stage of the departure."""

    code: str
    title: str
    open: tuple[StepGroup, ...]
    blocked: tuple[StepGroup, ...]
    ended: tuple[StepView, ...]
    indicators: tuple[StepIndicator, ...]
    done: int
    may_add: bool = False

    @property
    def ended_indicator(self) -> StepIndicator:
        """The indicator of its ended steps: done, unless none of them was ever done."""
        return StepIndicator.DONE if self.done else StepIndicator.OFF

    @property
    def ended_title(self) -> str:
        """The title of the folded list of its ended steps."""
        states = {step.state for step in self.ended}
        if states == {StepState.CANCELLED}:
            return _("Entfallen")
        return _("Erledigt und entfallen") if StepState.CANCELLED in states else _("Erledigt")

    @property
    def is_over(self) -> bool:
        """Whether all its steps are settled."""
        return bool(self.ended) and not self.open and not self.blocked


SHOWN_OPEN = frozenset({StepState.READY, StepState.IN_PROGRESS, StepState.WAITING, StepState.FAILED})
"""A failed step is shown among the open ones: somebody has to do something about it."""


@dataclass(frozen=True, slots=True)
class StepViews:
    """The steps of a departure as one viewer sees them today."""

    departure: Departure
    process: Process
    names: Names
    _: KW_ONLY
    today: date
    viewer: UUID | None
    notes: Mapping[str, Sequence[NoteView]]

    def stages(self) -> tuple[StageView, ...]:
        """Return every stage of the process with its steps."""
        return tuple(self._stage(stage.code, stage.title) for stage in self.process.stages)

    def step(self, step: Step) -> StepView:
        """Return the view of one step."""
        return StepView(
            key=step.key,
            title=self.process.step(step.code).title,
            indicator=indicator_for_step(step, self.today),
            says=self._says(step),
            person=self.names.person(step.person),
            due=step.target_on if step.is_open or step.state is StepState.NOT_READY else None,
            state=step.state,
            assignee=self.names.account(step.assignee_id),
            notes=self.notes.get(step.key, ()),
        )

    def _stage(self, code: str, title: str) -> StageView:
        steps = [step for step in self.departure.steps.values() if step.stage == code]
        is_addable = any(step.appointment for step in self.process.steps if step.stage == code)
        return StageView(
            code=code,
            title=title,
            open=self._groups(step for step in steps if step.state in SHOWN_OPEN),
            blocked=self._groups(step for step in steps if step.state is StepState.NOT_READY),
            ended=tuple(
                self.step(step)
                for step in sorted(steps, key=lambda step: step.ended_on or date.max)
                if step.is_settled or step.state is StepState.CANCELLED
            ),
            indicators=tuple(indicator_for_step(step, self.today) for step in steps),
            done=sum(step.is_settled for step in steps),
            may_add=self.departure.is_live and is_addable,
        )

    def _groups(self, steps: Iterable[Step]) -> tuple[StepGroup, ...]:
        found: dict[str, list[StepView]] = {}
        for step in steps:
            found.setdefault(step.code, []).append(self.step(step))
        return tuple(StepGroup(title=views[0].title, steps=tuple(views)) for views in found.values())

    def _says(self, step: Step) -> str:
        match step.state:
            case StepState.NOT_READY:
                needs = self.departure.unsettled_needs(step)
                return _("Zuerst: {steps}").format(steps=self._needs(needs, step))
            case StepState.READY | StepState.IN_PROGRESS | StepState.WAITING:
                return self._open_says(step)
            case StepState.DONE:
                return _("erledigt am {day}").format(day=datum(step.ended_on))
            case StepState.NOT_REQUIRED:
                return _("nicht nötig, eingetragen am {day}").format(day=datum(step.ended_on))
            case StepState.FAILED:
                return _("Gescheitert am {day}.").format(day=datum(step.ended_on))
            case StepState.CANCELLED:
                return _("entfallen am {day}").format(day=datum(step.ended_on))

    def _needs(self, keys: Iterable[str], step: Step) -> str:
        """Return what a step waits for, without repeating the name of its own person."""
        own = [key for key in keys if step.person and self.departure.steps[key].person == step.person]
        titles = [self.process.step(self.departure.steps[key].code).title for key in own]
        rest = self.names.steps([key for key in keys if key not in own], self.departure, self.process)
        return ", ".join(part for part in (*titles, rest) if part)

    def _open_says(self, step: Step) -> str:
        if step.is_occurrence and step.target_on and step.target_on >= self.today:
            return _("Termin am {day}.").format(day=datum(step.target_on))
        whom, turn = party_name(
            self.departure,
            step,
            self.names,
            party=step.held_up_by,
            persons=[step.person] if step.person else [],
            viewer=self.viewer,
            today=self.today,
        )
        if step.state is StepState.WAITING:
            return _("Wartet {since} auf {whom}.").format(
                since=seit(step.waiting_since, self.today), whom=whom
            )
        word = _("In Arbeit") if step.state is StepState.IN_PROGRESS else _("Möglich")
        return _("{word} {since}. Am Zug: {turn}.").format(
            word=word, since=seit(step.turn_since, self.today), turn=turn
        )


def stage_views(shown: Shown) -> tuple[StageView, ...]:
    """Return the stages of the departure with their steps."""
    return step_views(shown.at, shown.notes).stages()


def step_views(at: Situation, notes: Mapping[str, Sequence[NoteView]]) -> StepViews:
    """Return what the viewer is shown of the steps."""
    return StepViews(at.departure, at.process, at.names, today=at.today, viewer=at.viewer, notes=notes)


SECTION = Section("departure/steps.html", Area.MAIN, view=stage_views, actions=ACTIONS)
