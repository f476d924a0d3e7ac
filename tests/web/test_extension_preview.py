"""The preview of an extension: it shows the dates that the extension leads to, to the day."""

from datetime import date
from itertools import product
from uuid import UUID

import pytest

from geleit.domain.calendar import Land, calendar
from geleit.domain.deadlines import chain
from geleit.domain.deadlines.calculator import ExtendFrom
from geleit.domain.deadlines.chain import DeadlineRecord, DeadlineState, Source, SourceDocument
from geleit.domain.deadlines.periods import Period, Unit
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.departure import DepartureStatus
from geleit.processes import rule_set
from geleit.store.keyset import RowPlace
from geleit.store.pages.authority import AuthorityDeadline, AuthorityDeparture
from web.authority.preview import preview_extension
from web.authority.situation import AuthoritySituation
from web.ui.filters import datum
from web.ui.forms import Form

TODAY = date(2026, 3, 5)
DEPARTURE = UUID(int=7)
RULE = rule_set().rule("departure_deadline", on=TODAY)
NOTICE = Source(document=SourceDocument.NOTICE, dated=TODAY)


def counted() -> DeadlineRecord:
    """Return a period whose end moves off Good Friday: 3 April by counting, 7 April by law."""
    return chain.set_by_period(RULE, start=date(2026, 3, 4), on=TODAY, calendar=calendar("SH"), source=NOTICE)


def extended(record: DeadlineRecord, amount: int, base: ExtendFrom) -> DeadlineRecord:
    by = Period(amount=amount, unit=Unit.DAYS)
    return chain.extend(record, RULE, on=TODAY, by=by, base=base, source=NOTICE)


def seen(record: DeadlineRecord) -> AuthoritySituation:
    """Return the record as its authority sees it."""
    deadline = AuthorityDeadline(
        kind=DeadlineKind.DEPARTURE,
        due_on=record.safe_date,
        end_on=record.end,
        raw_end=record.raw_end,
        state=DeadlineState.OPEN,
        version=1,
        rule=record.rule,
        rule_version=record.rule_version,
        sentence="",
        land=Land.SH,
        commune=None,
        chain=tuple((link.on, "") for link in record.links),
        asked_on=None,
        answer_by=None,
    )
    departure = AuthorityDeparture(
        departure_id=DEPARTURE,
        number="KI-2026-0001",
        status=DepartureStatus.OPEN,
        milestone=None,
        milestone_on=None,
        next_kind=DeadlineKind.DEPARTURE,
        next_on=record.safe_date,
        deadlines=(deadline,),
        answer_by=None,
        place=RowPlace(record.safe_date, DEPARTURE),
    )
    return AuthoritySituation(departure, TODAY, (Land.SH,))


def form(amount: int, base: ExtendFrom) -> Form:
    return Form.start(
        deadline=DeadlineKind.DEPARTURE,
        by_amount=str(amount),
        by_unit=Unit.DAYS,
        base=base,
        source_document=SourceDocument.NOTICE,
        source_dated=datum(TODAY),
    )


@pytest.mark.parametrize(("base", "amount", "before"), [*product(ExtendFrom, (3, 10, 14, 30), (0, 1, 2))])
def test_the_preview_shows_what_the_extension_leads_to(base: ExtendFrom, amount: int, before: int) -> None:
    record = counted()
    for _each in range(before):
        record = extended(record, 15, ExtendFrom.ROLLED)
    after = extended(record, amount, base)
    found = preview_extension(seen(record), form(amount, base))
    assert found.why_not == ""
    assert (found.until, found.so_far) == (after.end, record.end)
    assert found.safe == (after.safe_date if after.safe_date != after.end else None)
    assert found.rest_day == after.last.reason


def test_after_an_extension_the_safe_date_is_not_the_end_by_counting() -> None:
    record = extended(counted(), 15, ExtendFrom.ROLLED)
    assert record.safe_date < record.raw_end
