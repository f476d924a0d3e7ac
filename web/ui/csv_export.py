"""Lists as CSV that a German Excel opens, with nothing in it that Excel would execute."""

import csv
import io
from collections.abc import Iterable, Sequence

from starlette.responses import Response

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_response(file_name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Answer with a file; semicolons and a byte order mark, or Excel reads umlauts and columns wrongly."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(header)
    writer.writerows([harmless(str(cell)) for cell in row] for row in rows)
    return Response(
        "\N{BYTE ORDER MARK}" + out.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{file_name}"',
            "Cache-Control": "no-store",
        },
    )


def harmless(cell: str) -> str:
    """Return a cell that a spreadsheet shows as text and does not evaluate (OWASP: CSV injection)."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
