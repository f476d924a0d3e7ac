"""One deadline as a chain of links: each says what happened, which date resulted, and why.

A record is nothing but its links; the current values are read from the last of them. Links hold codes and
dates only: a document is identified by its kind and day, never by a name or a file number.
"""

from datetime import date
from enum import StrEnum
from itertools import pairwise

from geleit.domain.calendar import Calendar
from geleit.domain.deadlines.calculator import DateKind, ExtendFrom, Question
from geleit.domain.model import Value


class SourceDocument(StrEnum):
    """The kind of document that states a date."""

    NOTICE = "notice"
    COURT_DECISION = "court_decision"
    GUEB = "gueb"
    DULDUNG = "duldung"
    FUNDING_NOTICE = "funding_notice"
    TRAVEL_DOCUMENT = "travel_document"
    CERTIFICATE = "certificate"
    LETTER = "letter"
    CONVERSATION = "conversation"
    LIST = "list"


class Source(Value):
    """The document that states a date, and its own date."""

    document: SourceDocument
    dated: date | None = None


class LinkKind(StrEnum):
    """The kind of change of a deadline."""

    SET = "set"
    EXTENSION_REQUESTED = "extension_requested"
    EXTENSION_REFUSED = "extension_refused"
    EXTENDED = "extended"
    INTERRUPTED = "interrupted"
    RESTARTED = "restarted"
    RECOMPUTED = "recomputed"
    MET = "met"
    MISSED = "missed"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    TAKEN_BACK = "taken_back"


class DeadlineState(StrEnum):
    """The state of a legal date. While it is interrupted the period does not run, and no date binds."""

    OPEN = "open"
    INTERRUPTED = "interrupted"
    MET = "met"
    MISSED = "missed"
    WITHDRAWN = "withdrawn"


BEGINNINGS = frozenset({LinkKind.SET, LinkKind.RESTARTED})
"""Links whose date does not depend on earlier ones."""

DATING = BEGINNINGS | {LinkKind.EXTENDED, LinkKind.RECOMPUTED}
"""Links that set the current date."""


class Reckoning(Value):
    """The calculation of an end, so that it can be repeated: by counting, or from the day in a document.

    ``base`` is the end from which an extension counts; ``before``: a named day that moves, moves backwards.
    """

    question: Question | None = None
    day: date | None = None
    base: ExtendFrom | None = None
    before: bool = False


class Link(Value):
    """One entry of the chain, recorded ``on`` a day; the dates are those that count after it.

    ``safe_end`` is the earliest end over every disputed question; None in journals of releases that only
    knew the earlier one of ``raw_end`` and ``end``.

    ``since``: of an interruption, the day from which on the period does not run. ``until``: of a requested
    extension, the end that is asked for. ``kept_on``: the day on which the date was kept. ``step``: the step
    by whose completion the date ended.

    ``sentence`` is the explanation for people. The domain leaves it empty; the code that writes the link into
    the journal adds it, and it never changes afterwards (:mod:`geleit.german.chain`).
    """

    what: LinkKind
    on: date
    rule: str
    rule_version: int
    kind: DateKind
    calendar: Calendar
    raw_end: date
    end: date
    safe_end: date | None = None
    begins_on: date | None = None
    reason: str | None = None
    sentence: str = ""
    source: Source | None = None
    reckoning: Reckoning | None = None
    follow_up_on: date | None = None
    since: date | None = None
    until: date | None = None
    kept_on: date | None = None
    step: str | None = None

    @property
    def safe_date(self) -> date:
        """The day that is safe whatever is disputed: whether an end moves, from where an extension counts."""
        return self.safe_end or min(self.raw_end, self.end)


def without_newest_entry(links: tuple[Link, ...]) -> tuple[Link, ...]:
    """Return the links before the newest entry.

    What moved its date for a holiday goes with it, and the end of the date that it replaced.
    """
    while links and links[-1].what is LinkKind.RECOMPUTED:
        links = links[:-1]
    links = links[:-1]
    return links[:-1] if links and links[-1].what is LinkKind.SUPERSEDED else links


class DeadlineRecord(Value):
    """A deadline of a departure or of one of its persons. ``links`` is never empty and sorted by day."""

    key: str
    person: int | None = None
    links: tuple[Link, ...]

    @property
    def last(self) -> Link:
        """The newest link."""
        return self.links[-1]

    @property
    def standing(self) -> tuple[Link, ...]:
        """The links that were not taken back; empty if all were."""
        standing: tuple[Link, ...] = ()
        for link in self.links:
            taken_back = link.what is LinkKind.TAKEN_BACK
            standing = without_newest_entry(standing) if taken_back else (*standing, link)
        return standing

    @property
    def dated_by(self) -> Link:
        """The link that set the current date."""
        return next(link for link in reversed(self.standing) if link.what in DATING)

    @property
    def dated_on(self) -> date:
        """The day on which the current date was recorded; what moved it for a holiday does not count."""
        return next(
            link.on
            for link in reversed(self.standing)
            if link.what in DATING and link.what is not LinkKind.RECOMPUTED
        )

    @property
    def has_moved_place(self) -> bool:
        """Whether the date has been counted for another place since its newest entry."""
        for before, link in reversed(list(pairwise(self.standing))):
            if link.what is not LinkKind.RECOMPUTED:
                break
            if link.calendar.place != before.calendar.place:
                return True
        return False

    @property
    def state(self) -> DeadlineState:
        """The state after the newest link that stands."""
        return _STATES.get(self.standing[-1].what, DeadlineState.OPEN)

    @property
    def is_open(self) -> bool:
        """Whether the date binds."""
        return self.state is DeadlineState.OPEN

    @property
    def rule(self) -> str:
        """The code of the rule."""
        return self.last.rule

    @property
    def rule_version(self) -> int:
        """The version of the rule that set the date; it stays when the rule changes."""
        return self.last.rule_version

    @property
    def kind(self) -> DateKind:
        """The kind of the date."""
        return self.last.kind

    @property
    def calendar(self) -> Calendar:
        """The holidays of the place where the act must be done."""
        return self.last.calendar

    @property
    def begins_on(self) -> date | None:
        """The first day of a window or of a validity, if there is one."""
        return self.last.begins_on

    @property
    def raw_end(self) -> date:
        """The last day by counting, or as printed in the document."""
        return self.last.raw_end

    @property
    def end(self) -> date:
        """The last day after moving off weekend and holiday."""
        return self.last.end

    @property
    def safe_date(self) -> date:
        """The day that is safe whatever is disputed."""
        return self.last.safe_date

    @property
    def due_on(self) -> date | None:
        """The safe date while it binds, else None: lists and alarms use it."""
        return self.safe_date if self.is_open else None

    @property
    def reason(self) -> str | None:
        """The holiday or weekend that the end moved off."""
        return self.dated_by.reason

    @property
    def source(self) -> Source | None:
        """The document that states the current date."""
        return next((link.source for link in reversed(self.standing) if link.source), None)

    @property
    def sentence(self) -> str:
        """The explanation of the current date, as it was given when the date was set."""
        return self.dated_by.sentence

    @property
    def request(self) -> Link | None:
        """The requested extension that was not answered yet."""
        for link in reversed(self.standing):
            if link.what is LinkKind.EXTENSION_REQUESTED:
                return link if self.is_open else None
            if link.what is not LinkKind.RECOMPUTED:
                return None
        return None


_STATES = {
    LinkKind.INTERRUPTED: DeadlineState.INTERRUPTED,
    LinkKind.MET: DeadlineState.MET,
    LinkKind.MISSED: DeadlineState.MISSED,
    LinkKind.WITHDRAWN: DeadlineState.WITHDRAWN,
    LinkKind.SUPERSEDED: DeadlineState.WITHDRAWN,  # until the date that replaces it follows
}
