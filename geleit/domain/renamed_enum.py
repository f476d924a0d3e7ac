"""Enumerations whose values were called otherwise in an earlier release."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Self, TypeVar

Member = TypeVar("Member", bound=StrEnum)


class RenamedEnum(StrEnum):
    """The base of enumerations whose values were renamed.

    A member is declared with its value and, after it, its former ones, the latest first. Journals are never
    rewritten, and payloads, forms and callers of the API outlive a release: a former value still means its
    member wherever one is read. It is never written.
    """

    former_values: tuple[str, ...]

    def __new__(cls, value: str, *former_values: str) -> Self:
        """Make a member."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.former_values = former_values
        return member

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        return next((member for member in cls if value in member.former_values), None)


def find_member(members: Iterable[Member], typed: str) -> Member | None:
    """Return the member of that value, former ones and capitals included; None if there is none."""
    wanted = typed.strip().lower()
    return next((member for member in members if wanted in map(str.lower, _values(member))), None)


def _values(member: StrEnum) -> tuple[str, ...]:
    return (member.value, *(member.former_values if isinstance(member, RenamedEnum) else ()))
