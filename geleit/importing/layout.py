"""The layout of a list: which column holds what, how names are written, and what is not read.

It is stored with an import and for the office's next list with these headings, and written to a file by
`geleit import --save-mapping`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from geleit.importing.columns import Columns, ListField, column_title, recognise_columns
from geleit.importing.names import NameOrder, suggested_order
from geleit.importing.table import Table

_NAME_ORDER = "name_order"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a list keeps each field. ``name_order`` counts if one column holds the whole name."""

    columns: Columns
    name_order: NameOrder = field(default=NameOrder.GIVEN_FIRST)

    @property
    def has_whole_names(self) -> bool:
        """Whether family name and given name stand in one column."""
        return ListField.FAMILY_NAME in self.columns and ListField.GIVEN_NAME not in self.columns

    def stored(self) -> dict[str, Any]:
        """Return the layout as it is stored."""
        columns: dict[str, Any] = {name.value: column for name, column in self.columns.items()}
        return columns | ({_NAME_ORDER: self.name_order.value} if self.has_whole_names else {})


def recognise_layout(table: Table) -> Layout:
    """Return the layout that the headings suggest."""
    return layout_of(table, recognise_columns(table.header))


def layout_of(table: Table, columns: Columns, name_order: NameOrder | None = None) -> Layout:
    """Return the layout with these columns; without an order of names the one that the heading suggests."""
    if name_order is None:
        column = columns.get(ListField.FAMILY_NAME)
        title = column_title(table.header, column) if column is not None else ""
        name_order = suggested_order(title)
    return Layout(columns=columns, name_order=name_order)


def stored_layout(stored: Mapping[str, Any], table: Table) -> Layout:
    """Return a stored layout, without the columns that do not fit this list."""
    columns = {
        ListField(name): column
        for name, column in stored.items()
        if name in set(ListField) and 0 <= column < table.width
    }
    order = stored.get(_NAME_ORDER)
    return layout_of(table, columns, NameOrder(order) if order in set(NameOrder) else None)


def unused_columns(table: Table, columns: Columns) -> tuple[int, ...]:
    """Return the columns that have a heading or a content and are not read."""
    used = set(columns.values())
    filled = {column for row in table.rows for column, cell in enumerate(row.cells) if cell}
    titled = {column for column, title in enumerate(table.header) if title}
    return tuple(sorted((filled | titled) - used))
