"""What the columns of a list hold, by their headings: as the command line says it, and as a file keeps it."""

from collections import Counter
from collections.abc import Iterable
from typing import Self

from pydantic import Field, ValidationError

from geleit.domain.model import Value
from geleit.importing.columns import ListField, column_letters, column_title
from geleit.importing.layout import Layout, layout_of, unused_columns
from geleit.importing.names import NameOrder
from geleit.importing.table import Table
from geleit.importing.text import normalize


class MappingError(Exception):
    """A mapping cannot be read, or does not fit the list. The message is an English sentence."""


class ColumnMapping(Value):
    """Fields by the headings of their columns; an empty field leaves a column out."""

    columns: dict[str, ListField | None] = Field(default_factory=dict)
    name_order: NameOrder | None = None

    @classmethod
    def from_assignments(cls, assignments: Iterable[str], *, name_order: NameOrder | None = None) -> Self:
        """Read assignments such as "Az.=number". Raise MappingError."""
        columns: dict[str, ListField | None] = {}
        for assignment in assignments:
            heading, equals, field = (part.strip() for part in assignment.rpartition("="))
            if not equals or not heading:
                raise MappingError(f"{assignment} is not HEADING=FIELD.")
            if field and field not in set(ListField):
                raise MappingError(f"There is no field {field} (there is: {', '.join(ListField)}).")
            columns[heading] = ListField(field) if field else None
        return cls(columns=columns, name_order=name_order)

    @classmethod
    def from_file(cls, text: str) -> Self:
        """Read what `to_file` wrote. Raise MappingError for anything else."""
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            fault = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(map(str, fault["loc"])) or "file"
            raise MappingError(f"The mapping cannot be read: {place}: {fault['msg']}.") from error

    def to_file(self) -> str:
        """Return the mapping as JSON, one heading a line."""
        return self.model_dump_json(indent=2, exclude_none=False) + "\n"

    def fitting(self, table: Table) -> Self:
        """Return the mapping without the headings that the list does not have."""
        there = {
            heading: field for heading, field in self.columns.items() if _find(heading, table) is not None
        }
        return self.model_copy(update={"columns": there})

    def apply(self, table: Table, layout: Layout) -> Layout:
        """Return the layout with these columns. Raise MappingError for a heading that is not in the list."""
        columns = dict(layout.columns)
        for heading, field in self.columns.items():
            column = _find(heading, table)
            if column is None:
                there = ", ".join(_heading(table, column) for column in range(table.width))
                raise MappingError(f"There is no column {heading} (there is: {there}).")
            columns = {name: at for name, at in columns.items() if at != column}
            if field is not None:
                columns[field] = column
        return layout_of(table, columns, self.name_order or layout.name_order)


def mapping_of(table: Table, layout: Layout) -> ColumnMapping:
    """Return what each column of the list holds."""
    fields: dict[int, ListField | None] = dict.fromkeys(unused_columns(table, layout.columns))
    fields |= {column: field for field, column in layout.columns.items()}
    columns = {_heading(table, column): field for column, field in sorted(fields.items())}
    return ColumnMapping(columns=columns, name_order=layout.name_order if layout.has_whole_names else None)


def _heading(table: Table, column: int) -> str:
    """Return the heading if no other column has it, else the column's letters."""
    title = column_title(table.header, column)
    counts = Counter(map(normalize, table.header))
    return title if counts[normalize(title)] <= 1 else column_letters(column)


def _find(heading: str, table: Table) -> int | None:
    """Return the column with this heading, as it is written or nearly so, or with these letters."""
    names = [_heading(table, column) for column in range(table.width)]
    if heading in names:
        return names.index(heading)
    words = [normalize(name) for name in names]
    word = normalize(heading)
    if words.count(word) == 1:
        return words.index(word)
    letters = [column_letters(column) for column in range(table.width)]
    return letters.index(heading) if heading in letters else None
