"""Birth dates, where they may be seen: plausibility, and coming of age (§ 2 BGB)."""

from datetime import date
from typing import TypeVar

from geleit.domain.deadlines.periods import comes_of_age
from geleit.domain.enclosure import Enclosure
from geleit.domain.message import Command
from geleit.domain.refusal import Refusal
from geleit.domain.texts import _

EARLIEST_BIRTH = date(1900, 1, 1)

AnyKind = TypeVar("AnyKind", bound=Command)


def require_plausible_births(enclosure: Enclosure | None, today: date) -> None:
    """Raise Refusal for an implausible birth date; `check` cannot, as no command holds one."""
    for person in enclosure.persons if enclosure else ():
        if person.birth_date and not EARLIEST_BIRTH <= person.birth_date <= today:
            raise Refusal("implausible", _("Der {date} kann nicht stimmen."), date=person.birth_date).about(
                "birth_date"
            )


def with_majorities(command: AnyKind, enclosure: Enclosure | None, *, today: date) -> AnyKind:
    """Return the command with the day each minor in it comes of age; birth dates stay enclosed."""
    adult_on = {
        person.number: comes_of_age(person.birth_date)
        for person in (enclosure.persons if enclosure else ())
        if person.birth_date and comes_of_age(person.birth_date) > today
    }
    return command.with_majorities(adult_on)
