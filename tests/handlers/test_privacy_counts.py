"""What is said to be stored: each table about a person is counted once, in words of its own or among the others."""

import pytest

from handlers.privacy.views import COUNTED, SAID_BEFORE, privacy_summary
from locales.say import speak
from market.privacy.mydata import DataSummary
from market.privacy.person_columns import person_columns

SAY = speak("en")
TABLES = sorted({place.table.name for place in person_columns()})
OWN_WORDS = [table for counted in COUNTED for table in counted.tables]


def said(**rows: int) -> str:
    return str(privacy_summary(SAY, DataSummary({**dict.fromkeys(TABLES, 0), **rows}), "Ken").text)


def test_each_counted_table_is_about_people_and_counted_once() -> None:
    assert {*OWN_WORDS, SAID_BEFORE} <= {*TABLES}
    assert len({*OWN_WORDS, SAID_BEFORE}) == len(OWN_WORDS) + 1


@pytest.mark.parametrize("table", TABLES)
def test_the_rows_of_each_table_are_counted_once(table: str) -> None:
    text = said(**{table: 7})
    assert text.count("7") == (0 if table == SAID_BEFORE else 1)
    assert ("7 other entries" in text) == (table not in (*OWN_WORDS, SAID_BEFORE))


def test_nothing_is_said_of_what_there_is_none_of() -> None:
    assert "other" not in said()
