"""Decide for each departure of a list: open, change, leave or refuse it. Nothing is changed here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from secrets import token_bytes
from typing import Any
from uuid import UUID, uuid5

from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.decide import decide
from geleit.domain.departure import Departure
from geleit.domain.parties import SYSTEM, Actor
from geleit.domain.process import Process
from geleit.domain.refusal import Refusal, number_of_other_office
from geleit.importing.columns import fingerprint
from geleit.importing.compare import Change, after_events, facts_of, find_change
from geleit.importing.ids import ImportIds
from geleit.importing.layout import Layout, recognise_layout, stored_layout
from geleit.importing.naming import find_authority, find_counsellor
from geleit.importing.notices import notices
from geleit.importing.opening import Opening, make_opening
from geleit.importing.plan import Plan, PlannedDeparture, full_number, make_plan
from geleit.importing.remarks import held_facts, remarks
from geleit.importing.report import DepartureResult, Remark, Report, Verdict
from geleit.importing.rows import RefusedRow, left_out_row
from geleit.importing.table import Table, load_table
from geleit.processes import current_process, find_process, rule_set
from geleit.store.accounts.rows import AccountRow
from geleit.store.assignment import counsellors
from geleit.store.directory import offices
from geleit.store.directory.rows import OfficeRow
from geleit.store.imports import runs
from geleit.store.imports.cases import KnownCase, executed_requests, known_cases
from geleit.store.imports.rows import ImportRunRow


@dataclass(frozen=True, slots=True)
class ImportDecision:
    """The result for a departure of the list, and what to send to reach it."""

    result: DepartureResult
    send: Opening | Change | None = None


@dataclass(frozen=True, slots=True)
class ImportContext:
    """The office that imports a list, and the names that lists use for people and authorities."""

    run_id: UUID
    office: OfficeRow
    actor: Actor
    counsellors: Mapping[UUID, str]
    authorities: Mapping[UUID, str]


async def load_import_context(session: AsyncSession, run: ImportRunRow) -> ImportContext:
    """Read the context of an import. Raise LookupError without its office."""
    office = await offices.find_office(session, run.office_id)
    if office is None:
        raise LookupError(run.office_id)
    account = await session.get(AccountRow, run.account_id) if run.account_id else None
    return await build_import_context(session, office, run_id=run.id, account=account)


async def build_import_context(
    session: AsyncSession, office: OfficeRow, *, run_id: UUID, account: AccountRow | None
) -> ImportContext:
    """Read the context of an office. Without an account Geleit itself is the actor."""
    staff = await counsellors(session, [office.id])
    authorities = await offices.all_authorities(session)
    return ImportContext(
        run_id=run_id,
        office=office,
        actor=Actor(
            user_id=account.id if account else None,
            role=account.role if account else SYSTEM.role,
            office_id=office.id,
        ),
        counsellors={colleague.id: colleague.name for colleague in staff},
        authorities={authority.id: authority.name for authority in authorities},
    )


def read_plan(parsed: str, layout: Mapping[str, Any] | None, *, on: date) -> Plan:
    """Plan an uploaded list. Raise UnreadableList if a required column is missing."""
    table = load_table(parsed)
    return make_plan(table, chosen_layout(table, layout), today=on)


def chosen_layout(table: Table, stored: Mapping[str, Any] | None) -> Layout:
    """Return the layout as a person chose it, else as it is recognised."""
    return recognise_layout(table) if stored is None else stored_layout(stored, table)


async def suggested_layout(session: AsyncSession, office_id: UUID, table: Table) -> Layout:
    """Return the layout that the office chose for such headings before, else the one recognised."""
    stored = await runs.remembered_layout(session, office_id, fingerprint(table.header))
    return chosen_layout(table, stored)


async def preview(session: AsyncSession, plan: Plan, context: ImportContext, *, now: datetime) -> Report:
    """Report what would come of the list if it were imported now."""
    later = replace(context, authorities=_future_authorities(plan, context))
    unused = ImportIds(token_bytes(32), context.run_id)  # nothing is sent
    decisions = await decide_imports(session, plan, plan.departures, later, ids=unused, now=now)
    return initial_report(plan, context).with_results(each.result for each in decisions)


def _future_authorities(plan: Plan, context: ImportContext) -> Mapping[UUID, str]:
    """Return the known authorities and those that the import would create."""
    known = dict(context.authorities)
    for departure in plan.departures:
        if departure.authority and not find_authority(departure.authority, known):
            known[uuid5(context.run_id, departure.authority)] = departure.authority
    return known


def initial_report(plan: Plan, context: ImportContext) -> Report:
    """Return the report of an import before its first departure."""
    remarks_made = notices(plan, counsellors=context.counsellors, authorities=context.authorities)
    return Report.of(plan).with_results((), notices=remarks_made)


async def decide_imports(
    session: AsyncSession,
    plan: Plan,
    departures: Sequence[PlannedDeparture],
    context: ImportContext,
    *,
    ids: ImportIds,
    now: datetime,
) -> list[ImportDecision]:
    """Compare departures of the plan with the stored ones; what this import did before counts as done."""
    numbers = [planned.number for planned in departures]
    cases = await _known_by_listed_number(session, numbers, context.office)
    digests = await runs.last_digests(session, context.office.id, numbers, without=context.run_id)
    done = await executed_requests(
        session,
        departures=[case.known.departure.departure_id for case in cases.values()],
        requests=[
            request_id
            for number in cases
            for request_id in (ids.request_id(number), ids.former_request_id(number))
        ],
    )
    decisions: list[ImportDecision] = []
    for planned in departures:
        case = cases.get(planned.number)
        try:
            if case is None:
                decisions.append(_decide_opening(planned, context, ids=ids, now=now))
            elif not done.isdisjoint((ids.request_id(planned.number), ids.former_request_id(planned.number))):
                decisions.append(_already_executed(planned, case, context, ids=ids))
            else:
                is_news = digests.get(planned.number) != planned.digest
                decisions.append(_decide_change(planned, case, context, ids=ids, is_news=is_news, now=now))
        except Refusal as refusal:
            decisions.append(ImportDecision(refused_result(plan, planned, refusal.sentence())))
    return decisions


async def _known_by_listed_number(
    session: AsyncSession, numbers: Sequence[str], office: OfficeRow
) -> dict[str, KnownCase]:
    """Return the stored departures by the number in the list.

    A bare number is the office's own: another office's departure of that number is another case. Releases
    that knew no file numbers kept it as it was.
    """
    full = {number: full_number(number, office.prefix) for number in numbers}
    found = await known_cases(session, {*numbers, *full.values()})
    cases: dict[str, KnownCase] = {}
    for number in numbers:
        case, before = found.get(full[number]), found.get(number)
        if case is None and before is not None and before.office_id == office.id:
            case = before
        if case is not None:
            cases[number] = case
    return cases


def refused_result(plan: Plan, planned: PlannedDeparture, reason: str) -> DepartureResult:
    """Return the result for a departure that can be read and is refused all the same."""
    column = plan.number_column
    return DepartureResult(
        number=planned.number,
        verdict=Verdict.REFUSED,
        refused=RefusedRow(row=planned.row, column=column, reason=reason),
        left_out=tuple(
            left_out_row(person.row, column=column, number=planned.number, because_of=planned.row)
            for person in planned.persons
            if person.row != planned.row
        ),
    )


def _decide_opening(
    planned: PlannedDeparture, context: ImportContext, *, ids: ImportIds, now: datetime
) -> ImportDecision:
    process = current_process()
    departure_id = ids.departure_id(planned.number)
    opening = make_opening(
        planned,
        departure_id=departure_id,
        request_id=ids.request_id(planned.number),
        actor=context.actor,
        office_id=context.office.id,
        land=context.office.land,
        authority_id=find_authority(planned.authority, context.authorities),
        counsellor_id=find_counsellor(planned.counsellor, context.counsellors),
        process=process,
        number=full_number(planned.number, context.office.prefix),
    )
    events = decide(None, opening.command, process=process, rules=rule_set(), now=now)
    opened = after_events(None, events)
    remarks_made = held_facts(planned, opened, opening.command.facts, process=process)
    return ImportDecision(_result(planned, Verdict.OPENED, departure_id, remarks_made), send=opening)


def _decide_change(
    planned: PlannedDeparture,
    case: KnownCase,
    context: ImportContext,
    *,
    ids: ImportIds,
    is_news: bool,
    now: datetime,
) -> ImportDecision:
    departure = case.known.departure
    process = _process_of(departure)
    if case.office_id != context.office.id:
        raise number_of_other_office(planned.number)
    change: Change | None = None
    remarks_made: tuple[Remark, ...] = ()
    if is_news:
        remarks_made = remarks(planned, case.known, process=process, authorities=context.authorities)
        change = find_change(
            planned,
            case.known,
            process=process,
            request_id=ids.request_id(planned.number),
            actor=context.actor,
            authorities=context.authorities,
            counsellor_id=find_counsellor(planned.counsellor, context.counsellors),
            now=now,
        )
        facts = facts_of(planned, case.known, process=process, authorities=context.authorities)
        reached = change.departure if change else departure
        remarks_made += held_facts(planned, reached, facts, process=process)
    verdict = Verdict.CHANGED if change else Verdict.UNCHANGED
    return ImportDecision(_result(planned, verdict, departure.departure_id, remarks_made), send=change)


def _already_executed(
    planned: PlannedDeparture, case: KnownCase, context: ImportContext, *, ids: ImportIds
) -> ImportDecision:
    """Return the result of a change that a killed worker made and did not write down."""
    departure = case.known.departure
    opened = (ids.departure_id(planned.number), ids.former_departure_id(planned.number))
    verdict = Verdict.OPENED if departure.departure_id in opened else Verdict.CHANGED
    process = _process_of(departure)
    facts = facts_of(planned, case.known, process=process, authorities=context.authorities)
    remarks_made = (
        *remarks(planned, case.known, process=process, authorities=context.authorities),
        *held_facts(planned, departure, facts, process=process),
    )
    return ImportDecision(_result(planned, verdict, departure.departure_id, remarks_made))


def _process_of(departure: Departure) -> Process:
    """Return the template in the version that the departure was opened with."""
    return find_process(departure.process, departure.process_version)


def _result(
    planned: PlannedDeparture, verdict: Verdict, departure_id: UUID, remarks_made: tuple[Remark, ...] = ()
) -> DepartureResult:
    return DepartureResult(
        number=planned.number,
        verdict=verdict,
        departure_id=departure_id,
        digest=planned.digest,
        remarks=remarks_made,
    )
