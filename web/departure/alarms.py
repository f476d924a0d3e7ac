"""What Geleit noticed by itself: dates that came near or passed."""

from collections.abc import Mapping, Sequence
from datetime import date

from geleit.domain import events as ev
from geleit.domain.deadlines.state import DeadlineKind
from web.departure.names import enumeration
from web.departure.sentences import Speaker, joint_sentence
from web.ui.filters import datum
from web.ui.i18n import N_, ngettext
from web.ui.i18n import gettext as _
from web.ui.labels import label

_ABOUT_A_DEADLINE = frozenset(
    {
        ev.AlarmKind.DEADLINE_NEAR,
        ev.AlarmKind.DEADLINE_PASSED,
        ev.AlarmKind.DEADLINE_ESCALATED,
        ev.AlarmKind.FOLLOW_UP_DUE,
    }
)

_WORDS: Mapping[ev.AlarmKind, str] = {
    ev.AlarmKind.TARGET_NEAR: N_("Erinnerung an das Zieldatum {day}: {subjects}."),
    ev.AlarmKind.TARGET_PASSED: N_("Zieldatum {day} überschritten: {subjects}."),
    ev.AlarmKind.DEADLINE_NEAR: N_("Erinnerung an die Frist – {subjects}: {day}."),
    ev.AlarmKind.DEADLINE_PASSED: N_("Das Datum ist vorbei – {subjects}: {day}."),
    ev.AlarmKind.REVIEW_DUE: N_("Erinnerung: Der ruhende Vorgang ist seit {day} zu überprüfen."),
    ev.AlarmKind.FOLLOW_UP_DUE: N_("Wiedervorlage am {day}: Ist die Verlängerung entschieden? {subjects}."),
    ev.AlarmKind.TARGET_ESCALATED: N_("Der Leitung gemeldet: Zieldatum {day} überschritten – {subjects}."),
    ev.AlarmKind.DEADLINE_ESCALATED: N_(
        "Der Leitung gemeldet: Die Frist ist überfällig – {subjects}: {day}."
    ),
}


@joint_sentence(ev.AlarmRaised)
def _raised(speaker: Speaker, events: Sequence[ev.AlarmRaised], day: date) -> str:
    """Zieldatum 21.10.2026 überschritten: Reisedokument beschaffen (Elif und Can), Reise buchen."""
    first = events[0]
    subjects = _subjects(speaker, first.alarm, [event.subject for event in events])
    if first.alarm is ev.AlarmKind.COMES_OF_AGE:
        words = ngettext(
            "{subjects} ist seit {day} volljährig.", "{subjects} sind seit {day} volljährig.", len(subjects)
        )
        return words.format(subjects=enumeration(subjects), day=datum(first.about))
    return _(_WORDS[first.alarm]).format(subjects=", ".join(subjects), day=datum(first.about))


def _subjects(speaker: Speaker, alarm: ev.AlarmKind, subjects: Sequence[str]) -> list[str]:
    if alarm in _ABOUT_A_DEADLINE:
        return [label(DeadlineKind(subject)) for subject in subjects]
    if alarm is ev.AlarmKind.COMES_OF_AGE:
        return [speaker.names.person(int(subject)) or "" for subject in subjects]
    return speaker.titles(filter(None, subjects))
