"""The public calculator of deadlines: for command line, page, API, and other programs.

Others import it as ``from geleit.domain.deadlines import calculate``. It stands above the domain, because it
combines the domain's calculation with the rules of this release, which are data, and the German sentence that
explains the result. It needs neither settings nor PostgreSQL nor Temporal.
"""

from datetime import date

from geleit.domain.deadlines.calculator import DateKind, ExtendFrom, count_deadline
from geleit.domain.deadlines.periods import Count
from geleit.domain.deadlines.question import QuestionInput, read_question
from geleit.domain.model import Value
from geleit.german.explanation import explain_deadline
from geleit.processes import rule_set


class DeadlineAnswer(Value):
    """The answer: ``raw_end`` by counting, ``end`` off weekend and holiday.

    ``safe_date`` is the earliest end over every disputed question: whether an end moves, from which end an
    extension counts, whether the day of notification leaves a weekend. ``rolled`` says whether the end has
    moved, ``reason`` off which holiday or weekend, ``sentence`` all of it in German with the paragraphs.
    """

    start: date
    raw_end: date
    end: date
    safe_date: date
    rolled: bool
    reason: str | None
    sentence: str


def calculate(
    *,
    start: date | str | None = None,
    posted: date | str | None = None,
    fiction_days: int | str | None = None,
    fiction_rolls: bool = False,
    days: int | str | None = None,
    weeks: int | str | None = None,
    months: float | str | None = None,
    years: int | str | None = None,
    land: str = "",
    commune: str | None = None,
    count: str = Count.CALENDAR_DAYS,
    before: bool = False,
    from_beginning: bool = False,
    kind: str = DateKind.PERIOD,
    extend_days: int | str | None = None,
    extend_from: str = ExtendFrom.ROLLED,
) -> DeadlineAnswer:
    """Calculate when a period ends, and why (§§ 187 to 193 BGB, § 31 VwVfG).

    The arguments are the options of ``geleit deadline``: exactly one of ``start`` and ``posted``, exactly one
    length, and ``land``, whose holidays count. Days are dates or text such as 2026-03-04 or 04.03.2026,
    numbers are numbers or text.

    Raise Refusal for anything that makes no sense: its ``sentence()`` is German, its detail ``field`` names
    the argument.
    """
    typed = QuestionInput(
        start=start, posted=posted, fiction_days=fiction_days, fiction_rolls=fiction_rolls,
        days=days, weeks=weeks, months=months, years=years, land=land, commune=commune,
        count=count, before=before, from_beginning=from_beginning, kind=kind,
        extend_days=extend_days, extend_from=extend_from,
    )  # fmt: skip
    question = read_question(typed, rules=rule_set())
    counted = count_deadline(question)
    return DeadlineAnswer(
        start=counted.start,
        raw_end=counted.raw_end,
        end=counted.end,
        safe_date=counted.safe_date,
        rolled=counted.rolled,
        reason=counted.reason,
        sentence=explain_deadline(question, counted),
    )
