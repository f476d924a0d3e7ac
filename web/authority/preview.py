"""The date that an extension would lead to, worked out before it is granted. Nothing is saved."""

from dataclasses import dataclass
from datetime import date

from geleit.domain.deadlines import chain
from geleit.domain.deadlines.chain import DeadlineRecord, Link, LinkKind, Reckoning
from geleit.domain.refusal import Refusal
from geleit.processes import rule_set
from geleit.store.pages.authority import AuthorityDeadline
from web.authority.situation import AuthoritySituation
from web.departure.deadlines.actions.extend import EXTEND
from web.departure.deadlines.summary import rule_version
from web.ui.forms import Form
from web.ui.i18n import gettext as _
from web.ui.labels import label
from web.ui.refusals import explain


@dataclass(frozen=True, slots=True)
class ExtensionPreview:
    """What an extension would come to; ``why_not`` is set when it comes to nothing."""

    title: str = ""
    until: date | None = None
    so_far: date | None = None
    rest_day: str | None = None
    safe: date | None = None
    why_not: str = ""

    @property
    def days(self) -> int:
        """How many days more that are."""
        return (self.until - self.so_far).days if self.until and self.so_far else 0


def preview_extension(at: AuthoritySituation, form: Form) -> ExtensionPreview:
    """Extend the date as the form says, by the rule and the holidays it was set by."""
    values = EXTEND.read(form, at)
    if form.errors:
        return ExtensionPreview(why_not=next(sentence for _name, sentence in form.sentences()))
    found = next(each for each in at.departure.deadlines if each.kind is values["deadline"])
    rule = rule_version(found.rule, found.rule_version)
    if rule is None:
        return ExtensionPreview(why_not=_("Zu dieser Frist ist keine Regel bekannt."))
    arguments = {"base": values["base"]} if values["base"] else {}
    arguments |= dict(EXTEND.derive(at, values))
    try:
        after = chain.extend(
            _record(found, at),
            rule,
            on=at.today,
            until=values["until"],
            express=values["express"],
            **arguments,
        )
    except Refusal as refusal:
        return ExtensionPreview(why_not=explain(refusal))
    return ExtensionPreview(
        title=label(found.kind),
        until=after.end,
        so_far=found.end_on,
        rest_day=after.last.reason,
        safe=after.safe_date if after.safe_date != after.end else None,
    )


def _record(found: AuthorityDeadline, at: AuthoritySituation) -> DeadlineRecord:
    """Return the date as a chain of one link: an extension asks for nothing but the end so far."""
    land = found.land or next(iter(at.lands))
    rule = rule_version(found.rule, found.rule_version)
    assert rule is not None  # noqa: S101  asked before
    link = Link(
        what=LinkKind.SET,
        on=min(at.today, *(on for on, _sentence in found.chain)) if found.chain else at.today,
        rule=rule.code,
        rule_version=rule.version,
        kind=rule.kind,
        calendar=rule_set().calendar(land, found.commune),
        raw_end=found.raw_end,
        end=found.end_on,
        safe_end=found.due_on,
        reckoning=Reckoning(day=found.raw_end),
    )
    return DeadlineRecord(key=found.kind, links=(link,))
