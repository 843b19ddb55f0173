"""No cell of a CSV is a formula, however its first sign is hidden or widened."""

from pathlib import Path

import pytest

from locales.csv_cell import amount_cell, text_cell

ROOT = Path(__file__).resolve().parents[2]
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx"]
HIDDEN = [
    " =1",
    "\u00a0+1",
    "\u3000@x",
    "\u200b=1",
    "\ufeff-1",
    "\u2060\u200d=1",
    "\u202e=1",
    "\x00=1",
    " \u200b ＝1",
]
WIDE = ["＝1", "＋1", "－1", "＠x", "﹢1", "﹣1", "﹫x", "\u22121"]
PLAIN = ["", " ", "Ros", " Ros", "8.50", "2-in-1", "'x", "《=》", "老街=1", "\u200bRos"]


@pytest.mark.parametrize("words", FORMULAS + HIDDEN + WIDE)
def test_a_text_that_a_spreadsheet_would_evaluate_gets_an_apostrophe(words: str) -> None:
    assert text_cell(words) == f"'{words}"


@pytest.mark.parametrize("words", PLAIN)
def test_any_other_text_stays_as_it_is(words: str) -> None:
    assert text_cell(words) == words


def test_an_amount_is_a_number() -> None:
    assert amount_cell(-850, "MYR") == "-8.50"


def test_there_is_one_rule_for_every_csv() -> None:
    """Whatever module writes CSV takes its texts from here, or has none that people typed."""
    without_texts = {"market/packaging/sold_in.py"}
    writes = {
        str(path.relative_to(ROOT)): path.read_text()
        for layer in ("handlers", "market", "scheduler", "web", "bot")
        for path in sorted((ROOT / layer).rglob("*.py"))
        if "csv.writer(" in path.read_text() or "csv.DictWriter(" in path.read_text()
    }
    assert {*writes} >= without_texts
    assert len(writes) > 4
    assert [
        name for name, source in writes.items() if "text_cell(" not in source and name not in without_texts
    ] == []
