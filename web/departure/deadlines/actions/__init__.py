"""Actions on deadlines.

An authority decides some of it about its own departures by the same actions: those whose command it is
allowed to give.
"""

from web.departure.deadlines.actions.base import DeadlineAction
from web.departure.deadlines.actions.end import MEET, MISS, TAKE_BACK, WITHDRAW
from web.departure.deadlines.actions.extend import EXTEND, REFUSE_EXTENSION, REQUEST_EXTENSION
from web.departure.deadlines.actions.interrupt import INTERRUPT, RESTART
from web.departure.deadlines.actions.set import SET_ANEW, SET_BY_COUNTING, SET_BY_DAY

ACTIONS: tuple[DeadlineAction, ...] = (
    REQUEST_EXTENSION,
    EXTEND,
    REFUSE_EXTENSION,
    RESTART,
    MISS,
    MEET,
    SET_ANEW,
    INTERRUPT,
    SET_BY_DAY,
    SET_BY_COUNTING,
    WITHDRAW,
    TAKE_BACK,
)
"""In the order in which the page offers them."""
