"""The history of one deadline as a chain of links, and the functions that add to it.

Each function returns the record with one more link, or raises Refusal. None of them looks at a clock: ``on``
is the day on which the link is recorded. Rules are passed in; a record keeps the version of the rule that set
it.
"""

from geleit.domain.deadlines.chain.beginning import set_by_day, set_by_period
from geleit.domain.deadlines.chain.changing import (
    extend,
    interrupt,
    recompute,
    refuse_extension,
    request_extension,
    restart,
)
from geleit.domain.deadlines.chain.ending import leave, meet, miss, supersede, take_back, withdraw
from geleit.domain.deadlines.chain.links import add_link
from geleit.domain.deadlines.chain.record import (
    DeadlineRecord,
    DeadlineState,
    Link,
    LinkKind,
    Reckoning,
    Source,
    SourceDocument,
    without_newest_entry,
)

__all__ = [
    "DeadlineRecord",
    "DeadlineState",
    "Link",
    "LinkKind",
    "Reckoning",
    "Source",
    "SourceDocument",
    "add_link",
    "extend",
    "interrupt",
    "leave",
    "meet",
    "miss",
    "recompute",
    "refuse_extension",
    "request_extension",
    "restart",
    "set_by_day",
    "set_by_period",
    "supersede",
    "take_back",
    "withdraw",
    "without_newest_entry",
]
