"""The form for the meaning of a list's columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from geleit.importing.columns import LABELS, REQUIRED, Columns, ListField, column_title
from geleit.importing.layout import Layout, layout_of, unused_columns
from geleit.importing.names import ORDERS, NameOrder
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
            ListField.FILE_NUMBER,
            ListField.FAMILY_NAME,
            ListField.GIVEN_NAME,
            ListField.BIRTH_DATE,
            ListField.NATIONALITY,
            ListField.ROLE,
            ListField.PERSON_COUNT,
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


@dataclass(frozen=True, slots=True)
class UnusedColumn:
    """A column that is not read, with examples of what it holds."""

    title: str
    examples: str


NAME_ORDER = "name_order"


def labels() -> dict[str, str]:
    """Return the fields' names for the error summary."""
    return {field.value: _(LABELS[field]) for field in ListField} | {NAME_ORDER: _("Namen ohne Komma")}


def first_form(layout: Layout) -> Form:
    """Return the form with the recognised columns."""
    columns = {field.value: str(column) for field, column in layout.columns.items()}
    return Form.start(**columns, **{NAME_ORDER: layout.name_order.value})


def read_layout(form: Form, table: Table) -> Layout:
    """Return the chosen layout; what is not possible gets a sentence in the form."""
    allowed = [str(column) for column in range(table.width)]
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
    order = form.one_of(NAME_ORDER, list(NameOrder), required=False)
    return layout_of(table, chosen, NameOrder(order) if order else None)


def order_options() -> list[tuple[str, str]]:
    """Return the orders of names as options."""
    return [(order.value, _(label)) for order, label in ORDERS.items()]


def unused(table: Table, form: Form) -> list[UnusedColumn]:
    """Return the columns of the list that the form does not use."""
    columns = {str(column): column for column in range(table.width)}
    chosen: Columns = {
        field: columns[form.value(field.value)] for field in ListField if form.value(field.value) in columns
    }
    return [
        UnusedColumn(title=column_title(table.header, column), examples=_examples(table, column))
        for column in unused_columns(table, chosen)
    ]


def chapters(table: Table, form: Form) -> list[tuple[str, list[ColumnChoice]]]:
    """Return the questions by chapter, in the order of the work."""
    return [(_(title), [_question(field, table, form) for field in fields]) for title, fields in _CHAPTERS]


def column_options(table: Table) -> list[tuple[str, str]]:
    """Return the columns of the list as options."""
    return [(str(column), column_title(table.header, column)) for column in range(table.width)]


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
