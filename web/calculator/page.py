"""Fristenrechner: calculate when a period ends, and why. The address holds the input, so it can be shared."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from fastapi import APIRouter
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from geleit.deadline_calculator import DeadlineAnswer
from geleit.domain.calendar import Commune, Land
from geleit.domain.deadlines import calculate
from geleit.domain.deadlines.calculator import DateKind, ExtendFrom
from geleit.domain.deadlines.periods import Count, Unit
from geleit.domain.deadlines.question import LONGEST, require_asked_once
from geleit.domain.refusal import Refusal
from geleit.domain.renamed_enum import find_member
from web.dependencies import CurrentAccount, Today
from web.ui.forms import Form
from web.ui.i18n import N_
from web.ui.i18n import gettext as _
from web.ui.refusals import explain
from web.ui.rendering import page

router = APIRouter()

UNITS = {Unit.DAYS: N_("Tage"), Unit.WEEKS: N_("Wochen"), Unit.MONTHS: N_("Monate"), Unit.YEARS: N_("Jahre")}
COUNTS = {
    Count.CALENDAR_DAYS: N_("Kalendertage"),
    Count.WORKING_DAYS: N_("Arbeitstage (Montag bis Freitag)"),
    Count.WORKING_DAYS_WITH_SATURDAYS: N_("Werktage (Montag bis Samstag)"),
}
KINDS = {
    DateKind.PERIOD: N_("Frist: verschiebt sich vom Wochenende und vom Feiertag"),
    DateKind.APPOINTMENT: N_("Termin einer Behörde: gilt auch am Wochenende"),
    DateKind.FIXED_DEADLINE: N_("Ausdrücklich genannter Tag, etwa in der GÜB"),
    DateKind.VALIDITY: N_("Gültigkeit, etwa eines Passes oder einer Duldung"),
    DateKind.WINDOW: N_("Zeitfenster"),
}
_FIRST = {"from": "start", "unit": Unit.DAYS.value, "amount": "30", "land": Land.SH.value}
_SPECIAL = {
    "kind": DateKind.PERIOD,
    "count": Count.CALENDAR_DAYS,
    "commune": "",
    "before": "",
    "from_beginning": "",
    "fiction_days": "",
    "fiction_rolls": "",
    "extend_days": "",
    "extend_from": ExtendFrom.ROLLED,
}
"""Fields that are folded while they have their usual values."""
_LABELS = {
    "day": N_("Tag"),
    "amount": N_("Länge"),
    "unit": N_("Einheit"),
    "land": N_("Land, in dem gehandelt werden muss"),
    "kind": N_("Art des Datums"),
    "count": N_("Gezählt werden"),
    "commune": N_("Gemeinde mit eigenen Feiertagen"),
    "fiction_days": N_("Tage von der Post bis zur Bekanntgabe"),
    "extend_days": N_("Verlängert um so viele Tage"),
    "extend_from": N_("Die Verlängerung zählt"),
}
STARTS = {"start": N_("Bekanntgabe oder Ereignis am"), "posted": N_("Zur Post gegeben am")}
EXTENDS = {
    ExtendFrom.ROLLED: N_("ab dem verschobenen Ende"),
    ExtendFrom.RAW: N_("ab dem rechnerischen Ende"),
}
_MEMBERS: Mapping[str, Iterable[StrEnum]] = {"count": Count, "kind": DateKind, "commune": Commune}


@router.get("/fristenrechner")
async def show(request: Request, _account: CurrentAccount, today: Today) -> Response:
    """Show the form, and the result once it is filled in."""
    asked = bool(request.query_params)
    labels = {name: _(text) for name, text in _LABELS.items()}
    form = Form.of(_typed(request), labels=labels) if asked else Form.start(**_FIRST, day=today)
    names = [name for name, _value in request.query_params.multi_items()]
    answer = _answer(form, names, today) if asked else None
    return page(
        request,
        "calculator/index.html",
        status_code=422 if form.errors else 200,
        form=form,
        answer=answer,
        starts=_options(STARTS),
        units=_options(UNITS),
        lands=[(land.value, land.label) for land in sorted(Land, key=lambda land: land.label)],
        communes=[
            (Commune.CATHOLIC.value, _("überwiegend katholische Gemeinde")),
            (Commune.AUGSBURG.value, "Augsburg"),
        ],
        counts=_options(COUNTS),
        kinds=_options(KINDS),
        extends=_options(EXTENDS),
        is_special=any(
            form.error(name) or form.value(name) not in ("", usual) for name, usual in _SPECIAL.items()
        ),
    )


def _typed(request: Request) -> QueryParams:
    """Return the question; an address that does not say what is known means the notification.

    An address that was kept may have the words of an earlier release.
    """
    typed = QueryParams(
        [
            (name, find_member(_MEMBERS.get(name, ()), value) or value)
            for name, value in request.query_params.multi_items()
        ]
    )
    if typed.get("from") in STARTS:
        return typed
    kept = [(name, value) for name, value in typed.multi_items() if name != "from"]
    return QueryParams([*kept, ("from", _FIRST["from"])])


def _options(words: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [(str(value), _(text)) for value, text in words.items()]


def _answer(form: Form, names: Iterable[str], today: date) -> DeadlineAnswer | None:
    """Work out the answer, or leave a sentence at the field that stands in its way."""
    try:
        require_asked_once(names)
    except Refusal as refusal:
        form.fail(str(refusal.details["field"]), explain(refusal))
        return None
    day = form.date("day", today=today)
    unit = form.one_of("unit", UNITS)
    # Months can be half ones (§ 189 BGB); the domain checks the amount.
    amount = (
        form.number("amount") if unit == Unit.MONTHS else form.integer("amount", minimum=1, maximum=LONGEST)
    )
    posted = form.one_of("from", STARTS) == "posted"
    fiction_days = form.integer("fiction_days", required=False, minimum=0, maximum=30)
    extend_days = form.integer("extend_days", required=False, minimum=1, maximum=LONGEST)
    if form.errors or day is None or unit is None:
        return None
    lengths: dict[str, Any] = {str(unit): amount}
    try:
        return calculate(
            start=None if posted else day,
            posted=day if posted else None,
            fiction_days=fiction_days,
            fiction_rolls=form.flag("fiction_rolls"),
            **lengths,
            land=form.value("land"),
            commune=form.value("commune") or None,
            count=form.value("count") or Count.CALENDAR_DAYS,
            before=form.flag("before"),
            from_beginning=form.flag("from_beginning"),
            kind=form.value("kind") or DateKind.PERIOD,
            extend_days=extend_days,
            extend_from=form.value("extend_from") or ExtendFrom.ROLLED,
        )
    except Refusal as refusal:
        field = str(refusal.details.get("field", "day"))
        form.fail(_ONE_FIELD.get(field, field), explain(refusal))
        return None


_ONE_FIELD = {"start": "day", "posted": "day"} | {unit.value: "amount" for unit in UNITS}
"""Parameters that share a field of the form."""
