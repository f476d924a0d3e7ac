"""The invented offices, authorities and accounts of the demo."""

from typing import NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from geleit.domain.calendar import Land
from geleit.domain.parties import Actor, Role


def demo_id(name: str) -> UUID:
    """Return the id for a name, always the same."""
    return uuid5(NAMESPACE_URL, f"geleit-demo:{name}")


class DemoOffice(NamedTuple):
    """A counselling office."""

    name: str
    prefix: str
    land: Land
    share: int
    counsellors: tuple[str, ...]

    @property
    def id(self) -> UUID:
        """The office's id."""
        return demo_id(self.name)


class DemoAccount(NamedTuple):
    """An account of the demo. The start message names the accounts that are `shown`."""

    login: str
    name: str
    role: Role
    office: str | None = None
    authority: str | None = None
    shown: bool = False

    @property
    def id(self) -> UUID:
        """The account's id."""
        return demo_id(self.login)

    @property
    def office_id(self) -> UUID | None:
        """The id of the account's office, if it has one of its own."""
        return demo_id(self.office) if self.office else None

    @property
    def authority_id(self) -> UUID | None:
        """The id of the account's authority, if it belongs to one."""
        return demo_id(self.authority) if self.authority else None


OFFICES = (
    DemoOffice("Rückkehrberatung Kiel", "KI", Land.SH, 50, ("okafor", "weiss", "brandt")),
    DemoOffice("Rückkehrberatung Lübeck", "HL", Land.SH, 30, ("petersen", "yilmaz")),
    DemoOffice("Rückkehrberatung Flensburg", "FL", Land.SH, 20, ("jensen",)),
)
AUTHORITIES = (
    "ABH Kiel",
    "ABH Dithmarschen",
    "ABH Nordfriesland",
    "ABH Kreis Segeberg",
    "ABH Lübeck",
    "LaZuF SH",
)
ACCOUNTS = (
    DemoAccount("okafor", "M. Okafor", Role.COUNSELLOR, office="Rückkehrberatung Kiel", shown=True),
    DemoAccount("weiss", "J. Weiß", Role.COUNSELLOR, office="Rückkehrberatung Kiel"),
    DemoAccount("brandt", "S. Brandt", Role.COUNSELLOR, office="Rückkehrberatung Kiel"),
    DemoAccount("petersen", "H. Petersen", Role.COUNSELLOR, office="Rückkehrberatung Lübeck"),
    DemoAccount("yilmaz", "D. Yılmaz", Role.COUNSELLOR, office="Rückkehrberatung Lübeck"),
    DemoAccount("jensen", "A. Jensen", Role.COUNSELLOR, office="Rückkehrberatung Flensburg"),
    DemoAccount("abh-kiel", "K. Lorenz", Role.AUTHORITY, authority="ABH Kiel", shown=True),
    DemoAccount("abh-segeberg", "T. Hinrichs", Role.AUTHORITY, authority="ABH Kreis Segeberg"),
    DemoAccount("leitung", "R. Friedrichsen", Role.SUPERVISOR, shown=True),
)


def actor_of(login: str) -> Actor:
    """Return the account as the actor of commands."""
    account = next(account for account in ACCOUNTS if account.login == login)
    return Actor(user_id=account.id, role=account.role, office_id=account.office_id)
