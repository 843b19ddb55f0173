"""Ken checks the outbox: three taps from /admin to each message and its reader, and to the reason why one did not arrive."""

import pytest

from tests.journeys.harness import KEN, TOM, Market, Visitor


@pytest.fixture
async def ken(organised_market: Market) -> Visitor:
    ken = organised_market.visitor(KEN)
    await ken.phone.set_language("en")
    await ken.writes("/admin")
    return ken


async def test_why_a_notification_did_not_arrive_is_three_taps_away(
    organised_market: Market, ken: Visitor
) -> None:
    tom = organised_market.visitor(TOM)
    await tom.writes("/start")
    await ken.tap(data=f"ooy:{await organised_market.person(TOM)}")
    await organised_market.deliver()
    assert tom.reads.startswith("You are now an organiser of this market.")
    await ken.tap(data=f"oor:{await organised_market.person(TOM)}")
    await organised_market.deliver()
    await organised_market.block_unnoticed(TOM)
    organised_market.clock.move(minutes=5)
    await ken.tap(data=f"obx:{await organised_market.person(TOM)}:behaviour")
    await organised_market.deliver()
    await ken.writes("/admin")
    await ken.tap("Messages")
    assert "Messages of the last 24 hours: sent " in ken.reads
    await ken.tap("Failures, 30 days")
    assert ken.reads == (
        "1 message not delivered in 30 days:\n"
        "Tue 24 Nov 10:05 · Tom · they were blocked from the market"
        " · unreachable: blocked Lorong"
    )
    await ken.tap("Tom")
    assert "Messages do not reach them." in ken.reads
    await ken.tap("Messages")
    assert ken.reads.split("\n") == [
        "3 messages to Tom in 30 days:",
        "Tue 24 Nov 10:05 · they were blocked from the market · unreachable: blocked Lorong",
        "Tue 24 Nov 10:00 · a change of organisers · sent 10:00",
        "Tue 24 Nov 10:00 · a change of organisers · sent 10:00",
    ]
    await ken.tap("Back")
    assert ken.reads.startswith("Tom, reads English")


async def test_what_was_not_even_tried_is_told_too(organised_market: Market, ken: Visitor) -> None:
    tom = organised_market.visitor(TOM)
    await tom.writes("/start")
    await tom.phone.block()
    await organised_market.until_idle()
    await ken.tap(data=f"obx:{await organised_market.person(TOM)}:behaviour")
    await organised_market.deliver()
    await ken.tap(data="omf:1")
    assert ken.reads.endswith(
        "Tom · they were blocked from the market · not sent: messages do not reach them"
    )


async def test_a_history_is_empty_before_and_after(organised_market: Market, ken: Visitor) -> None:
    tom = organised_market.visitor(TOM)
    await tom.writes("/start")
    await ken.tap(data=f"oml:{await organised_market.person(TOM)}:1")
    assert ken.reads == "No messages to Tom in 30 days."
    await ken.tap(data=f"ooy:{await organised_market.person(TOM)}")
    await organised_market.deliver()
    await ken.tap(data=f"oml:{await organised_market.person(TOM)}:99")
    assert ken.reads.startswith("1 message to Tom in 30 days:")
    organised_market.clock.move(days=31)
    await organised_market.deliver()
    await ken.tap(data=f"oml:{await organised_market.person(TOM)}:1")
    assert ken.reads == "No messages to Tom in 30 days."
