"""The options of the form: offices, authorities, counsellors that the account may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.store import assignment
from geleit.store.directory import offices
from geleit.store.directory.rows import OfficeRow

Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Choices:
    """Options of the select fields; ``members`` says which counsellor belongs to which office."""

    offices: list[Option]
    authorities: list[Option]
    counsellors: list[Option]
    places: dict[UUID, OfficeRow]
    members: frozenset[tuple[UUID, UUID]]

    def offers_counsellor(self, account_id: UUID) -> bool:
        """Return whether the account itself can be chosen as the counsellor."""
        return any(value == str(account_id) for value, _name in self.counsellors)


async def find_choices(session: AsyncSession, office_ids: Iterable[UUID]) -> Choices:
    """Return the options for this account."""
    ids = tuple(office_ids)
    own = await offices.offices_by_id(session, ids)
    colleagues = await assignment.counsellors(session, ids)
    names = {colleague.id: colleague.name for colleague in colleagues}
    return Choices(
        offices=[(str(office.id), office.name) for office in own],
        authorities=[(str(each.id), each.name) for each in await offices.all_authorities(session)],
        counsellors=[(str(account_id), name) for account_id, name in names.items()],
        places={office.id: office for office in own},
        members=frozenset((colleague.id, colleague.office_id) for colleague in colleagues),
    )
