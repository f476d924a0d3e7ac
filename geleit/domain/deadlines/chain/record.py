"""One deadline as a chain of links: each says what happened, which date came of it, and why.

A record is nothing but its links; what counts now is read from the last of them. Links carry codes and
dates only: what document a date stands in is said by its kind and its day, never by a name or a file number.
"""

from datetime import date
from enum import StrEnum

from geleit.domain.calendar import Calendar
from geleit.domain.deadlines.calculator import DateKind, ExtendFrom, Question
from geleit.domain.model import Value


class Document(StrEnum):
    """Where a date stands written."""

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
    """The document a date was taken from, and its own date."""

    document: Document
    dated: date | None = None


class LinkKind(StrEnum):
    """What happened to a deadline."""

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


class RecordState(StrEnum):
    """Whether the date binds. While interrupted a period does not run, and its date does not bind."""

    OPEN = "open"
    INTERRUPTED = "interrupted"
    MET = "met"
    MISSED = "missed"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


BEGINNINGS = frozenset({LinkKind.SET, LinkKind.RESTARTED})
"""Links with which a date is worked out from nothing that came before."""

DATING = BEGINNINGS | {LinkKind.EXTENDED, LinkKind.RECOMPUTED}
"""Links that say which date counts."""


class Reckoning(Value):
    """How an end was found, so that it can be found again: by counting, or as the day a document names.

    ``base`` is the end from which an extension counts; ``before``: a named day that moves, moves backwards.
    """

    question: Question | None = None
    day: date | None = None
    base: ExtendFrom | None = None
    before: bool = False


class Link(Value):
    """One entry of the chain, written down ``on`` a day; the dates are those that count after it.

    ``safe_end`` is the earliest end over every disputed question; None in journals of releases that only
    knew the earlier one of ``raw_end`` and ``end``.

    ``since``: of an interruption, the day from which on the period does not run. ``until``: of a requested
    extension, the end that is asked for. ``kept_on``: the day on which the date was kept.

    ``sentence`` is the explanation people are given. The domain leaves it empty; whoever writes the link into
    the journal adds it, and from then on it stays as it was told (:mod:`geleit.german.chain`).
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

    @property
    def safe_date(self) -> date:
        """The day that is safe whatever is disputed: whether an end moves, from where an extension counts."""
        return self.safe_end or min(self.raw_end, self.end)


class DeadlineRecord(Value):
    """A deadline of a departure, or of one of its persons. ``links`` is never empty and sorted by day."""

    key: str
    person: int | None = None
    links: tuple[Link, ...]

    @property
    def last(self) -> Link:
        """The newest link."""
        return self.links[-1]

    @property
    def dated_by(self) -> Link:
        """The link to which the date that counts is owed."""
        return next(link for link in reversed(self.links) if link.what in DATING)

    @property
    def state(self) -> RecordState:
        """Whether the date binds."""
        return _STATES.get(self.last.what, RecordState.OPEN)

    @property
    def is_open(self) -> bool:
        """The date binds."""
        return self.state is RecordState.OPEN

    @property
    def rule(self) -> str:
        """The code of the rule."""
        return self.last.rule

    @property
    def rule_version(self) -> int:
        """The version of the rule the date was given by; it stays when the rule changes."""
        return self.last.rule_version

    @property
    def kind(self) -> DateKind:
        """What kind of date it is."""
        return self.last.kind

    @property
    def calendar(self) -> Calendar:
        """The holidays of the place where the act must be done."""
        return self.last.calendar

    @property
    def begins_on(self) -> date | None:
        """The first day of a window or of a validity, where there is one."""
        return self.last.begins_on

    @property
    def raw_end(self) -> date:
        """The last day by counting, or as it is printed."""
        return self.last.raw_end

    @property
    def end(self) -> date:
        """The last day off weekend and holiday."""
        return self.last.end

    @property
    def safe_date(self) -> date:
        """The day that is safe whatever is disputed."""
        return self.last.safe_date

    @property
    def due_on(self) -> date | None:
        """The safe date while it binds, else None: what lists and alarms go by."""
        return self.safe_date if self.is_open else None

    @property
    def reason(self) -> str | None:
        """The holiday or weekend for which the end moved."""
        return self.dated_by.reason

    @property
    def source(self) -> Source | None:
        """The document in which the date that counts stands."""
        return next((link.source for link in reversed(self.links) if link.source), None)

    @property
    def sentence(self) -> str:
        """How the date that counts came about, as it was told then."""
        return self.dated_by.sentence

    @property
    def request(self) -> Link | None:
        """The extension that was asked for and not yet answered."""
        for link in reversed(self.links):
            if link.what is LinkKind.EXTENSION_REQUESTED:
                return link if self.is_open else None
            if link.what is not LinkKind.RECOMPUTED:
                return None
        return None


_STATES = {
    LinkKind.INTERRUPTED: RecordState.INTERRUPTED,
    LinkKind.MET: RecordState.MET,
    LinkKind.MISSED: RecordState.MISSED,
    LinkKind.WITHDRAWN: RecordState.WITHDRAWN,
    LinkKind.SUPERSEDED: RecordState.SUPERSEDED,
}
