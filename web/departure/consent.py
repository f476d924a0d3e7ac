"""The authority in charge, and the consent that it sees the deadlines.

The consent can be revoked at any time (Art. 7 (3) GDPR).
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from geleit.domain.assignment.commands import NameAuthority
from geleit.domain.assignment.events import AuthorityNamed, AuthorityPlaceCorrected
from geleit.domain.consent.commands import GiveConsent, RevokeConsent
from geleit.domain.consent.events import ConsentGiven, ConsentRevoked
from web.departure import fields
from web.departure.action import Action, Placement, Wording
from web.departure.section import Section, Shown
from web.departure.sentences import Speaker, sentence
from web.departure.situation import Situation
from web.ui.filters import datum
from web.ui.i18n import N_
from web.ui.i18n import gettext as _
from web.ui.indicators import StepIndicator


@dataclass(frozen=True, slots=True)
class ConsentView:
    """The authority in charge, and whether it sees the deadlines."""

    given: bool
    sentence: str
    indicator: StepIndicator


def consent_view(at: Situation) -> ConsentView:
    """Tell whether the authority in charge sees the deadlines."""
    departure = at.departure
    if departure.authority_id is None:
        return ConsentView(False, _("Für den Vorgang ist keine Behörde eingetragen."), StepIndicator.OFF)
    authority = at.names.authority or _("Behörde")
    if departure.consent:
        text = _("Seit {day}: {authority} sieht den Stand der Fristen, nichts aus der Beratung.")
        return ConsentView(
            True, text.format(day=datum(departure.consent_on), authority=authority), StepIndicator.DONE
        )
    text = _("{authority} sieht nichts von diesem Vorgang.")
    return ConsentView(False, text.format(authority=authority), StepIndicator.OFF)


def _view(shown: Shown) -> ConsentView:
    return consent_view(shown.at)


def _authorities(at: Situation) -> fields.Options:
    return [(str(authority_id), name) for authority_id, name in at.authorities]


NAME_AUTHORITY: Action[Situation] = Action(
    command=NameAuthority,
    wording=Wording(
        "behoerde",
        N_("Behörde eintragen"),
        N_("Behörde speichern"),
        N_("Die Behörde sieht erst etwas, wenn die Einwilligung ihr gegenüber eingetragen ist."),
    ),
    success=N_("Die Behörde ist eingetragen. Sie sieht nichts, solange keine Einwilligung vorliegt."),
    fields=(
        fields.offered(
            "authority_id",
            N_("Zuständige Behörde"),
            _authorities,
            read=UUID,
            initial=fields.authority_in_charge,
        ),
        fields.note(),
    ),
    placement=Placement.LINK,
    possible=lambda at: bool(at.authorities),
)
GIVE_CONSENT: Action[Situation] = Action(
    command=GiveConsent,
    wording=Wording(
        "einwilligung",
        N_("Einwilligung eintragen"),
        N_("Einwilligung eintragen"),
        N_("Die Behörde sieht dann den Stand der Fristen, nichts aus der Beratung."),
    ),
    success=N_("Die Einwilligung ist eingetragen. Die Behörde sieht jetzt den Stand der Fristen."),
    fields=(
        fields.day("on", N_("Unterschrieben am"), initial=fields.today),
        fields.authority_shown(),
        fields.note(),
    ),
    possible=lambda at: at.is_live and not at.departure.consent and at.departure.authority_id is not None,
)
REVOKE_CONSENT: Action[Situation] = Action(
    command=RevokeConsent,
    wording=Wording(
        "einwilligung-widerrufen",
        N_("Widerruf eintragen"),
        N_("Widerruf eintragen"),
        N_("Die Behörde sieht von diesem Moment an nichts mehr von diesem Vorgang."),
    ),
    success=N_("Der Widerruf ist eingetragen. Die Behörde sieht ab sofort nichts mehr."),
    fields=(fields.day("on", N_("Widerrufen am"), initial=fields.today, past=True), fields.note()),
    possible=lambda at: at.departure.consent,
)

SECTION = Section(
    "departure/consent.html",
    view=_view,
    actions=(NAME_AUTHORITY, GIVE_CONSENT, REVOKE_CONSENT),
)


@sentence(AuthorityNamed)
def _authority_named(speaker: Speaker, event: AuthorityNamed, day: date) -> str:
    return _("Zuständige Behörde eingetragen.")


@sentence(AuthorityPlaceCorrected)
def _place_corrected(speaker: Speaker, event: AuthorityPlaceCorrected, day: date) -> str:
    return _("Fristen werden mit den Feiertagen am Sitz der Behörde gerechnet: {land}.").format(
        land=event.place.land.label
    )


@sentence(ConsentGiven)
def _given(speaker: Speaker, event: ConsentGiven, day: date) -> str:
    return _("Einwilligung vom {day}: Die Behörde sieht jetzt den Stand der Fristen.").format(
        day=datum(event.on)
    )


@sentence(ConsentRevoked)
def _revoked(speaker: Speaker, event: ConsentRevoked, day: date) -> str:
    if event.on in (None, day):
        return _("Einwilligung widerrufen: Die Behörde sieht nichts mehr.")
    return _("Einwilligung am {day} widerrufen: Die Behörde sieht nichts mehr.").format(day=datum(event.on))
