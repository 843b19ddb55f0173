"""A stall shares a drop with a live seller and a host, sells, and each reads their share."""

import csv
import io
import re
from collections.abc import AsyncIterator
from datetime import date

import pytest

from tests.journeys.conftest import open_market
from tests.journeys.harness import LINA, MEI, ROS, TOM, Market, Visitor
from tests.journeys.test_sale import add_goods, sell, stall_of_ros
from tests.journeys.true_messages import run_edits, untrue
from tests.splits_by_hand import recompute

MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 29)


@pytest.fixture
async def market(sqlite_url: str) -> AsyncIterator[Market]:
    """Ros sells apam at RM8.52 and putu at RM3.00 today."""
    async with open_market(Market(sqlite_url)) as market:
        await market.open()
        for person in (ROS, TOM, LINA, MEI):
            await market.visitor(person).writes("/start")
        await market.change(add_goods, market)
        yield market


async def shares_of_apam(ros: Visitor) -> None:
    await ros.writes("/desk")
    await ros.tap(next(label for label in ros.labels if "Apam" in label))
    await ros.tap("View drop")
    await ros.tap("More")
    await ros.tap("Split takings")


async def link_for(ros: Visitor, label: str) -> str:
    await ros.tap(label)
    found = re.search(r"https://t\.me/\S+start=p_\S+", ros.reads)
    assert found is not None
    await ros.tap("Back")
    return found[0]


async def test_a_drop_is_shared_sold_and_settled_by_the_statement(market: Market) -> None:
    ros, tom, lina, mei = (market.visitor(one) for one in (ROS, TOM, LINA, MEI))
    await shares_of_apam(ros)
    assert "You keep everything this drop takes" in ros.reads
    await ros.tap("Live seller's part")
    await ros.writes("a fifth")
    assert ros.reads.startswith("We did not understand that.")
    await ros.writes("20")
    await ros.tap("Host's part")
    await ros.writes("12.5%")
    assert "Stall: 67.5 %\nLive seller: 20 %, send them a link\nHost: 12.5 %, send them a link" in ros.reads
    creator, host = await link_for(ros, "Link for live seller"), await link_for(ros, "Link for host")
    await tom.open(creator)
    assert "offers you a part of what this drop takes, as its live seller." in tom.reads
    assert "Stall: 67.5 % · Live seller: 20 % · Host: 12.5 %" in tom.reads
    await tom.tap("Agree")
    assert "You have agreed. It counts when the others have" in tom.reads
    await mei.open(creator)
    assert mei.reads.startswith("这个链接")
    await lina.open(host)
    answer = await lina.tap("Agree")
    assert answer.text == "You agree. It is noted."
    assert "All have agreed. Until the first sale you can step back." in lina.reads
    await market.deliver()
    assert "All have agreed to the split of Apam." in ros.reads
    assert "All have agreed to the split of Apam." in tom.reads
    await sell(ros, "Apam, RM8.52", "Putu, RM3.00", by="Cash RM11.50")
    await ros.writes("/desk")
    await ros.tap("More")
    await ros.tap("Split takings")
    assert "Apam: RM8.52. Yours: RM5.75. The live seller's: RM1.70. The host's: RM1.07." in ros.reads
    assert "You owe Tom, the live seller, RM1.70." in ros.reads
    assert "You owe Lina <b>&amp;, the host, RM1.07." in ros.reads
    assert "Putu" not in ros.reads
    await tom.writes("/mine")
    await tom.tap("Splits: 1")
    await tom.tap("Apam")
    assert "All have agreed. The drop has made sales, so this can no longer change." in tom.reads
    assert "Step back" not in tom.labels
    await tom.tap("Statement")
    assert "Apam: RM8.52. Your part: RM1.70." in tom.reads
    assert "Dapur Nenek Ros owes you RM1.70." in tom.reads
    assert "1.07" not in tom.reads
    await tom.tap("Earlier")
    assert "No split drop took or refunded money in this week." in tom.reads
    assert "As CSV" not in tom.labels
    await tom.tap("Later")
    await tom.tap("As CSV")
    document = tom.screen.document
    assert document is not None
    rows = list(csv.DictReader(io.StringIO(document.decode("utf-8-sig"))))
    assert [(row["drop"], row["took"], row["creator"]) for row in rows] == [("Apam", "8.52", "1.70")]
    assert "host" not in rows[0]
    [took] = recompute(str(market.store.url.database), await stall_of_ros(market), MONDAY, SUNDAY).values()
    assert took == {"took": 852, "stall": 575, "creator": 170, "host": 107}


async def test_a_party_says_no_and_the_stall_is_told(market: Market) -> None:
    ros, tom = market.visitor(ROS), market.visitor(TOM)
    await shares_of_apam(ros)
    await ros.tap("Live seller's part")
    await ros.writes("20")
    await tom.open(await link_for(ros, "Link for live seller"))
    await tom.tap("Agree")
    await shares_of_apam(ros)
    await ros.tap("Live seller's part")
    await ros.writes("15")
    await market.deliver()
    await tom.tap("No, thank you")
    await market.deliver()
    assert "The live seller does not join the split of Apam" in ros.reads
    await shares_of_apam(ros)
    assert "All have agreed:\nStall: 80 %\nLive seller: 20 %, Tom has agreed" in ros.reads
    await ros.tap("End split")
    await ros.tap("End split")
    await market.deliver()
    assert "The stall withdrew its proposal for Apam" in tom.reads


async def test_a_cancelled_drop_that_took_nothing_has_nothing_to_share(market: Market) -> None:
    ros, tom = market.visitor(ROS), market.visitor(TOM)
    await shares_of_apam(ros)
    await ros.tap("Live seller's part")
    await ros.writes("20")
    await tom.open(await link_for(ros, "Link for live seller"))
    await tom.tap("Agree")
    await ros.tap("Back")
    await ros.tap("Change")
    await ros.tap("Cancel the drop")
    await ros.tap("Cancel the drop")
    await market.deliver()
    assert tom.reads.endswith("is cancelled. It took nothing, so there is nothing to share.")


async def with_both_parts(ros: Visitor) -> None:
    await shares_of_apam(ros)
    for label, share in (("Live seller's part", "20"), ("Host's part", "10")):
        await ros.tap(label)
        await ros.writes(share)


async def test_one_part_is_taken_out_again_by_a_button_or_by_zero(market: Market) -> None:
    ros = market.visitor(ROS)
    await with_both_parts(ros)
    assert {"Without live seller", "Without host"} <= {*ros.labels}
    await ros.tap("Without host")
    assert ros.reads == "Remove this part: the host?", "nobody was asked yet"
    await ros.tap("Keep it")
    assert "Host: 10 %" in ros.reads
    await ros.tap("Host's part")
    assert ros.reads.endswith("Write 0 to remove this part.")
    await ros.writes("0")
    assert (await ros.tap("Remove")).text == "Removed."
    assert "Stall: 80 %\nLive seller: 20 %, send them a link" in ros.reads
    assert "Host: " not in ros.reads
    assert "Without live seller" not in ros.labels, "the last part ends with the proposal"
    await ros.tap("Live seller's part")
    await ros.writes("0")
    assert ros.reads.startswith("Withdraw this proposal?")
    await ros.tap("Withdraw proposal")
    assert "You keep everything this drop takes" in ros.reads
    await ros.tap("Host's part")
    assert "Write 0" not in ros.reads
    await ros.writes("0")
    assert "Take" not in ros.reads


async def test_the_pages_and_messages_of_shares_stay_true(market: Market) -> None:
    ros, tom, lina = (market.visitor(one) for one in (ROS, TOM, LINA))
    await with_both_parts(ros)
    await tom.open(await link_for(ros, "Link for live seller"))
    await tom.tap("Agree")
    toms = tom.screen.id
    await shares_of_apam(ros)
    page = ros.screen.id
    await lina.open(await link_for(ros, "Link for host"))
    await lina.tap("Agree")
    await market.deliver()
    await run_edits(market)
    assert "All have agreed." in tom.reading(toms)
    await shares_of_apam(ros)
    await ros.tap("Without host")
    assert ros.reads == (
        "Remove this part: the host? We ask the other side to agree again. Until then, the split that all agreed to stays."
    )
    await ros.tap("Keep it")
    await ros.tap("End split")
    await ros.tap("End split")
    await market.deliver()
    await run_edits(market)
    assert "This has ended and does not count." in tom.reading(toms)
    assert "You keep everything this drop takes" in ros.reading(page)
    [agreed] = [one for one in tom.answers if one.id != toms and "This has ended" in tom.reading(one.id)]
    assert agreed.id > toms, "the message that all have agreed"
    assert await untrue(market) == []
