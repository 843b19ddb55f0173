"""Personal data: handed out by /mydata, and deleted without a trace by /forget."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from bot.demo.data.people_and_stalls import ROS
from bot.log import configure_logging
from sandbox import UserProfile
from storage.drop import Drop, Item
from storage.stall import Stall
from tests.journeys.conftest import open_market
from tests.journeys.harness import TOM, Market, Visitor
from tests.journeys.holding import hold_for

ZULAIKHA = 735_123_456_789
"""A number whose bytes turn up nowhere by chance."""
NAME = "Zulaikhaxyz"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    file = tmp_path / "lorong.log"
    with file.open("a") as stream:
        configure_logging(stream)
        yield file
        logging.basicConfig(force=True, level=logging.WARNING)


def counts(session: Session, drop: int) -> tuple[int, int, int]:
    item = session.exec(select(Item).where(col(Item.drop_id) == drop)).one()
    return item.booked, item.held, item.waiting


async def kuih_lapis(market: Market, visitor: Visitor) -> None:
    code = await market.store.read(lambda session: session.get_one(Drop, market.town.kuih_lapis).code)
    await visitor.open(f"d_{code}")


async def test_tom_reads_what_is_kept_and_gets_all_of_it_as_a_file(market: Market, tom: Visitor) -> None:
    await kuih_lapis(market, tom)
    item = select(Item.id).where(col(Item.drop_id) == market.town.kuih_lapis)
    await hold_for(market, tom, await market.store.read(lambda session: session.exec(item).one() or 0))
    await tom.writes("/privacy")
    assert "1 waitlist place, 1 hold and 1 message." in tom.reads
    await tom.tap("My data")
    assert tom.screen.document is not None
    everything = json.loads(tom.screen.document)
    assert everything["person"][0]["first_name"] == "Tom"
    assert [row["units"] for row in everything["hold"]] == [1]
    assert [row["kind"] for row in everything["notification"]] == ["HoldHalfElapsed"]
    assert {row["person_id"] for row in everything["entry"]} == {await market.person(TOM)}


async def test_of_others_a_file_says_only_that_they_are_others(market: Market) -> None:
    ken = market.visitor(1003)
    await ken.writes("/mydata")
    assert ken.screen.document is not None
    assert b"Aina" not in ken.screen.document


@pytest.mark.feature("D03")
async def test_forgotten_leaves_no_number_and_no_name(sqlite_url: str, log: Path) -> None:
    async with open_market(
        Market(sqlite_url, people=(UserProfile(id=ZULAIKHA, first_name=NAME, language_code="en"),))
    ) as market:
        await market.open()
        visitor = market.visitor(ZULAIKHA)
        before = await market.store.read(counts, market.town.kuih_lapis)
        await kuih_lapis(market, visitor)
        await visitor.tap("Join for 1")
        await market.deliver()
        await visitor.open("nonsense")
        assert traces(sqlite_url) != []

        await visitor.writes("/forget")
        assert "1 booking will be cancelled." in visitor.reads
        assert visitor.labels[0] == "Keep my data"
        assert (await visitor.tap("Delete my data")).text == "Your data was deleted."
        assert await market.store.read(counts, market.town.kuih_lapis) == before
    assert traces(sqlite_url) == []
    assert logged_lines(log) == []


def traces(url: str) -> list[str]:
    """Return the files of the database that contain the number or the name."""
    file = Path(url.removeprefix("sqlite:///"))
    signs = ZULAIKHA.to_bytes(6, "big"), str(ZULAIKHA).encode(), NAME.encode()
    found = file.parent.glob(f"{file.name}*")
    return [each.name for each in found if any(sign in each.read_bytes() for sign in signs)]


def logged_lines(log: Path) -> list[str]:
    """Return the lines of the log that name her."""
    return [item for item in log.read_text().splitlines() if str(ZULAIKHA) in item or NAME in item]


async def test_a_stall_is_closed_and_who_waits_at_it_is_told(market_on_each: Market) -> None:
    market, tom = market_on_each, market_on_each.visitor(TOM)
    await kuih_lapis(market, tom)
    await tom.tap("Join for 1")
    ros = market.visitor(ROS.id)
    await ros.writes("/forget")
    assert "Your stall is closed: Dapur Nenek Ros." in ros.reads
    await ros.tap("Delete my data")
    await market.deliver()
    assert "Cancelled" in tom.reads
    owners = await market.store.read(
        lambda session: session.exec(
            select(Stall.owner_id, Stall.state).where(col(Stall.name) == "Dapur Nenek Ros")
        ).one()
    )
    assert owners == (None, "turned_down")
