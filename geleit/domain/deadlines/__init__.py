"""Legal dates: how they are calculated, changed and explained.

``from geleit.domain.deadlines import calculate`` is the public calculator. It is implemented above the domain
(:mod:`geleit.deadline_calculator`), because it reads the rules and returns German sentences; it can be
imported from here, where one looks for it, and is loaded only on access.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geleit.deadline_calculator import calculate

__all__ = ["calculate"]


def __getattr__(name: str) -> Any:
    """Return ``calculate``. Raise AttributeError for any other name."""
    if name != "calculate":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from geleit.deadline_calculator import calculate  # noqa: PLC0415  # it stands above the domain

    return calculate
