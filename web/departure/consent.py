"""The authority in charge, and the consent that it sees the deadlines.

The consent can be revoked at any time (Art. 7 (3) GDPR).
"""

from uuid import UUID

from geleit.domain.assignment.commands import NameAuthority
from geleit.domain.consent.commands import GiveConsent, RevokeConsent
from web.departure import fields
from web.departure.action import Action
from web.departure.situation import Situation
from web.ui.i18n import N_


def _authorities(at: Situation) -> fields.Options:
    return [(str(authority_id), name) for authority_id, name in at.authorities]


def _in_charge(at: Situation) -> str | None:
    return str(at.departure.authority_id) if at.departure.authority_id else None


CONSENT_ACTIONS = (
    Action(
        "behoerde",
        N_("Behörde eintragen"),
        N_("Behörde speichern"),
        lambda envelope, at, values: NameAuthority(**envelope, authority_id=values["behoerde"]),
        (
            fields.offered("behoerde", N_("Zuständige Behörde"), _authorities, read=UUID, initial=_in_charge),
            fields.note(),
        ),
        possible=lambda at: bool(at.authorities),
        hint=N_("Die Behörde sieht erst etwas, wenn die Einwilligung ihr gegenüber eingetragen ist."),
        said="authority_named",
    ),
    Action(
        "einwilligung",
        N_("Einwilligung eintragen"),
        N_("Einwilligung eintragen"),
        lambda envelope, at, values: GiveConsent(**envelope, on=values["am"]),
        (fields.day("am", N_("Unterschrieben am"), initial=fields.today), fields.note()),
        possible=lambda at: at.is_live and not at.departure.consent and at.departure.authority_id is not None,
        hint=N_("Die Behörde sieht dann den Stand der Fristen, nichts aus der Beratung."),
        said="consent_given",
    ),
    Action(
        "einwilligung-widerrufen",
        N_("Widerruf eintragen"),
        N_("Widerruf eintragen"),
        lambda envelope, at, values: RevokeConsent(**envelope),
        (fields.note(),),
        possible=lambda at: at.departure.consent,
        hint=N_("Die Behörde sieht von diesem Moment an nichts mehr von diesem Vorgang."),
        said="consent_revoked",
    ),
)
