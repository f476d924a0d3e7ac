"""Tell a deadline's story with every end that somebody could argue for, and say what the law does not allow.

A period is ``(amount, unit)``. What is refused leaves the story as it was.
"""

from dataclasses import dataclass
from datetime import date

from tests.domain.deadlines.reference.counting import Case, Place, end_of, move

Length = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Law:
    """What a rule allows. ``lengths``: None for any; ``anew``: the length after an interruption, if fixed."""

    code: str
    usual: Length | None
    lengths: frozenset[Length] | None = None
    anew: Length | None = None
    extendable: bool = False


def _days_and_weeks(*days: int) -> frozenset[Length]:
    whole = {(number // 7, "weeks") for number in days if number % 7 == 0}
    return frozenset({(number, "days") for number in days} | whole)


LAWS = (
    Law("departure_deadline", (30, "days"), extendable=True),
    Law("asylum_rejection", (30, "days"), _days_and_weeks(30)),
    Law("asylum_manifestly_unfounded", (1, "weeks"), _days_and_weeks(7), anew=(30, "days")),
    Law("asylum_withdrawal_before_decision", (1, "weeks"), _days_and_weeks(7)),
    # Three months have 89 days at least.
    Law(
        "asylum_withdrawal",
        None,
        frozenset({(number, "months") for number in (1, 2, 3)}) | _days_and_weeks(*range(1, 90)),
    ),
)


@dataclass(slots=True)
class Story:
    """How a deadline stands: the end by counting, off weekend and holiday, and all that can be argued."""

    place: Place
    law: Law | None = None
    raw: date = date.min
    rolled: date = date.min
    possible: frozenset[date] = frozenset()
    length: Length | None = None
    began: date | None = None
    interrupted_since: date | None = None

    @property
    def safe(self) -> date:
        return min(self.possible)

    def set_by_period(
        self, law: Law, start: date, length: Length | None, *, posted: int | None = None
    ) -> bool:
        """Set the length that a notice gives, posted so many days before ``start``."""
        length = length or law.usual
        if length is None or (law.lengths is not None and length not in law.lengths):
            return False
        self._begin(law, start, length, posted)
        return True

    def _begin(self, law: Law, start: date, length: Length, posted: int | None = None) -> None:
        self.law, self.length, self.interrupted_since = law, length, None
        self.began = start if posted is None else date.fromordinal(start.toordinal() - posted)
        starts = {start} if posted is None else {start, move(start, self.place, 1)}
        self._end(_counted(start, length, self.place))
        self.possible = self._arguable(starts, length)

    def set_by_day(self, law: Law, day: date) -> bool:
        """Set the day that a notice names."""
        self.law, self.length, self.began, self.interrupted_since = law, None, None, None
        self._end(day)
        self.possible = frozenset({self.raw, self.rolled})
        return True

    def extend_by(self, length: Length, *, base: str, on: date) -> bool:
        """More time from the end so far (§ 190 BGB), whichever that is."""
        if not self._may_extend(on):
            return False
        raw = _counted(self.rolled if base == "rolled" else self.raw, length, self.place)
        rolled = move(raw, self.place, 1)
        if raw <= self.raw or rolled < self.rolled:
            return False
        possible = self._arguable(self.possible, length)
        self._end(raw)
        self.possible = possible | {self.raw, self.rolled}
        return True

    def extend_until(self, day: date, *, on: date) -> bool:
        """More time until a day."""
        if not self._may_extend(on) or day <= self.raw or move(day, self.place, 1) < self.rolled:
            return False
        self._end(day)
        self.possible = frozenset({self.raw, self.rolled})
        return True

    def interrupt(self, since: date) -> bool:
        """Interrupt the period: the duty is no longer enforceable."""
        if self.interrupted_since or since > self.rolled or (self.began and since < self.began):
            return False
        self.interrupted_since = since
        return True

    def restart(self, start: date, length: Length | None) -> bool:
        """Enforceable again: in full, with the length of the last beginning alone."""
        assert self.law is not None
        if self.interrupted_since is None or start < self.interrupted_since:
            return False
        length = length or self.law.anew or self.length
        if length is None:
            return False
        is_known = self.law.lengths is None or length in self.law.lengths
        if not is_known and (self.law.anew is None or length not in _days_and_weeks(self.law.anew[0])):
            return False
        self._begin(self.law, start, length)
        return True

    def _may_extend(self, on: date) -> bool:
        return bool(self.law and self.law.extendable and not self.interrupted_since and on <= self.rolled)

    def _end(self, raw: date) -> None:
        self.raw, self.rolled = raw, move(raw, self.place, 1)

    def _arguable(self, starts: frozenset[date] | set[date], length: Length) -> frozenset[date]:
        raws = {_counted(start, length, self.place) for start in starts}
        return frozenset(raws | {move(raw, self.place, 1) for raw in raws})


def _counted(start: date, length: Length, place: Place) -> date:
    amount, unit = length
    return end_of(start, Case(place, amount, unit, start=start))
