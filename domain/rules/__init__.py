"""What may be done to a departure, and by whom."""

from domain.rules.check import check
from domain.rules.steps import begun_after

__all__ = ["begun_after", "check"]
