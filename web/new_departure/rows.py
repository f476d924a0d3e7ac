"""The rows of persons: every field of a row carries the row's number, ``family_name-2``."""

from web.ui.forms import Form
from web.ui.forms.form import Submitted
from web.ui.i18n import N_
from web.ui.i18n import gettext as _

MOST_PERSONS = 20
"""The most persons on one form; more are a list to import."""

PERSON_FIELDS = ("family_name", "given_name", "birth_date", "nationality", "role")
_PERSON_LABELS = {
    "family_name": N_("Nachname"),
    "given_name": N_("Vorname"),
    "role": N_("Verhältnis zur ersten Person"),
    "birth_date": N_("Geburtsdatum"),
    "nationality": N_("Staatsangehörigkeit"),
}
_LABELS = {
    "destination": N_("Zielland"),
    "residence_status": N_("Aufenthaltsstatus"),
    "contact_on": N_("Erstkontakt am"),
    "due_on": N_("Ausreisefrist"),
    "office_id": N_("Beratungsstelle"),
    "counsellor_id": N_("Beratung durch"),
    "authority_id": N_("Zuständige Behörde"),
    "note": N_("Notiz"),
}
ADD = "add"
REMOVE = "remove-"


def labels() -> dict[str, str]:
    """Return the fields' names for the error summary, including whom they are about."""
    named = {f"{field}-1": _(text) for field, text in _PERSON_LABELS.items()}
    for number in range(2, MOST_PERSONS + 1):
        for field, text in _PERSON_LABELS.items():
            named[f"{field}-{number}"] = _("{n}. Person, {field}").format(n=number, field=_(text))
    return named | {field: _(text) for field, text in _LABELS.items()}


def person_count(form: Form) -> int:
    """Return the number of rows in the form; at least the applicant's."""
    return _count(form.value("persons"))


def changed_rows(submitted: Submitted, action: str) -> Form:
    """Return the typed form with one more row, or without the row that ``action`` names."""
    values: dict[str, list[str]] = {}
    for name, value in submitted.multi_items():
        if isinstance(value, str) and name != "row":
            values.setdefault(name, []).append(value)
    count = _count(next(iter(values.get("persons", [])), ""))
    removed = action.removeprefix(REMOVE)
    if action == ADD:
        count = min(count + 1, MOST_PERSONS)
    elif removed.isdigit() and 1 < int(removed) <= count:
        _close_gap(values, int(removed), count)
        count -= 1
    values["persons"] = [str(count)]
    return Form(values)


def _close_gap(values: dict[str, list[str]], row: int, count: int) -> None:
    for number in range(row, count + 1):
        for field in PERSON_FIELDS:
            values[f"{field}-{number}"] = values.get(f"{field}-{number + 1}", [])


def _count(typed: str) -> int:
    return min(int(typed), MOST_PERSONS) if typed.isascii() and typed.isdigit() and typed != "0" else 1
