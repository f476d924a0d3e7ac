"""The head of the departure's page: its name, the chapters with what is done of them, and its menu."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from geleit.domain.process import Stage
from web.departure import lifecycle
from web.departure.section import Section, Shown
from web.departure.situation import Situation
from web.ui.i18n import gettext as _
from web.ui.i18n import ngettext
from web.ui.indicators import StepIndicator, indicator_for_status
from web.ui.labels import country, label


class ChapterState(StrEnum):
    """How far a chapter is; the values name its symbol."""

    DONE = "done"
    BEGUN = "active"
    AHEAD = "none"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the process: ``done`` of its ``total`` steps are settled."""

    title: str
    state: ChapterState
    done: int
    total: int

    @property
    def says(self) -> str:
        """How far it is, in words."""
        if self.state is ChapterState.DONE:
            return _("erledigt")
        return _("{done} von {total} erledigt").format(done=self.done, total=self.total)


@dataclass(frozen=True, slots=True)
class HeadView:
    """The content of the head; ``menu`` has the title and address of what can be done."""

    number: str
    applicant: str
    facts: tuple[str, ...]
    status: str
    status_indicator: StepIndicator
    is_open: bool
    chapters: Sequence[Chapter]
    menu: Sequence[tuple[str, str]]


def _head(shown: Shown) -> HeadView:
    at = shown.at
    return HeadView(
        number=at.departure.number,
        applicant=at.names.applicant(),
        facts=head_facts(at),
        status=label(at.status),
        status_indicator=indicator_for_status(at.status),
        is_open=at.is_open,
        chapters=_chapters(at),
        menu=[
            (action.wording.heading, action.address(at))
            for action in lifecycle.SECTION.actions
            if action.possible(at)
        ],
    )


def head_facts(at: Situation) -> tuple[str, ...]:
    """Return how many leave, where from and where to, and who is in charge."""
    departure = at.departure
    count = len(departure.persons)
    counsellor = at.names.account(departure.counsellor_id)
    found = [
        ngettext("{n} Person", "{n} Personen", count).format(n=count),
        country(departure.nationality),
        _("zuständig: {who}").format(who=counsellor) if counsellor else _("niemand zuständig"),
    ]
    if departure.destination != departure.nationality:
        found.insert(2, _("Ziel: {country}").format(country=country(departure.destination)))
    return tuple(found)


def _chapters(at: Situation) -> list[Chapter]:
    found = (_chapter(at, stage) for stage in at.process.stages)
    return [chapter for chapter in found if chapter.total]


def _chapter(at: Situation, stage: Stage) -> Chapter:
    steps = [step for step in at.departure.steps.values() if step.stage == stage.code]
    done = sum(step.is_settled for step in steps)
    if steps and done == len(steps):
        state = ChapterState.DONE
    elif done or any(step.is_open or step.awaits_decision for step in steps):
        state = ChapterState.BEGUN
    else:
        state = ChapterState.AHEAD
    return Chapter(title=stage.title, state=state, done=done, total=len(steps))


SECTION = Section("departure/head.html", view=_head)
