"""Horizontal bars with their numbers: for the supervisor, by office or by party."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from web.ui.filters import zahl
from web.ui.indicators import StepIndicator
from web.ui.pictures import svg

SCALE = 1000
HEIGHT = 20


@dataclass(frozen=True, slots=True)
class Part:
    """A share of a bar: so many in this state."""

    indicator: StepIndicator
    value: int
    label: str


@dataclass(frozen=True, slots=True)
class StackedBar:
    """One bar; its parts stand one after the other."""

    label: str
    parts: tuple[Part, ...]
    href: str | None = None

    @property
    def total(self) -> int:
        """The number printed beside the bar."""
        return sum(part.value for part in self.parts)

    @property
    def told(self) -> str:
        """The parts in words: 4 überfällig, 7 bald fällig. Lines break between parts only."""
        told = (f"{zahl(part.value)} {part.label}" for part in self.parts if part.value)
        return ", ".join(part.replace(" ", "\u00a0") for part in told)


def bar(one: StackedBar, longest: int) -> Markup:
    """Draw a bar; the longest of all fills the width. Its numbers are in the table around it."""
    parts, x = [], 0.0
    for part in one.parts:
        length = part.value / max(longest, 1) * SCALE
        if part.value:
            classes = "box" if part.indicator is StepIndicator.SOON else "solid"
            shape = svg.rect(x, 1, max(length - 2, 3), HEIGHT - 2, classes=classes, radius=2)
            parts.append(svg.group([shape], classes=f"lit lit--{part.indicator}"))
        x += length
    return Markup(
        '<svg class="drawing bar" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true"'
        ' focusable="false">{}</svg>'
    ).format(SCALE, HEIGHT, Markup("").join(parts))


def longest(bars: Sequence[StackedBar]) -> int:
    """Return the largest total, which fills the width."""
    return max((one.total for one in bars), default=0)
