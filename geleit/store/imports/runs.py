"""Imports: the uploaded lists, their states, and the meaning of an office's headings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import QueryableAttribute, defer
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.importing.layout import Layout
from geleit.importing.report import DepartureResult, Report
from geleit.store.base import JSON
from geleit.store.imports.rows import ImportMappingRow, ImportRunRow, ImportState

UNSTARTED_FOR = timedelta(days=7)
"""The life of a list whose import is not started: it holds personal data that nobody needs."""
LATEST = 50


@dataclass(frozen=True, slots=True)
class RunLine:
    """An import in the list of imports."""

    id: UUID
    office_id: UUID
    file_name: str
    state: ImportState
    total: int
    done: int
    created_at: datetime


async def add_run(
    session: AsyncSession,
    *,
    office_id: UUID,
    account_id: UUID | None,
    file_name: str,
    parsed: str,
    now: datetime,
) -> ImportRunRow:
    """Store an uploaded list: its table, not the file."""
    run = ImportRunRow(
        office_id=office_id,
        account_id=account_id,
        file_name=file_name,
        parsed=parsed,
        created_at=now,
    )
    session.add(run)
    await session.flush()
    return run


async def find_run(session: AsyncSession, run_id: UUID) -> ImportRunRow | None:
    """Return the import, if the context may see it; without the list itself, which may be large."""
    return await session.get(ImportRunRow, run_id, options=_WITHOUT_LIST)


async def parsed_of(session: AsyncSession, run_id: UUID) -> str:
    """Return the table in the list (``geleit.importing.table.load_table``); empty once the import is over."""
    connection = await session.connection()
    found = await connection.execute(_PARSED_OF, {"run": run_id})
    parsed: str = found.scalar_one()
    return parsed


async def content_of(session: AsyncSession, run_id: UUID) -> bytes:
    """Return the file of a list that release 0.1 stored; else empty."""
    connection = await session.connection()
    found = await connection.execute(_CONTENT_OF, {"run": run_id})
    content: bytes = found.scalar_one()
    return content


async def keep_parsed(session: AsyncSession, run_id: UUID, parsed: str) -> None:
    """Store the table of such a list, and delete its file."""
    await _change(session, run_id, parsed=parsed, content=b"")


async def latest_runs(session: AsyncSession) -> list[RunLine]:
    """Return the imports that the context may see, newest first."""
    connection = await session.connection()
    return [RunLine(*row) for row in await connection.execute(_LATEST)]


async def running(session: AsyncSession) -> dict[UUID, int]:
    """Return the imports that are running, and how many departures of each have a result."""
    connection = await session.connection()
    return {row.id: row.done for row in await connection.execute(_RUNNING)}


async def delete_run(session: AsyncSession, run_id: UUID) -> None:
    """Delete a list that is not to be imported after all."""
    connection = await session.connection()
    await connection.execute(_DELETE, {"run": run_id})


async def delete_unstarted(session: AsyncSession, *, now: datetime) -> None:
    """Delete lists whose import was never started."""
    connection = await session.connection()
    await connection.execute(_DELETE_OLD, {"before": now - UNSTARTED_FOR})


async def choose_layout(
    session: AsyncSession, run: ImportRunRow, layout: Layout, *, fingerprint: str
) -> None:
    """Store the layout, for this list and the next one with these headings."""
    mapping = layout.stored()
    run.mapping = mapping
    run.state = ImportState.READY
    session.add(run)
    connection = await session.connection()
    await connection.execute(
        _REMEMBER,
        {"office_id": run.office_id, "header_fingerprint": fingerprint, "mapping": mapping},
    )
    await session.flush()


async def keep_preview(session: AsyncSession, run: ImportRunRow, report: Report) -> None:
    """Store the preview of the import, for its page."""
    run.report = report.model_dump(mode="json")
    run.total = report.departures
    session.add(run)
    await session.flush()


async def mark_running(session: AsyncSession, run_id: UUID) -> None:
    """Record that its workflow has been started; a worker may have begun already."""
    connection = await session.connection()
    await connection.execute(_MARK_RUNNING, {"run": run_id})


async def remembered_layout(
    session: AsyncSession, office_id: UUID, fingerprint: str
) -> Mapping[str, Any] | None:
    """Return the layout last chosen for these headings."""
    found = await session.get(ImportMappingRow, (office_id, fingerprint))
    return found.mapping if found else None


async def begin(session: AsyncSession, run_id: UUID, report: Report) -> None:
    """Record that the import has begun."""
    await _change(
        session,
        run_id,
        state=ImportState.RUNNING,
        report=report.model_dump(mode="json"),
        total=report.departures,
        done=0,
        finished_at=None,
    )


async def write_results(session: AsyncSession, run_id: UUID, results: Iterable[DepartureResult]) -> None:
    """Add the results of some departures; the same results again change nothing."""
    connection = await session.connection()
    kept = (await connection.execute(_REPORT, {"run": run_id})).scalar_one()
    report = Report.model_validate(kept).with_results(results)
    await _change(session, run_id, report=report.model_dump(mode="json"), done=len(report.results))


async def finish(session: AsyncSession, run_id: UUID, *, now: datetime) -> None:
    """Record the end of the import, and delete the list itself: its data is in the departures.

    Change nothing while a departure of the list has no result: somebody has skipped a part of it in Temporal.
    """
    connection = await session.connection()
    await connection.execute(_FINISH, {"run": run_id, "now": now})


async def fail(session: AsyncSession, run_id: UUID, reason: str, *, now: datetime) -> None:
    """Record that the import failed, or ended early, and delete the list itself."""
    report = Report(departures=0, persons=0, notices=(reason,)).model_dump(mode="json")
    await _change(
        session, run_id, state=ImportState.FAILED, finished_at=now, report=report, parsed="", content=b""
    )


def report_of(run: ImportRunRow) -> Report | None:
    """Return the report so far."""
    return Report.model_validate(run.report) if run.report else None


async def last_digests(
    session: AsyncSession, office_id: UUID, numbers: Iterable[str], *, without: UUID
) -> dict[str, str]:
    """Return the digests of these cases in the office's last list."""
    connection = await session.connection()
    rows = await connection.execute(
        _DIGESTS, {"office": office_id, "numbers": list(numbers), "without": without}
    )
    return {row.key: row.digest for row in rows}


async def _change(session: AsyncSession, run_id: UUID, **values: object) -> None:
    connection = await session.connection()
    await connection.execute(sa.update(ImportRunRow).where(col(ImportRunRow.id) == run_id).values(**values))


_WITHOUT_LIST = [
    defer(cast("QueryableAttribute[str]", ImportRunRow.parsed), raiseload=True),
    defer(cast("QueryableAttribute[bytes]", ImportRunRow.content), raiseload=True),
]
_PARSED_OF = sa.select(col(ImportRunRow.parsed)).where(col(ImportRunRow.id) == sa.bindparam("run"))
_CONTENT_OF = sa.select(col(ImportRunRow.content)).where(col(ImportRunRow.id) == sa.bindparam("run"))
_LATEST = (
    sa.select(
        col(ImportRunRow.id),
        col(ImportRunRow.office_id),
        col(ImportRunRow.file_name),
        col(ImportRunRow.state),
        col(ImportRunRow.total),
        col(ImportRunRow.done),
        col(ImportRunRow.created_at),
    )
    .order_by(col(ImportRunRow.created_at).desc())
    .limit(LATEST)
)
_RUNNING = sa.select(col(ImportRunRow.id), col(ImportRunRow.done)).where(
    col(ImportRunRow.state) == ImportState.RUNNING
)
_UNSTARTED = col(ImportRunRow.state).in_([ImportState.READ, ImportState.READY])
_DELETE = sa.delete(ImportRunRow).where(col(ImportRunRow.id) == sa.bindparam("run"), _UNSTARTED)
_DELETE_OLD = sa.delete(ImportRunRow).where(col(ImportRunRow.created_at) < sa.bindparam("before"), _UNSTARTED)
_MARK_RUNNING = (
    sa.update(ImportRunRow)
    .where(col(ImportRunRow.id) == sa.bindparam("run"), col(ImportRunRow.state) == ImportState.READY)
    .values(state=ImportState.RUNNING, done=0)
)
_FINISH = (
    sa.update(ImportRunRow)
    .where(
        col(ImportRunRow.id) == sa.bindparam("run"),
        col(ImportRunRow.state) == ImportState.RUNNING,
        col(ImportRunRow.done) >= col(ImportRunRow.total),
    )
    .values(state=ImportState.DONE, finished_at=sa.bindparam("now"), parsed="", content=b"")
)
_REPORT = (
    sa.select(col(ImportRunRow.report)).where(col(ImportRunRow.id) == sa.bindparam("run")).with_for_update()
)
_new = insert(ImportMappingRow)
_REMEMBER = _new.on_conflict_do_update(
    index_elements=[col(ImportMappingRow.office_id), col(ImportMappingRow.header_fingerprint)],
    set_={"mapping": _new.excluded.mapping},
)
_result = (
    sa.func.jsonb_each(col(ImportRunRow.report)["results"])
    .table_valued("key", sa.column("value", JSON))
    .lateral("result")
)
_digest = _result.c.value["digest"].astext
_DIGESTS = (
    sa.select(_result.c.key, _digest.label("digest"))
    .select_from(ImportRunRow)
    .join(_result, sa.true())
    .where(
        col(ImportRunRow.office_id) == sa.bindparam("office"),
        col(ImportRunRow.id) != sa.bindparam("without"),
        col(ImportRunRow.state).in_([ImportState.RUNNING, ImportState.DONE]),
        _result.c.key == sa.any_(sa.bindparam("numbers", type_=sa.ARRAY(sa.Text))),
        _digest != "",
    )
    .ext(distinct_on(_result.c.key))
    .order_by(_result.c.key, col(ImportRunRow.created_at).desc())
)
