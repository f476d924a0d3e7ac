"""Tell how a list was read: what of it is not read, and by which rules the rest is understood."""

from collections import Counter
from collections.abc import Iterator, Mapping

from geleit.domain.texts import _
from geleit.importing import values
from geleit.importing.columns import LABELS, ListField, column_title
from geleit.importing.layout import Layout, unused_columns
from geleit.importing.names import ORDERS, has_order
from geleit.importing.rows import RowReader
from geleit.importing.table import Table

_MOST_NAMED = 12
"""A sentence names that many examples, so that people can read it."""


class ReadingNotes:
    """What the office should know about cells that were understood in one of several ways."""

    def __init__(self) -> None:
        self.unnamed: dict[str, int] = {}
        self.undated: Counter[ListField] = Counter()
        self.statuses: Counter[str] = Counter()


def reading_notices(table: Table, layout: Layout, reader: RowReader, notes: ReadingNotes) -> Iterator[str]:
    """Yield sentences about what is not read of a list, and about the rules by which it is read."""
    unused = [f"„{column_title(table.header, column)}“" for column in unused_columns(table, layout.columns)]
    if unused:
        yield _("Diese Spalten werden nicht übernommen: {names}.").format(names=", ".join(unused))
    if table.unread_below is not None:
        yield _(
            "Unter Zeile {row} kommen mehr als 5.000 leere Zeilen. Was danach steht, ist nicht gelesen. "
            "Löschen Sie die leeren Zeilen, wenn die Liste dort weitergeht."
        ).format(row=table.unread_below)
    if layout.has_whole_names:
        yield _about_names(table, layout, reader)
    if notes.unnamed:
        yield _(
            "Personen, die gezählt, aber nicht genannt sind: {names}. Sie heißen in Geleit „N. N.“, bis ihre "
            "Namen im Vorgang eingetragen sind."
        ).format(names=_with_counts(notes.unnamed))
    if notes.undated:
        titles = {reader.title(field): count for field, count in notes.undated.items()}
        yield _(
            "Ohne Tag in der Liste: {names}. Geleit nimmt einen früheren Tag derselben Zeile, zum Beispiel "
            "den des Erstgesprächs, sonst den heutigen. Bitte berichtigen Sie ihn im Vorgang, wenn Sie ihn "
            "kennen."
        ).format(names=_with_counts(titles))
    if notes.statuses:
        yield _("Als „{other}“ übernommen: {label} {names}.").format(
            other=_("Sonstiges"),
            label=LABELS[ListField.RESIDENCE_STATUS],
            names=_with_counts({f"„{word}“": count for word, count in notes.statuses.items()}),
        )


def _about_names(table: Table, layout: Layout, reader: RowReader) -> str:
    """Say by which rule names are split, with an example of those the rule decides."""
    open_names = [
        name
        for row in table.rows
        if len((name := values.read_text(reader.cell(row, ListField.FAMILY_NAME))).split()) > 1
        and not has_order(name)
    ]
    rule = _("{title}: Der Teil vor dem Komma ist der Familienname.").format(
        title=reader.title(ListField.FAMILY_NAME)
    )
    if not open_names:
        return rule
    return _("{rule} {order}, das sind {count} Zeilen.").format(
        rule=rule, order=ORDERS[layout.name_order], count=len(open_names)
    )


def _with_counts(counts: Mapping[str, int]) -> str:
    """Return "KI-1 (3), KI-2 (1)", cut where nobody would read on."""
    named = [f"{name} ({count})" for name, count in list(counts.items())[:_MOST_NAMED]]
    more = len(counts) - len(named)
    return ", ".join([*named, *([_("und {count} weitere").format(count=more)] if more else [])])
