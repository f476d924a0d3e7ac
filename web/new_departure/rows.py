"""The rows of persons: every field of a row carries the row's number, ``nachname-2``."""

from web.ui.forms import Form
from web.ui.forms.form import Submitted
from web.ui.i18n import N_
from web.ui.i18n import gettext as _

MOST_PERSONS = 20
"""More than this is no family on one form, but a list to import."""

PERSON_FIELDS = ("nachname", "vorname", "geburtsdatum", "staat", "rolle")
_PERSON_LABELS = {
    "nachname": N_("Nachname"),
    "vorname": N_("Vorname"),
    "rolle": N_("Verhältnis zur ersten Person"),
    "geburtsdatum": N_("Geburtsdatum"),
    "staat": N_("Staatsangehörigkeit"),
}
_LABELS = {
    "ziel": N_("Zielland"),
    "aufenthalt": N_("Aufenthaltsstatus"),
    "kontakt": N_("Erstkontakt am"),
    "frist": N_("Ausreisefrist"),
    "stelle": N_("Beratungsstelle"),
    "beratung": N_("Beratung durch"),
    "behoerde": N_("Zuständige Behörde"),
    "notiz": N_("Notiz"),
}
ADD = "weitere"
REMOVE = "entfernen-"


def labels() -> dict[str, str]:
    """What the fields are called in the list of errors, of whom they speak included."""
    named = {f"{field}-1": _(text) for field, text in _PERSON_LABELS.items()}
    for number in range(2, MOST_PERSONS + 1):
        for field, text in _PERSON_LABELS.items():
            named[f"{field}-{number}"] = _("{n}. Person, {field}").format(n=number, field=_(text))
    return named | {field: _(text) for field, text in _LABELS.items()}


def person_count(form: Form) -> int:
    """How many rows the form has; at least the applicant's."""
    return _count(form.value("personen"))


def changed_rows(submitted: Submitted, action: str) -> Form:
    """The form as it was typed, with one row more, or without the row that ``action`` names."""
    values: dict[str, list[str]] = {}
    for name, value in submitted.multi_items():
        if isinstance(value, str) and name != "aktion":
            values.setdefault(name, []).append(value)
    count = _count(next(iter(values.get("personen", [])), ""))
    removed = action.removeprefix(REMOVE)
    if action == ADD:
        count = min(count + 1, MOST_PERSONS)
    elif removed.isdigit() and 1 < int(removed) <= count:
        _close_gap(values, int(removed), count)
        count -= 1
    values["personen"] = [str(count)]
    return Form(values)


def _close_gap(values: dict[str, list[str]], row: int, count: int) -> None:
    for number in range(row, count + 1):
        for field in PERSON_FIELDS:
            values[f"{field}-{number}"] = values.get(f"{field}-{number + 1}", [])


def _count(typed: str) -> int:
    return min(int(typed), MOST_PERSONS) if typed.isascii() and typed.isdigit() and typed != "0" else 1
