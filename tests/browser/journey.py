"""The course of a family of three, for both journeys: by keyboard alone, and without a script."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Member:
    """A member of the family, as typed into the form."""

    family_name: str
    given_name: str
    born: str
    role: str = ""


FAMILY = (
    Member("Haddad", "Yousef", "24.12.1985"),
    Member("Haddad", "Amal", "03.07.1988", "Ehe- oder Lebenspartner/in"),
    Member("Haddad", "Nour", "15.02.2017", "Kind"),
)

COUNSELLING = ("intake", "consent", "decision")
PASSPORTS = ("travel_document-1", "travel_document-2", "travel_document-3")
FUNDING = ("funding_application", "funding_decision")
LEAVING = ("travel_booking", "departure", "departure_confirmed")

STAGES_OVER = ("counselling", "travel_documents", "funding", "travel", "departure")
"""Codes of the stages that are over once the departure is confirmed."""


def form(step: str, action: str = "erledigen") -> str:
    """Return the form of an action on a step."""
    return f"#form-{step}-{action}"


def fold(step: str, action: str) -> str:
    """Return what has to be unfolded to reach it."""
    return f"#falte-form-{step}-{action} > summary"
