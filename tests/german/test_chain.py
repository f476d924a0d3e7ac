"""The sentence of every link of a chain, as it is recorded and shown."""

from datetime import date

from geleit.domain.calendar import Land, calendar
from geleit.domain.deadlines import chain
from geleit.domain.deadlines.chain import DeadlineRecord, LinkKind, Source, SourceDocument
from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.periods import Period, Unit
from geleit.domain.deadlines.rule import Rule
from geleit.domain.deadlines.state import DeadlineKind
from geleit.german.chain import describe_source, explain_links
from geleit.processes import rule_set
from tests.domain.scenario import Story

SH = calendar("SH")
TODAY = date(2026, 3, 5)
NOTICE = Source(document=SourceDocument.NOTICE, dated=date(2026, 3, 2))


def rule(code: str) -> Rule:
    return rule_set().rule(code, on=TODAY)


PERIOD = rule("departure_deadline")
TWO_WEEKS = Period(amount=14, unit=Unit.DAYS)


def thirty_days(start: date = date(2026, 3, 4)) -> DeadlineRecord:
    return chain.set_by_period(PERIOD, start=start, on=start, calendar=SH, source=NOTICE)


def explained(record: DeadlineRecord | None) -> list[str]:
    assert record is not None
    return [link.sentence for link in explain_links(record.links, rules=rule_set())]


def test_it_works() -> None:
    (sentence,) = explained(thirty_days())
    assert sentence == (
        "Bescheid vom 02.03.2026: 30 Tage ab Bekanntgabe 04.03.2026 (§ 59 Abs. 1 AufenthG, "
        "§ 187 Abs. 1 BGB) = 03.04.2026 (Karfreitag) → 07.04.2026 (§ 31 Abs. 3 VwVfG, Schleswig-Holstein); "
        "sicheres Datum: 03.04.2026"
    )


def test_a_posted_notice_begins_with_its_fiction() -> None:
    posting = rule("notification_fiction").posting(date(2026, 3, 5), land=Land.NI)
    record = chain.set_by_period(PERIOD, posting=posting, on=TODAY, calendar=calendar("NI"))
    assert "zur Post am 05.03.2026" in explained(record)[0]


def test_a_printed_day_says_why_it_stands() -> None:
    record = chain.set_by_day(rule("gueb"), date(2027, 1, 17), on=TODAY, calendar=SH)
    assert "Sonntag; ein genannter Tag verschiebt sich nicht" in explained(record)[0]


def test_a_window_says_from_when_to_when() -> None:
    counted = chain.set_by_period(
        rule("second_payment"), start=date(2026, 8, 31), on=date(2026, 9, 1), calendar=SH
    )
    (sentence,) = explained(counted)
    assert sentence.startswith("Zeitfenster ab 28.02.2027; ")
    assert "8 Monate ab Ausreise 31.08.2026" in sentence
    named = chain.set_by_day(
        rule("visa"), date(2027, 1, 8), begins_on=date(2027, 1, 4), on=TODAY, calendar=SH
    )
    assert explained(named)[0].startswith("ab 04.01.2027 bis 08.01.2027")


def test_an_extension_by_a_period_names_both_paragraphs() -> None:
    record = chain.extend(thirty_days(), PERIOD, by=TWO_WEEKS, on=date(2026, 3, 30))
    assert explained(record)[-1] == (
        "Verlängert am 30.03.2026: 14 Tage ab Ende der bisherigen Frist 07.04.2026 "
        "(§ 59 Abs. 1 S. 4 AufenthG, § 190 BGB, § 187 Abs. 1 BGB) = 21.04.2026; sicheres Datum: 17.04.2026"
    )


def test_an_extension_until_a_named_day_says_where_it_stands() -> None:
    notice = Source(document=SourceDocument.NOTICE, dated=date(2026, 3, 31))
    record = chain.extend(thirty_days(), PERIOD, until=date(2026, 5, 15), on=date(2026, 4, 1), source=notice)
    assert explained(record)[-1] == (
        "Verlängert am 01.04.2026 (Bescheid vom 31.03.2026): bis 15.05.2026 (§ 59 Abs. 1 S. 4 AufenthG); "
        "sicheres Datum: 15.05.2026"
    )


def test_a_requested_extension_leaves_the_date_and_so_does_its_refusal() -> None:
    record = chain.request_extension(
        thirty_days(), PERIOD, on=date(2026, 3, 20), follow_up_on=date(2026, 3, 27), until=date(2026, 5, 15)
    )
    requested, refused = explained(chain.refuse_extension(record, on=date(2026, 3, 28)))[1:]
    assert requested == (
        "Verlängerung bis 15.05.2026 beantragt am 20.03.2026, Wiedervorlage am 27.03.2026; "
        "bis zur Antwort bleibt es beim 03.04.2026"
    )
    assert refused == "Verlängerung abgelehnt am 28.03.2026: es bleibt beim 03.04.2026"


def test_an_interrupted_period_restarts_in_full() -> None:
    record = chain.interrupt(thirty_days(), PERIOD, since=date(2026, 3, 20), on=date(2026, 3, 24))
    record = chain.restart(record, PERIOD, start=date(2026, 5, 11), on=date(2026, 5, 12))
    interrupted, restarted = explained(record)[1:]
    assert interrupted == (
        "Unterbrochen seit 20.03.2026, § 59 Abs. 1 S. 6 AufenthG: das Ende am 03.04.2026 gilt nicht"
    )
    assert restarted.startswith(
        "Läuft neu, in voller Länge: 30 Tage ab erneuter Vollziehbarkeit 11.05.2026 (§ 59 Abs. 1 S. 6 "
    )


def test_a_holiday_proclaimed_late_is_named() -> None:
    place = SH.model_copy(update={"added": ((date(2026, 6, 5), "Landestrauertag"),)})
    moved = chain.recompute(thirty_days(date(2026, 5, 6)), calendar=place, on=date(2026, 5, 20))
    assert explained(moved)[-1] == (
        "Neu berechnet am 20.05.2026: der 05.06.2026 ist Feiertag (Landestrauertag, Schleswig-Holstein); "
        "das Ende rückt vom 05.06.2026 auf den 08.06.2026; sicheres Datum: 05.06.2026"
    )


def test_what_replaces_a_date_is_named_by_its_document_or_its_rule() -> None:
    court = Source(document=SourceDocument.COURT_DECISION, dated=date(2026, 5, 4))
    for source, named in ((court, "gerichtliche Entscheidung vom 04.05.2026"), (None, "Ausreisefrist")):
        new = chain.set_by_period(
            PERIOD,
            start=date(2026, 5, 4),
            on=date(2026, 5, 5),
            calendar=SH,
            earlier=thirty_days(),
            source=source,
        )
        assert explained(new)[1] == f"Ersetzt am 05.05.2026 durch: {named}"


def test_how_a_date_ends() -> None:
    record = thirty_days()
    assert explained(chain.meet(record, kept_on=date(2026, 4, 2), on=date(2026, 4, 3)))[-1] == (
        "Eingehalten am 02.04.2026"
    )
    assert explained(chain.miss(record, on=date(2026, 4, 8)))[-1] == "Abgelaufen am 07.04.2026"
    withdrawn = chain.withdraw(record, on=date(2026, 4, 1), source=Source(document=SourceDocument.LETTER))
    assert explained(withdrawn)[-1] == "Aufgehoben am 01.04.2026 (Schreiben)"
    resting = chain.interrupt(record, PERIOD, since=date(2026, 3, 20), on=date(2026, 3, 24))
    gone = chain.leave(resting, left_on=date(2026, 6, 1), on=date(2026, 6, 2))
    assert explained(gone)[-1] == ("Eingehalten: Ausreise am 01.06.2026, während die Frist unterbrochen war")


def test_a_link_is_explained_by_the_chain_it_follows() -> None:
    resting = chain.interrupt(thirty_days(), PERIOD, since=date(2026, 3, 20), on=date(2026, 3, 24))
    gone = chain.leave(resting, left_on=date(2026, 6, 1), on=date(2026, 6, 2))
    (last,) = explain_links(gone.links[-1:], before=gone.links[:-1], rules=rule_set())
    assert last.sentence == explained(gone)[-1]


def test_every_event_of_a_departure_is_recorded_with_its_explanation() -> None:
    story = Story().open()
    story.do(SetDeadline, deadline=DeadlineKind.GUEB, due_on=date(2026, 5, 4))
    story.do(SetDeadline, deadline=DeadlineKind.GUEB, due_on=date(2026, 6, 5))
    links = story.state.deadlines[DeadlineKind.GUEB].links
    assert [link.what for link in links] == [LinkKind.SET, LinkKind.SUPERSEDED, LinkKind.SET]
    assert all(link.sentence for link in links)


def test_a_document_is_named_with_its_day_if_it_has_one() -> None:
    assert describe_source(NOTICE) == "Bescheid vom 02.03.2026"
    told = {describe_source(Source(document=document)) for document in SourceDocument}
    assert told >= {"Schreiben", "Duldung"}
