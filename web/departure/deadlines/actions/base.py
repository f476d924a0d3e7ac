"""Base of the actions on deadlines."""

from collections.abc import Mapping
from typing import Any

from web.departure.action import About, Action, Values
from web.departure.deadlines import fields as notice
from web.departure.deadlines import possible
from web.departure.deadlines.possible import Condition
from web.departure.fields import Field
from web.departure.situation import DeadlineSituation

DeadlineAction = Action[DeadlineSituation]


def on_deadline(fits: Condition, *, more: tuple[Field[DeadlineSituation], ...], **how: Any) -> DeadlineAction:
    """Make an action on a date that there is: one that ``fits`` lets through."""
    about = notice.which_deadline(fits)

    def possible_for(at: DeadlineSituation, subject: str) -> bool:
        return possible.is_not_closed(at) and subject in dict(about.options(at))

    def fill(at: DeadlineSituation, subject: str) -> dict[str, str]:
        return {"deadline": subject} if subject in dict(about.options(at)) else {}

    def is_possible(at: DeadlineSituation) -> bool:
        return possible.is_not_closed(at) and bool(about.options(at))

    return Action(
        about=About.DEADLINE,
        fields=(about, *more),
        possible=is_possible,
        possible_for=possible_for,
        fill=fill,
        **how,
    )


def read_source(at: DeadlineSituation, values: Values) -> Mapping[str, Any]:
    """Return the notice that says so."""
    return {"source": notice.source(values)}
