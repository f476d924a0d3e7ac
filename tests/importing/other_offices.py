"""Lists of three offices that Geleit has never seen: other words, other orders, other programs."""

import io
from datetime import date

import openpyxl

_LUEBECK = (
    ("lfd. Nr.", "Nachname, Vorname", "Geb.-Dat.", "Staatsang.", "Pers.", "Status", "ABH", "SPE",
     "Erstberatung am", "Pass", "REAG/GARP", "Zusage", "Abflug", "Ausreise", "SB", "Tel."),
    ("1/26", "Özdemir, Ayse", "03.04.85", "TUR", "1", "vollz. ausr.pfl.", "ABH Lübeck", "x",
     "12.01.26", "j", "02.02.26", "15.03.26", "20.04.26", "21.04.26", "K. Ehlers", "0451 1"),
    ("2/26", "Kvaratskhelia, Giorgi", "00.00.1979", "GEO", "4 Personen", "Duld.", "LK RD-Eck", "-",
     "14.01.26", "n", "-", "-", "-", "-", "K. Ehlers", "-"),
    ("12/6", "Rahimi, Zahra", "01.01.90", "AFG", "-", "AG", "k.A.", "n",
     "unbekannt", "beantragt", "x", "-", "-", "-", "-", ""),
    ("3/26", "Al Masri, Omar", "17.11.2001", "SYR", "2 Erw., 3 Kinder", "Gest.", "ABH HL", "ja, 20.02.26",
     "Mo, 02.02.26", "gültig bis 31.12.2027", "k. A.", "", "", "", "Ehlers", "?"),
)  # fmt: skip


def luebeck() -> bytes:
    """Return a CSV as a German Excel saves it; one row a family, counted; "-" and "k.A." for nothing."""
    return "\r\n".join(";".join(row) for row in _LUEBECK).encode("cp1252")


def munich() -> bytes:
    """Return a workbook with a title above the header, and numbers in the first row of a family alone."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (
        ["Zentrale Rückkehrberatung Südbayern – Fallübersicht 2026"],
        ["Stand:", date(2026, 11, 20)],
        [],
        [
            "Klient/in",
            "Fall-ID",
            "Unser Zeichen",
            "Familienstellung",
            "GebDat",
            "Nat.",
            "Titel",
            "Ziel",
            "zust. ABH",
            "Frist bis",
            "EG am",
            "Reisepass",
            "Vorsprache Botschaft",
            "Förderung beantragt",
            "bewilligt",
            "Flug gebucht",
            "Ausgereist am",
            "Herkunft der Anfrage",
        ],
        [
            "HADDAD Yousef",
            "MUC-17",
            "Ordner 4/17",
            "HV",
            date(1980, 5, 6),
            "syr.",
            "AE § 25 V",
            "Libanon",
            "LH München",
            date(2026, 12, 31),
            date(2026, 9, 1),
            "vorh.",
            "12.12.2026, 10:30 Uhr",
            "ja",
            "nein",
            "-",
            None,
            "Jobcenter",
        ],
        ["HADDAD Rania", None, None, "EF", date(1983, 1, 2), "Syrien", None, None, None, None, None, "nein"],
        [
            "HADDAD Lina",
            None,
            None,
            "K",
            date(2019, 3, 4),
            "Syrien",
            None,
            None,
            None,
            None,
            None,
            "beim BAMF",
        ],
        [
            "Maria da Silva",
            "MUC-18",
            "Ordner 4/18",
            "HV",
            1991,
            "Brasilien",
            "ohne",
            "-",
            "LRA Rosenheim",
            None,
            date(2026, 10, 5),
            "abgelaufen",
            None,
            date(2026, 10, 20),
            "x",
            "gebucht",
            None,
            "Streetwork",
        ],
    ):
        sheet.append(row)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def leipzig() -> bytes:
    """Return a tab-separated export without roles: two columns of names, ticks, weekday and time of day."""
    rows = (
        (
            "Akte",
            "Vorname",
            "Zuname",
            "geboren am",
            "HKL",
            "Ausl.-Behörde",
            "Einverständnis",
            "Erstkontakt",
            "Passlage",
            "Botschaft",
            "Antragstellung",
            "Förderzusage",
            "Reisetermin",
            "Ausreise erfolgt",
            "Bem.",
        ),
        (
            "L 2026 004",
            "Ngoc Anh",
            "Nguyễn",
            "5.6.92",
            "Vietnam",
            "Stadt Leipzig",
            "✓",
            "Di 06.01.26",
            "liegt bei ABH",
            "-",
            "12.01.26",
            "-",
            "-",
            "-",
            "Dolmetscherin vietnamesisch",
        ),
        ("L 2026 004", "Minh", "Nguyễn", "1.9.15", "Vietnam", "", "", "", "-", "", "", "", "", "", ""),
        (
            "L 2026 005",
            "-",
            "Suharto",
            "k.A.",
            "Indonesien",
            "Ausländerbehörde Leipzig",
            "offen",
            "am 09.02.2026",
            "ja",
            "",
            "16.02.26",
            "30.03.26",
            "15.04.2026 06:45",
            "ja",
            "",
        ),
    )
    return "\n".join("\t".join(row) for row in rows).encode("utf-16")
