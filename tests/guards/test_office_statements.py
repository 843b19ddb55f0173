"""Each page of the office makes as many statements as it is known to make, and no more with a long list than with a short one."""

import shutil
from pathlib import Path

import pytest

from benchmarks.office_pages import MOST_MS, PAGES, fill_market, page_costs
from storage.store import Store

STATEMENTS = {
    "today": 24,
    "evenings": 10,
    "evenings, further back": 11,
    "one evening": 15,
    "stalls": 11,
    "stalls, the next page": 11,
    "stalls by a word": 11,
    "stalls by a word with a slip": 11,
    "stalls by a word that none has": 11,
    "one stall": 28,
    "the evenings of a stall": 11,
    "people inside an alley": 8,
    "calendar": 7,
    "the load of a market day": 10,
    "a week of an alley": 8,
    "deposits": 6,
    "payments": 6,
    "days closed": 6,
    "broadcasts": 6,
    "not arrived": 6,
    "not arrived, further back": 6,
    "packaging": 23,
    "figures": 17,
    "figures of an alley": 17,
    "log": 7,
    "log of one kind": 7,
}
"""Of a reading by an organiser, who the session is of included. A page that reads more says here how much."""


async def statements_of(address: str) -> dict[str, int]:
    store = Store(address, deadline=None)
    try:
        return {cost.name: cost.statements for cost in await page_costs(store, readings=1)}
    finally:
        await store.close()


async def test_each_page_makes_its_known_statements(filled_market: Path, tmp_path: Path) -> None:
    shutil.copy(filled_market, tmp_path / "lorong.db")
    found = await statements_of(f"sqlite:///{tmp_path / 'lorong.db'}")
    assert found == STATEMENTS
    assert {*STATEMENTS} == {*PAGES}


@pytest.mark.proof
async def test_pages_of_long_lists_make_no_more_statements_and_take_their_time_at_most(
    tmp_path: Path,
) -> None:
    """Three thousand stalls, and a hundred thousand messages that did not arrive."""
    store = Store(fill_market(tmp_path / "lorong.db", 10_000, has_long_lists=True), deadline=None)
    try:
        costs = await page_costs(store, readings=9)
    finally:
        await store.close()
    assert {cost.name: cost.statements for cost in costs} == STATEMENTS
    assert {cost.name: cost.processor_ms for cost in costs if cost.processor_ms > MOST_MS} == {}
