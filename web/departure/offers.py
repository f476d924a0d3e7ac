"""An action with its form, as one place of the page offers it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from uuid import UUID

from geleit.domain.deadlines.state import Deadline
from geleit.domain.steps.state import Step
from web.departure.action import Action
from web.departure.actions import ON_A_STEP, ON_THE_DEPARTURE
from web.departure.fields import Options
from web.departure.situation import Situation
from web.departure.which_deadline import FIRST, fitting
from web.ui.commands import new_request_id
from web.ui.forms import Form


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field as the template shows it."""

    name: str
    label: str
    kind: str
    hint: str
    required: bool
    options: Options
    empty: str


@dataclass(frozen=True, slots=True)
class Offer:
    """One form. ``place`` is its id on the page and the beginning of its fields' ids."""

    action: Action
    url: str
    place: str
    form: Form
    fields: tuple[FieldView, ...]
    request_id: UUID
    version: int
    is_about_step: bool
    subject: str

    @property
    def slug(self) -> str:
        """The end of its address."""
        return self.action.slug

    @property
    def is_row(self) -> bool:
        """It stands open in one row."""
        return self.action.is_row

    @property
    def is_simple(self) -> bool:
        """One click does it: nothing visible has to be filled in."""
        return all(field.kind == "hidden" for field in self.fields)


@dataclass(frozen=True, slots=True)
class StepOffers:
    """What can be done about one step: at once, when it is someone else's turn, and the rarer things."""

    complete: Offer | None
    start: Offer | None
    wait: Offer | None
    note: Offer | None
    more: tuple[Offer, ...]

    @property
    def every(self) -> tuple[Offer, ...]:
        """All of them, in the order of the page."""
        first = (self.complete, self.start, self.wait, self.note)
        return (*(offer for offer in first if offer), *self.more)


@dataclass(frozen=True, slots=True)
class DeadlineOffers:
    """What can be done about one legal date: what is usual, and the rarer things."""

    first: tuple[Offer, ...]
    more: tuple[Offer, ...]


def base(departure_id: UUID) -> str:
    """Where a departure lives."""
    return f"/vorgaenge/{departure_id}"


def offer(
    action: Action,
    at: Situation,
    *,
    form: Form | None = None,
    request_id: UUID | None = None,
    subject: str = "",
    given: Mapping[str, str] = MappingProxyType({}),
) -> Offer:
    """Offer an action with a fresh form (``given`` fills it), or give back one that was sent."""
    place = place_of(action, at, subject=subject)
    address = base(at.departure.departure_id)
    form = form or action.start(at, prefix=f"{place}-", subject=subject, given=given)
    form.prefix = f"{place}-"
    return Offer(
        action=action,
        url=f"{address}/schritte/{at.step.key}/{action.slug}" if at.step else f"{address}/{action.slug}",
        place=place,
        form=form,
        fields=tuple(_views(action, at)),
        request_id=request_id or new_request_id(),
        version=at.departure.version,
        is_about_step=at.step is not None,
        subject=subject,
    )


def place_of(action: Action, at: Situation, *, subject: str = "") -> str:
    """The id of the form: one action may stand on the page for several steps, persons, or legal dates."""
    return "-".join(part for part in ("form", at.step.key if at.step else "", action.slug, subject) if part)


def _views(action: Action, at: Situation) -> Iterable[FieldView]:
    for field in action.fields:
        options = field.options(at)
        if field.kind == "checks" and not options:
            continue
        yield FieldView(
            field.name, field.label, field.kind.value, field.hint, field.required, options, field.empty
        )


def on_step(at: Situation, step: Step) -> StepOffers:
    """Everything that can be done about a step now."""
    here = replace(at, step=step)
    found = {action.slug: offer(action, here) for action in ON_A_STEP.values() if action.possible(here)}
    return StepOffers(
        complete=found.pop("erledigen", None),
        start=found.pop("beginnen", None),
        wait=found.pop("warten", None),
        note=found.pop("notiz", None),
        more=tuple(found.values()),
    )


def on_departure(at: Situation, *slugs: str) -> tuple[Offer, ...]:
    """Those of these actions that are possible now."""
    actions = (ON_THE_DEPARTURE[slug] for slug in slugs)
    return tuple(offer(action, at) for action in actions if action.possible(at))


def on_deadline(at: Situation, deadline: Deadline) -> DeadlineOffers:
    """What can be done about one legal date now."""
    found = {
        slug: offer(ON_THE_DEPARTURE[slug], at, subject=deadline.kind.value) for slug in fitting(at, deadline)
    }
    return DeadlineOffers(
        first=tuple(each for slug, each in found.items() if slug in FIRST),
        more=tuple(each for slug, each in found.items() if slug not in FIRST),
    )
