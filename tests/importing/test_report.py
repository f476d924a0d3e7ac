"""Refused rows in a report."""

from geleit.importing.report import DepartureResult, Report, Verdict
from geleit.importing.rows import RefusedRow, left_out_row

REFUSED = RefusedRow(row=4, column="Aktenzeichen", reason="Das geht nicht.")
RELATIVE = left_out_row(5, column="Aktenzeichen", number="KI-26-100", because_of=4)
EARLIER = RefusedRow(row=3, column="Name", reason="Der Name fehlt.")


def test_programs_get_every_row_of_a_departure_that_was_refused_in_the_order_of_the_list():
    result = DepartureResult(
        number="KI-26-100", verdict=Verdict.REFUSED, refused=REFUSED, left_out=(RELATIVE,)
    )
    report = Report(departures=1, persons=2, rows=(EARLIER,)).with_results([result])
    assert [refused["row"] for refused in report.for_programs()["refused"]] == [3, 4, 5]
    assert report.refused[2].reason == "Gehört zu KI-26-100; Zeile 4 wurde nicht übernommen."


def test_a_report_kept_before_relatives_had_a_row_of_their_own_is_still_read():
    result = DepartureResult(number="KI-26-100", verdict=Verdict.REFUSED, refused=REFUSED)
    kept = Report(departures=1, persons=2).with_results([result]).model_dump(mode="json")
    del kept["results"]["KI-26-100"]["left_out"]
    assert Report.model_validate(kept).refused == (REFUSED,)
