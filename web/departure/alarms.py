"""Alarms on the departure's page: dates that came near or passed."""

from collections.abc import Mapping, Sequence
from datetime import date

from geleit.domain.alarms.events import AlarmRaised
from geleit.domain.alarms.state import AlarmKind
from geleit.domain.deadlines.state import DeadlineKind
from web.departure.names import enumeration
from web.departure.sentences import Speaker, joint_sentence
from web.ui.filters import datum
from web.ui.i18n import N_, ngettext
from web.ui.i18n import gettext as _
from web.ui.labels import label

_ABOUT_A_DEADLINE = frozenset(
    {
        AlarmKind.DEADLINE_NEAR,
        AlarmKind.DEADLINE_PASSED,
        AlarmKind.DEADLINE_ESCALATED,
        AlarmKind.FOLLOW_UP_DUE,
    }
)

_WORDS: Mapping[AlarmKind, str] = {
    AlarmKind.TARGET_NEAR: N_("Erinnerung an das Zieldatum {day}: {subjects}."),
    AlarmKind.TARGET_PASSED: N_("Zieldatum {day} überschritten: {subjects}."),
    AlarmKind.DEADLINE_NEAR: N_("Erinnerung an die Frist – {subjects}: {day}."),
    AlarmKind.DEADLINE_PASSED: N_("Das Datum ist vorbei – {subjects}: {day}."),
    AlarmKind.REVIEW_DUE: N_("Erinnerung: Der ruhende Vorgang ist seit {day} zu überprüfen."),
    AlarmKind.FOLLOW_UP_DUE: N_("Wiedervorlage am {day}: Ist die Verlängerung entschieden? {subjects}."),
    AlarmKind.TARGET_ESCALATED: N_("Der Leitung gemeldet: Zieldatum {day} überschritten – {subjects}."),
    AlarmKind.DEADLINE_ESCALATED: N_("Der Leitung gemeldet: Die Frist ist überfällig – {subjects}: {day}."),
}


@joint_sentence(AlarmRaised)
def _raised(speaker: Speaker, events: Sequence[AlarmRaised], day: date) -> str:
    """Return ``Zieldatum 21.10.2026 überschritten: Reisedokument beschaffen (Elif), Reise buchen.``."""
    first = events[0]
    subjects = _subjects(speaker, first.alarm, [event.subject for event in events])
    if first.alarm is AlarmKind.COMES_OF_AGE:
        words = ngettext(
            "{subjects} ist seit {day} volljährig.", "{subjects} sind seit {day} volljährig.", len(subjects)
        )
        return words.format(subjects=enumeration(subjects), day=datum(first.about))
    return _(_WORDS[first.alarm]).format(subjects=", ".join(subjects), day=datum(first.about))


def _subjects(speaker: Speaker, alarm: AlarmKind, subjects: Sequence[str]) -> list[str]:
    if alarm in _ABOUT_A_DEADLINE:
        return [label(DeadlineKind(subject)) for subject in subjects]
    if alarm is AlarmKind.COMES_OF_AGE:
        return [speaker.names.person(int(subject)) or "" for subject in subjects]
    return speaker.titles(filter(None, subjects))
