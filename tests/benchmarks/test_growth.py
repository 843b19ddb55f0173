"""The growth benchmark: it fills a market, makes every call in it, and reports calls that grow. No test asserts speed."""

import re
from pathlib import Path

from sqlmodel import Session, select

from benchmarks.growth import Growth, filled, rows, unexplained
from benchmarks.growth_calls import all_calls, find_sample_ids, functions
from benchmarks.growth_data import CROWDED_DROP, Market
from benchmarks.growth_exceptions import EXCEPTIONS
from benchmarks.report import printed
from market.desk import desk
from storage.drop import Item
from storage.person import Person

DOCS = Path(__file__).resolve().parents[2] / "docs" / "operations.md"


def test_a_filled_market_has_its_people_and_calls_are_rolled_back(tmp_path: Path) -> None:
    with filled(f"sqlite:///{tmp_path / 'lorong.db'}", 1000) as engine:
        with Session(engine) as session:
            market = Market(1000)
            calls = all_calls(find_sample_ids(session, market))
            assert len(session.exec(select(Person.id)).all()) == 1000
        with Session(engine) as session:
            assert calls["crowded: cancel"](session) == 2 * market.crowd_size + 20, "its other item too"
            assert session.get_one(Item, market.item_of(CROWDED_DROP)).booked == 0
        with Session(engine) as session:
            assert session.get_one(Item, market.item_of(CROWDED_DROP)).booked == market.crowd_size


def test_each_public_query_and_action_is_called() -> None:
    assert desk in functions()
    assert len(functions()) > 300


def test_a_call_that_grows_without_a_reason_is_reported() -> None:
    reason = next(iter(EXCEPTIONS))
    found = {
        "flat": Growth((0.01, 0.012), refused=False),
        "quick": Growth((0.0001, 0.0029), refused=False),
        "grows": Growth((0.01, 0.1), refused=True),
        reason: Growth((0.01, 0.1), refused=False),
    }
    assert unexplained(found) == ["grows"]
    table = printed(rows(found, (1000, 10_000)))
    assert re.search(r"grows +10.00 +100.00 +10.00 +GROWS \(refused\)", table)


def test_every_exception_is_in_the_documentation_with_its_reason() -> None:
    text = DOCS.read_text()
    assert [name for name, reason in EXCEPTIONS.items() if f"| `{name}` | {reason} |" not in text] == []
