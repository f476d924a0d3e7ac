"""The form that says which column of a list holds what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from geleit.importing.columns import LABELS, REQUIRED, Columns, Field, column_title
from geleit.importing.table import Cell, Table
from web.ui.filters import datum
from web.ui.forms import Form
from web.ui.i18n import N_
from web.ui.i18n import gettext as _

EXAMPLES = 3
LONGEST_EXAMPLE = 30

_CHAPTERS: tuple[tuple[str, tuple[Field, ...]], ...] = (
    (
        N_("Wer reist aus"),
        (
            Field.NUMBER,
            Field.FAMILY_NAME,
            Field.GIVEN_NAME,
            Field.BIRTH_DATE,
            Field.NATIONALITY,
            Field.ROLE,
            Field.TRAVEL_DOCUMENT,
            Field.EMBASSY_APPOINTMENT,
        ),
    ),
    (
        N_("Wie weit ist der Vorgang"),
        (
            Field.INTAKE,
            Field.CONSENT,
            Field.FUNDING_APPLICATION,
            Field.FUNDING_DECISION,
            Field.FLIGHT,
            Field.DEPARTED,
            Field.DEPARTURE_DEADLINE,
        ),
    ),
    (
        N_("Außerdem"),
        (
            Field.DESTINATION,
            Field.RESIDENCE_STATUS,
            Field.AUTHORITY,
            Field.COUNSELLOR,
            Field.REMARK,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to find in the list, with examples of what stands in the column chosen now."""

    field: Field
    label: str
    required: bool
    examples: str


def labels() -> dict[str, str]:
    """What the fields are called in the list of errors."""
    return {field.value: _(LABELS[field]) for field in Field}


def first_form(columns: Columns) -> Form:
    """The form as the columns were recognised."""
    return Form.start(**{field.value: str(column) for field, column in columns.items()})


def read_columns(form: Form, header: Sequence[str]) -> dict[Field, int]:
    """The columns as a person chose them; what cannot be is left as a sentence in the form."""
    allowed = [str(column) for column in range(len(header))]
    chosen: dict[Field, int] = {}
    for field in Field:
        required = field in REQUIRED
        column = form.one_of(field.value, allowed, required=required)
        if column is None:
            continue
        taken = next((other for other, at in chosen.items() if at == int(column)), None)
        if taken is not None:
            form.fail(field.value, _("Diese Spalte ist schon „{other}“.").format(other=_(LABELS[taken])))
        chosen[field] = int(column)
    return chosen


def chapters(table: Table, form: Form) -> list[tuple[str, list[Question]]]:
    """What is asked, in the order of the work."""
    return [(_(title), [_question(field, table, form) for field in fields]) for title, fields in _CHAPTERS]


def column_options(header: Sequence[str]) -> list[tuple[str, str]]:
    """The columns of the list to choose from."""
    return [(str(column), column_title(header, column)) for column in range(len(header))]


def _question(field: Field, table: Table, form: Form) -> Question:
    column = form.value(field.value)
    return Question(
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
