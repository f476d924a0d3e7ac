"""The form for the meaning of a list's columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from geleit.importing.columns import LABELS, REQUIRED, Columns, ListField, column_title
from geleit.importing.table import Cell, Table
from web.ui.filters import datum
from web.ui.forms import Form
from web.ui.i18n import N_
from web.ui.i18n import gettext as _

EXAMPLES = 3
LONGEST_EXAMPLE = 30

_CHAPTERS: tuple[tuple[str, tuple[ListField, ...]], ...] = (
    (
        N_("Wer reist aus"),
        (
            ListField.NUMBER,
            ListField.FAMILY_NAME,
            ListField.GIVEN_NAME,
            ListField.BIRTH_DATE,
            ListField.NATIONALITY,
            ListField.ROLE,
            ListField.TRAVEL_DOCUMENT,
            ListField.EMBASSY_APPOINTMENT,
        ),
    ),
    (
        N_("Wie weit ist der Vorgang"),
        (
            ListField.INTAKE,
            ListField.CONSENT,
            ListField.FUNDING_APPLICATION,
            ListField.FUNDING_DECISION,
            ListField.FLIGHT,
            ListField.DEPARTED,
            ListField.DEPARTURE_DEADLINE,
        ),
    ),
    (
        N_("Außerdem"),
        (
            ListField.DESTINATION,
            ListField.RESIDENCE_STATUS,
            ListField.AUTHORITY,
            ListField.COUNSELLOR,
            ListField.REMARK,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """A field to assign a column to, with examples from the column chosen now."""

    field: ListField
    label: str
    required: bool
    examples: str


def labels() -> dict[str, str]:
    """Return the fields' names for the error summary."""
    return {field.value: _(LABELS[field]) for field in ListField}


def first_form(columns: Columns) -> Form:
    """Return the form with the recognised columns."""
    return Form.start(**{field.value: str(column) for field, column in columns.items()})


def read_columns(form: Form, header: Sequence[str]) -> dict[ListField, int]:
    """Return the chosen columns; what is not possible gets a sentence in the form."""
    allowed = [str(column) for column in range(len(header))]
    chosen: dict[ListField, int] = {}
    for field in ListField:
        required = field in REQUIRED
        column = form.one_of(field.value, allowed, required=required)
        if column is None:
            continue
        taken = next((other for other, at in chosen.items() if at == int(column)), None)
        if taken is not None:
            form.fail(field.value, _("Diese Spalte ist schon „{other}“.").format(other=_(LABELS[taken])))
        chosen[field] = int(column)
    return chosen


def chapters(table: Table, form: Form) -> list[tuple[str, list[ColumnChoice]]]:
    """Return the questions by chapter, in the order of the work."""
    return [(_(title), [_question(field, table, form) for field in fields]) for title, fields in _CHAPTERS]


def column_options(header: Sequence[str]) -> list[tuple[str, str]]:
    """Return the columns of the list as options."""
    return [(str(column), column_title(header, column)) for column in range(len(header))]


def _question(field: ListField, table: Table, form: Form) -> ColumnChoice:
    column = form.value(field.value)
    return ColumnChoice(
        field=field,
        label=_(LABELS[field]),
        required=field in REQUIRED,
        examples=_examples(table, int(column)) if column.isdecimal() else "",
    )


def _examples(table: Table, column: int) -> str:
    seen: Mapping[str, None] = dict.fromkeys(
        _shown(row.cell(column)) for row in table.rows[:100] if row.cell(column)
    )
    return ", ".join(list(seen)[:EXAMPLES])


def _shown(cell: Cell) -> str:
    text = datum(cell) if isinstance(cell, date) else cell
    return text if len(text) <= LONGEST_EXAMPLE else f"{text[:LONGEST_EXAMPLE]}…"
