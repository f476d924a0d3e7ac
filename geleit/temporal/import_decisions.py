"""What is to be done about each departure of a list: open, change, leave, refuse. Nothing is done here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid5

from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.decide import decide
from geleit.domain.parties import SYSTEM, Actor
from geleit.domain.refusal import Refusal
from geleit.domain.texts import _
from geleit.importing.columns import Columns, fingerprint, from_stored, recognise
from geleit.importing.compare import Change, find_change
from geleit.importing.naming import find_authority, find_counsellor, notices
from geleit.importing.opening import Opening, make_opening
from geleit.importing.plan import Plan, PlannedDeparture, make_plan
from geleit.importing.remarks import remarks
from geleit.importing.report import Remark, Report, Result, Verdict
from geleit.importing.rows import RefusedRow, left_out
from geleit.importing.table import Table, load_table
from geleit.processes import current_process, find_process, rule_set
from geleit.store.assignment import counsellors
from geleit.store.directory import offices
from geleit.store.imports import runs
from geleit.store.imports.cases import KnownCase, carried_out, known_cases
from geleit.store.tables import AccountRow, ImportRunRow, OfficeRow


@dataclass(frozen=True, slots=True)
class Judged:
    """A departure of the list, what would become of it, and what to send for that."""

    result: Result
    send: Opening | Change | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The office a list is read into, and the names that lists use."""

    run_id: UUID
    office: OfficeRow
    actor: Actor
    counsellors: Mapping[UUID, str]
    authorities: Mapping[UUID, str]


async def surroundings(session: AsyncSession, run: ImportRunRow) -> Surroundings:
    """Read what judging the list of an import needs to know of its office."""
    office = await offices.find_office(session, run.office_id)
    if office is None:
        raise LookupError(run.office_id)
    account = await session.get(AccountRow, run.account_id) if run.account_id else None
    return await surroundings_of(session, office, run_id=run.id, account=account)


async def surroundings_of(
    session: AsyncSession, office: OfficeRow, *, run_id: UUID, account: AccountRow | None
) -> Surroundings:
    """Without an account it is Geleit itself that acts."""
    staff = await counsellors(session, [office.id])
    authorities = await offices.all_authorities(session)
    return Surroundings(
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


def read_plan(parsed: str, columns: Mapping[str, int] | None, *, on: date) -> Plan:
    """The plan of an uploaded list. Raises UnreadableList if a column is missing."""
    table = load_table(parsed)
    return make_plan(table, chosen_columns(table, columns), today=on)


def chosen_columns(table: Table, stored: Mapping[str, int] | None) -> Columns:
    """The columns as a person chose them, or as they are recognised."""
    return from_stored(stored, table.header) if stored is not None else recognise(table.header)


async def suggested_columns(session: AsyncSession, office_id: UUID, table: Table) -> Columns:
    """What the office last said of such headings, else what is recognised."""
    stored = await runs.remembered_columns(session, office_id, fingerprint(table.header))
    return chosen_columns(table, stored)


async def preview(session: AsyncSession, plan: Plan, around: Surroundings, *, now: datetime) -> Report:
    """What would come of the list if it were imported now."""
    then = replace(around, authorities=_authorities_then(plan, around))
    judged = await judge(session, plan, plan.departures, then, now=now)
    return first_report(plan, around).with_results(each.result for each in judged)


def _authorities_then(plan: Plan, around: Surroundings) -> Mapping[UUID, str]:
    """The authorities as they will be: the import makes those that nobody has named before."""
    known = dict(around.authorities)
    for departure in plan.departures:
        if departure.authority and not find_authority(departure.authority, known):
            known[uuid5(around.run_id, departure.authority)] = departure.authority
    return known


def first_report(plan: Plan, around: Surroundings) -> Report:
    """The report of an import that has not dealt with a departure yet."""
    told = notices(plan, counsellors=around.counsellors, authorities=around.authorities)
    return Report.of(plan).with_results((), notices=told)


async def judge(
    session: AsyncSession,
    plan: Plan,
    departures: Sequence[PlannedDeparture],
    around: Surroundings,
    *,
    now: datetime,
) -> list[Judged]:
    """Compare departures of the plan with what is there; what this import itself did counts as done."""
    numbers = [planned.number for planned in departures]
    cases = await known_cases(session, numbers)
    digests = await runs.last_digests(session, around.office.id, numbers, without=around.run_id)
    requests = {
        case.known.departure.departure_id: request_id_of(around.run_id, number)
        for number, case in cases.items()
    }
    done = await carried_out(session, requests)
    judged: list[Judged] = []
    for planned in departures:
        case = cases.get(planned.number)
        try:
            if case is None:
                judged.append(_opened(planned, around, now=now))
            elif request_id_of(around.run_id, planned.number) in done:
                judged.append(_done_before(planned, case, around))
            else:
                is_news = digests.get(planned.number) != planned.digest
                judged.append(_compared(planned, case, around, is_news=is_news, now=now))
        except Refusal as refusal:
            judged.append(Judged(refused(plan, planned, refusal.sentence())))
    return judged


def request_id_of(run_id: UUID, number: str) -> UUID:
    """One request for each departure of an import, however often it is sent."""
    return uuid5(run_id, number)


def departure_id_of(run_id: UUID, number: str) -> UUID:
    """The id of a departure that this import opens."""
    return uuid5(run_id, f"departure {number}")


def refused(plan: Plan, planned: PlannedDeparture, reason: str) -> Result:
    """A departure that the list tells well, and that is not taken all the same."""
    column = plan.number_column
    return Result(
        number=planned.number,
        verdict=Verdict.REFUSED,
        refused=RefusedRow(row=planned.row, column=column, reason=reason),
        left_out=tuple(
            left_out(person.row, column=column, number=planned.number, because_of=planned.row)
            for person in planned.persons
            if person.row != planned.row
        ),
    )


def _opened(planned: PlannedDeparture, around: Surroundings, *, now: datetime) -> Judged:
    process = current_process()
    departure_id = departure_id_of(around.run_id, planned.number)
    opening = make_opening(
        planned,
        departure_id=departure_id,
        request_id=request_id_of(around.run_id, planned.number),
        actor=around.actor,
        office_id=around.office.id,
        land=around.office.land,
        authority_id=find_authority(planned.authority, around.authorities),
        counsellor_id=find_counsellor(planned.counsellor, around.counsellors),
        process=process,
    )
    decide(None, opening.command, process=process, rules=rule_set(), now=now)
    return Judged(_result(planned, Verdict.OPENED, departure_id), send=opening)


def _compared(
    planned: PlannedDeparture, case: KnownCase, around: Surroundings, *, is_news: bool, now: datetime
) -> Judged:
    departure = case.known.departure
    if case.office_id != around.office.id:
        raise Refusal(
            "other_office",
            _("Das Aktenzeichen {number} hat schon eine andere Beratungsstelle."),
            number=planned.number,
        )
    change: Change | None = None
    told: tuple[Remark, ...] = ()
    if is_news:
        told = remarks(planned, case.known, authorities=around.authorities)
        change = find_change(
            planned,
            case.known,
            process=find_process(departure.process, departure.process_version),
            request_id=request_id_of(around.run_id, planned.number),
            actor=around.actor,
            authorities=around.authorities,
            counsellor_id=find_counsellor(planned.counsellor, around.counsellors),
            now=now,
        )
    verdict = Verdict.CHANGED if change else Verdict.UNCHANGED
    return Judged(_result(planned, verdict, departure.departure_id, told), send=change)


def _done_before(planned: PlannedDeparture, case: KnownCase, around: Surroundings) -> Judged:
    """A worker was killed after it had done this, and before it had written it down."""
    departure = case.known.departure
    is_ours = departure.departure_id == departure_id_of(around.run_id, planned.number)
    verdict = Verdict.OPENED if is_ours else Verdict.CHANGED
    told = remarks(planned, case.known, authorities=around.authorities)
    return Judged(_result(planned, verdict, departure.departure_id, told))


def _result(
    planned: PlannedDeparture, verdict: Verdict, departure_id: UUID, told: tuple[Remark, ...] = ()
) -> Result:
    return Result(
        number=planned.number,
        verdict=verdict,
        departure_id=departure_id,
        digest=planned.digest,
        remarks=told,
    )
