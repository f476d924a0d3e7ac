"""An action with its form, as one place of a page offers it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any
from uuid import UUID

from web.departure.action import About, Action, Placement, Wording
from web.departure.fields import At_contra, Options
from web.departure.section import Section
from web.departure.situation import Situation
from web.dispatch import new_request_id
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
    one_of: str


@dataclass(frozen=True, slots=True)
class Offer:
    """One form.

    ``place`` is its id on the page and the beginning of its fields' ids; ``about`` is the step, or the last
    part of its address; ``back`` is the address of the page that it leads back to, if not to the departure's.
    """

    action: Action[Any]
    wording: Wording
    url: str
    place: str
    form: Form
    fields: tuple[FieldView, ...]
    request_id: UUID
    version: int
    subject: str
    about: str
    back: str = ""

    @property
    def slug(self) -> str:
        """The last part of its address."""
        return self.wording.slug

    @property
    def slot(self) -> str:
        """The id of the place on the departure's page that its form is loaded into."""
        return f"platz-{self.about}"

    @property
    def is_about_step(self) -> bool:
        """Whether it is about a step."""
        return self.action.about is About.STEP

    @property
    def is_row(self) -> bool:
        """Whether it is a form in a single row."""
        return self.action.placement is Placement.ROW

    @property
    def is_simple(self) -> bool:
        """Whether it is a single button: nothing visible has to be filled in."""
        return all(field.kind == "hidden" for field in self.fields)


@dataclass(frozen=True, slots=True)
class Offers:
    """The possible actions on one thing, in the order of the page."""

    every: tuple[Offer, ...] = ()

    @property
    def row(self) -> Offer | None:
        """The action shown open, in a single row."""
        return next(iter(self._placed(Placement.ROW)), None)

    @property
    def folds(self) -> tuple[Offer, ...]:
        """The usual actions, folded."""
        return self._placed(Placement.FOLD)

    @property
    def more(self) -> tuple[Offer, ...]:
        """The rarer actions."""
        return self._placed(Placement.MORE)

    @property
    def links(self) -> tuple[Offer, ...]:
        """The actions with a page of their own."""
        return self._placed(Placement.LINK)

    def named(self, action: Action[Any]) -> Offer | None:
        """Return the offer of this action; None if it is not possible now."""
        return next((offer for offer in self.every if offer.action is action), None)

    def _placed(self, placement: Placement) -> tuple[Offer, ...]:
        return tuple(offer for offer in self.every if offer.action.placement is placement)


@dataclass(frozen=True, slots=True)
class SectionOffers(Offers):
    """The possible actions in a section. ``items``: on each step, by key, and deadline, by kind."""

    items: Mapping[str, Offers] = field(default_factory=dict)


def offer(
    action: Action[At_contra],
    at: At_contra,
    *,
    form: Form | None = None,
    request_id: UUID | None = None,
    version: int | None = None,
    subject: str = "",
    given: Mapping[str, Sequence[str]] = MappingProxyType({}),
    back: str = "",
) -> Offer:
    """Offer an action with a fresh form (``given`` fills it), or give back one that was sent."""
    wording = action.wording_for(at.role)
    place = "-".join(part for part in ("form", at.step_key, wording.slug, subject) if part)
    form = form or action.start(at, prefix=f"{place}-", subject=subject, given=given)
    form.prefix = f"{place}-"
    return Offer(
        action=action,
        wording=wording,
        url=action.address(at),
        place=place,
        form=form,
        fields=tuple(_views(action, at)),
        request_id=request_id or new_request_id(),
        version=at.version if version is None else version,
        subject=subject,
        about=at.step_key or wording.slug,
        back=back,
    )


def _views(action: Action[At_contra], at: At_contra) -> Iterable[FieldView]:
    for each in action.fields_for(at.role):
        options = each.options(at)
        if each.kind == "checks" and not options:
            continue
        yield FieldView(
            each.name, each.label, each.kind.value, each.hint, each.required, options, each.empty, each.one_of
        )


def section_offers(section: Section, at: Situation, *, back: str = "") -> SectionOffers:
    """Return all actions that are possible in a section now.

    About a step the page itself has only those shown open; the rest is loaded on demand.
    """
    items: dict[str, Offers] = {}
    subjects = {action.about for action in section.actions}
    if About.STEP in subjects:
        rows = [action for action in section.actions if action.placement is Placement.ROW]
        steps = [step for step in at.departure.steps.values() if step.is_open]
        items |= {
            step.key: Offers(_possible(rows, replace(at, step=step), About.STEP, back=back)) for step in steps
        }
    if About.DEADLINE in subjects:
        items |= {
            kind: Offers(_possible(section.actions, at, About.DEADLINE, kind, back=back))
            for kind in at.deadlines
        }
    return SectionOffers(every=_possible(section.actions, at, About.DEPARTURE, back=back), items=items)


def step_offers(section: Section, at: Situation) -> Offers:
    """Return all actions that are possible on the situation's step now."""
    return Offers(_possible(section.actions, at, About.STEP))


def _possible(
    actions: Iterable[Action[Situation]], at: Situation, about: About, subject: str = "", *, back: str = ""
) -> tuple[Offer, ...]:
    return tuple(
        offer(action, at, subject=subject, back=back)
        for action in actions
        if action.about is about and action.possible(at) and action.possible_for(at, subject)
    )
