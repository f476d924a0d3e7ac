"""The consent that the authority sees the deadlines; it can be revoked at any time (Art. 7 (3) GDPR)."""

from domain import commands as cmd
from web.i18n import N_
from web.pages.departure_actions import fields
from web.pages.departure_actions.action import Action

CONSENT_ACTIONS = (
    Action(
        "einwilligung",
        N_("Einwilligung eintragen"),
        N_("Einwilligung eintragen"),
        lambda envelope, at, values: cmd.GiveConsent(**envelope, on=values["am"]),
        (fields.day("am", N_("Unterschrieben am"), initial=fields.today), fields.note()),
        possible=lambda at: at.is_live and not at.departure.consent and at.departure.authority_id is not None,
        hint=N_("Die Behörde sieht dann den Stand der Fristen, nichts aus der Beratung."),
        said="consent_given",
    ),
    Action(
        "einwilligung-widerrufen",
        N_("Widerruf eintragen"),
        N_("Widerruf eintragen"),
        lambda envelope, at, values: cmd.RevokeConsent(**envelope),
        (fields.note(),),
        possible=lambda at: at.departure.consent,
        hint=N_("Die Behörde sieht von diesem Moment an nichts mehr von diesem Vorgang."),
        said="consent_revoked",
    ),
)
