"""The benchmark of stock lines works: its table keeps its form, others' tables are read, and outcomes are counted. Nothing here asks for a share."""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from benchmarks.report import printed
from benchmarks.stock import (
    SHOWN,
    TABLE,
    Outcome,
    milliseconds_per_line,
    outcomes,
    share_rows,
    shares,
    wrong_lines,
)
from benchmarks.stock_table import ExpectedLine, LineFacts, MalformedTable, expected_lines
from handlers.stock.line_parser import UnparsedSpan
from locales.languages import LANGUAGES
from market.stock.stock_line import StockLine

ROOT = Path(__file__).resolve().parents[2]
LINES = expected_lines(TABLE)
HEADING = re.compile(r"# (\w+), (plain|odd)")
OTHER_CURRENCIES = {"IDR", "VND", "THB", "JPY", "SGD", "BND", "PHP"}

APAM = ("en", "MYR", "10 apam RM3 #halal", "10", "300", "apam", "halal")


def parts() -> Counter[tuple[str, str]]:
    """Return the number of lines below each heading of the table, by the heading's language and by plain or odd."""
    counts: Counter[tuple[str, str]] = Counter()
    heading = ("", "")
    for row in TABLE.read_text().splitlines():
        if found := HEADING.fullmatch(row):
            heading = found[1], found[2]
        elif not row.startswith("#"):
            assert row.split("\t")[0] == heading[0]
            counts[heading] += 1
    return counts


def table(folder: Path, *rows: Sequence[str], newline: str = "\n") -> Path:
    file = folder / "lines.tsv"
    file.write_bytes(newline.join("\t".join(row) for row in rows).encode())
    return file


def only_line(folder: Path, *cells: str) -> ExpectedLine:
    (line,) = expected_lines(table(folder, cells))
    return line


def expected(quantity: int | None = 10, *, must_ask: bool = False, locale: str = "en") -> ExpectedLine:
    facts = LineFacts(quantity=quantity, price=300, name="apam gula", tags=("halal", "vegan"))
    return ExpectedLine(
        row=1, locale=locale, currency="MYR", text="10 apam gula RM3", facts=facts, must_ask=must_ask
    )


STOCK = StockLine(quantity=10, price=300, name="apam gula", tags=("halal", "vegan"))


@dataclass(frozen=True)
class PretendReading:
    stock: StockLine
    sure: bool = True
    unparsed: tuple[UnparsedSpan, ...] = ()
    doubt: str = ""


SURE = PretendReading(STOCK)
NOT_SURE = PretendReading(STOCK, sure=False, unparsed=(UnparsedSpan("fresh", 0),))
WRONG = PretendReading(replace(STOCK, quantity=3))


def test_the_table_has_two_hundred_lines_a_language_a_third_of_them_odd() -> None:
    counts = parts()
    assert sum(counts.values()) == len(LINES) == 600
    for language in LANGUAGES:
        plain, odd = counts[language.code, "plain"], counts[language.code, "odd"]
        assert plain + odd == 200
        assert odd / 200 >= 1 / 3
        asked = [line for line in LINES if line.locale == language.code and line.must_ask]
        assert 8 <= len(asked) <= 12


def test_no_line_stands_twice() -> None:
    texts = Counter((line.currency, " ".join(line.text.casefold().split())) for line in LINES)
    assert [text for text, times in texts.items() if times > 1] == []


def test_most_lines_are_in_ringgit_and_each_other_currency_is_there() -> None:
    currencies = Counter(line.currency for line in LINES)
    assert currencies["MYR"] > 540
    assert {*currencies} == {"MYR", *OTHER_CURRENCIES}


def test_each_line_expects_what_stands_in_it() -> None:
    for line in LINES:
        facts, message = line.facts, f"row {line.row}: {line.text}"
        assert line.text == line.text.strip(), message
        assert facts.name.casefold() in line.text.casefold(), message
        assert sorted(facts.tags) == sorted(re.findall(r"#(\S+)", line.text)), message
        if not line.must_ask:
            assert facts.name, message
            assert facts.quantity or facts.price, message
        if facts.quantity is not None:
            assert 0 < facts.quantity <= 1200, message


def test_a_row_says_what_a_clerk_reads(tmp_path: Path) -> None:
    assert only_line(tmp_path, *APAM) == ExpectedLine(
        row=1,
        locale="en",
        currency="MYR",
        text="10 apam RM3 #halal",
        facts=LineFacts(quantity=10, price=300, name="apam", tags=("halal",)),
        must_ask=False,
    )
    nothing = only_line(tmp_path, "ms", "MYR", "apam", "-", "-", "apam", "-")
    assert nothing.facts == LineFacts(quantity=None, price=None, name="apam", tags=())


@pytest.mark.parametrize(
    "cells",
    [
        (*APAM, "?"),
        ("en", "MYR", "apam 2 for RM3", "?", "300", "apam", "-"),
        ("en", "MYR", "apam 2 for RM3", "-", "?", "apam", "-", ""),
        ("en", "MYR", "apam, pau RM3", "-", "300", "?", ""),
        ("en", "MYR", "apam RM3 #", "-", "300", "apam", "？"),
    ],
)
def test_a_question_mark_stands_in_the_eighth_column_or_in_the_doubtful_one(
    cells: tuple[str, ...], tmp_path: Path
) -> None:
    assert only_line(tmp_path, *cells).must_ask


@pytest.mark.parametrize("last", [(), ("",), ("-",), ("", "", "")])
def test_without_one_the_reader_must_be_sure(last: tuple[str, ...], tmp_path: Path) -> None:
    assert not only_line(tmp_path, *APAM, *last).must_ask


@pytest.mark.parametrize(
    "tags", ["halal,vegan", "#halal,#vegan", "#halal #vegan", "halal, vegan", "#halal，＃vegan"]
)
def test_tags_are_written_with_or_without_their_sign(tags: str, tmp_path: Path) -> None:
    assert only_line(tmp_path, *APAM[:6], tags).facts.tags == ("halal", "vegan")


def test_heads_comments_blank_rows_and_ends_of_lines_of_other_systems_are_no_lines(tmp_path: Path) -> None:
    head = ("Locale", "Currency", "Line", "Quantity", "Price", "Name", "Tags", "?")
    file = table(tmp_path, ("# by another hand",), head, ("",), APAM, ("\t\t\t\t\t\t",), newline="\r\n")
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    (line,) = expected_lines(file)
    assert (line.row, line.text, line.facts.tags) == (4, "10 apam RM3 #halal", ("halal",))


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (APAM[:6], "row 2 has 6 columns instead of 7 or 8"),
        ((*APAM, "?", "a note"), "row 2 has 9 columns instead of 7 or 8"),
        ((*APAM, "a note"), "row 2: the eighth column is 'a note' instead of ? or nothing"),
        ((*APAM[:3], "ten", *APAM[4:]), "row 2: quantity is 'ten' instead of a whole number, - or ?"),
        ((*APAM[:4], "3.00", *APAM[5:]), "row 2: price is '3.00' instead of a whole number, - or ?"),
        ((*APAM[:4], "-3", *APAM[5:]), "row 2: price is '-3' instead of a whole number, - or ?"),
        (("en", "MYR", "", *APAM[3:]), "row 2 has no line"),
    ],
)
def test_a_row_that_is_none_is_named(cells: tuple[str, ...], words: str, tmp_path: Path) -> None:
    with pytest.raises(MalformedTable, match=f"^{re.escape(words)}$"):
        expected_lines(table(tmp_path, APAM, cells))


def test_a_table_without_lines_is_none(tmp_path: Path) -> None:
    with pytest.raises(MalformedTable, match="there is no stock line in it"):
        expected_lines(table(tmp_path, ("# nothing yet",), ("locale", "currency")))


@pytest.mark.parametrize(
    ("line", "reading", "right", "misread", "asked"),
    [
        (expected(), SURE, True, False, False),
        (expected(), NOT_SURE, False, False, True),
        (expected(), WRONG, False, True, False),
        (expected(must_ask=True), NOT_SURE, True, False, True),
        (expected(must_ask=True), SURE, False, True, False),
        (expected(quantity=None), PretendReading(replace(STOCK, quantity=None)), True, False, False),
        (expected(quantity=None), SURE, False, True, False),
    ],
)
def test_what_is_right_misread_and_asked(
    line: ExpectedLine, reading: PretendReading, right: bool, misread: bool, asked: bool
) -> None:
    outcome = Outcome(line, reading)
    assert (outcome.right, outcome.misread, outcome.asked) == (right, misread, asked)


@pytest.mark.parametrize(
    ("stock", "right"),
    [
        (replace(STOCK, name="APAM  Gula", tags=("Vegan", "halal")), True),
        (replace(STOCK, name="apam"), False),
        (replace(STOCK, price=301), False),
        (replace(STOCK, price=None), False),
        (replace(STOCK, tags=("halal",)), False),
        (replace(STOCK, limit=2, day=date(2026, 11, 28)), True),
    ],
)
def test_quantity_price_name_and_tags_are_compared_without_case_and_nothing_else_is(
    stock: StockLine, right: bool
) -> None:
    assert Outcome(expected(), PretendReading(stock)).right is right


def test_shares_are_counted_by_language_and_over_all() -> None:
    found = [
        Outcome(expected(), SURE),
        Outcome(expected(), WRONG),
        Outcome(expected(locale="ms"), NOT_SURE),
        Outcome(expected(locale="ms", must_ask=True), NOT_SURE),
    ]
    assert shares(found) == {"read_right": 0.5, "misread": 0.25, "asked": 0.5}
    head, english, malay, every = share_rows(found)
    assert english == ["en", "2", "50.0%", "50.0%", "0.0%"]
    assert malay == ["ms", "2", "50.0%", "0.0%", "100.0%"]
    assert every == ["all", "4", "50.0%", "25.0%", "50.0%"]
    assert len(printed([head, english, malay, every]).splitlines()) == 5


def test_the_first_wrong_lines_are_shown_beside_what_was_read() -> None:
    found = [Outcome(expected(), SURE), *[Outcome(expected(), WRONG)] * 40, Outcome(expected(), NOT_SURE)]
    shown = wrong_lines(found)
    assert len(shown) == SHOWN
    assert shown[0].splitlines() == [
        "misread, en MYR, row 1: 10 apam gula RM3",
        "  expected 10 | 300 | apam gula | halal,vegan",
        "  read     3 | 300 | apam gula | halal,vegan",
    ]
    (asked,) = wrong_lines(found[-1:])
    assert asked.splitlines()[2].endswith("; not understood: fresh")
    (sure,) = wrong_lines([Outcome(expected(must_ask=True), SURE)])
    assert "  expected to be asked" in sure.splitlines()


def test_each_line_is_read_by_the_currency_of_its_row() -> None:
    asked: list[tuple[str, str]] = []

    def read(text: str, currency: str, today: date) -> PretendReading:
        asked.append((text, currency))
        return SURE

    lines = [expected(), replace(expected(), text="16 onigiri 180円", currency="JPY")]
    assert [outcome.reading for outcome in outcomes(lines, read)] == [SURE, SURE]
    assert asked == [("10 apam gula RM3", "MYR"), ("16 onigiri 180円", "JPY")]
    assert milliseconds_per_line(lines, read, rounds=3) > 0
    assert len(asked) == 8


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks.stock", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_the_last_line_is_figures_of_the_file_that_was_named(tmp_path: Path) -> None:
    file = table(tmp_path, APAM, ("ms", "MYR", "12 apam RM3", "10", "300", "apam", "-"))
    done = run(str(file), "--quick")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout.splitlines()[-1])
    assert figures.pop("ms_per_line") > 0
    assert figures == {"read_right": 0.5, "misread": 0.5, "asked": 0.0, "lines": 2}
    assert "misread, ms MYR, row 2: 12 apam RM3" in done.stdout


def test_a_file_that_is_no_table_is_an_error_in_one_line(tmp_path: Path) -> None:
    file = table(tmp_path, ("en", "MYR", "10 apam RM3"))
    done = run(str(file))
    assert done.returncode == 1
    assert done.stderr == f"{file}: row 1 has 3 columns instead of 7 or 8\n"
    assert run(str(tmp_path / "missing.tsv")).returncode == 1
