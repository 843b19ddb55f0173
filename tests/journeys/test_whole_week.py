"""A whole week of the demo market as one story, and a market that begins with an empty database."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.demo.data.people_and_stalls import KEN, ROS
from sandbox import Message
from tests.journeys.harness import LINA, TOKEN, TOM, Market, Visitor, without_bidi_marks
from tests.journeys.test_desk import to_evening_of

LORONG = Path(sys.executable).with_name("lorong")
WORDS = "The alley closes at 21:00 on Sunday."


async def scan(market: Market, staff: Visitor, picture: Message) -> None:
    """Holds the camera at a picture on another phone."""
    assert (await staff.phone.scan(picture)).what == "opened"
    await market.until_idle()


async def open_kopi(shopper: Visitor) -> None:
    """Looks for it by its name; the only drop found is open."""
    await shopper.writes("kopi tarik")
    assert shopper.reads.startswith("kopi tarik\nDapur Nenek Ros, ")


async def test_a_week_of_the_market_from_a_posted_line_to_the_cup_that_comes_back(
    organised_market: Market,
) -> None:
    market = organised_market
    ros, tom, lina, ken = (market.visitor(one) for one in (ROS.id, TOM, LINA, KEN.id))
    await ken.phone.set_language("en")
    for each in (ros, tom, lina):
        await each.writes("/start")

    await ros.writes("1 gelas kopi tarik RM7 packaging deposit RM3 sat 6pm")
    assert ros.reads.startswith("Got it: 1 cup of kopi tarik, RM7.00 each.")
    assert "RM3.00 packaging deposit, refunded on return." in ros.reads
    assert (await ros.tap("Publish")).text == "Published."

    for each in (tom, lina):
        await open_kopi(each)
    assert without_bidi_marks((await tom.tap("Join for 1")).text) == "Booked: 1 × kopi tarik."
    ticket = tom.screen
    assert ticket.text.startswith("Pickup ticket: ")
    assert "Pay RM10.00 at the stall, RM3.00 of it for packaging." in ticket.text
    assert tom.labels[-1] == "Undo (1 min)"
    await open_kopi(lina)
    assert (await lina.tap("Join waitlist")).text == "Your number is 2."

    await to_evening_of(ros, "kopi tarik")
    await ros.tap("kopi tarik")
    assert (await ros.tap("Add 1")).text == "Now 2. We told number 2."
    await market.deliver()
    assert lina.reads.startswith("Held for you: 1 × kopi tarik.")
    await lina.tap("Decline")

    market.clock.now = datetime(2026, 11, 27, 10, tzinfo=UTC)  # Friday 18:00
    await market.deliver()
    asked = await tom.phone.until(lambda message: "Are you coming?" in message.text)
    assert without_bidi_marks(asked.text) == (
        "Sat 28 Nov, 18:00 to 22:00, Lorong Bakau\n"
        "1 × kopi tarik (Dapur Nenek Ros) · Place A2\n"
        "Total at the stall: RM10.00 (RM7.00 + RM3.00 packaging deposit, refunded on return). Are you coming?"
    )
    await tom.tap("I am coming", message=asked.id)

    market.clock.now = datetime(2026, 11, 28, 10, 30, tzinfo=UTC)  # Saturday 18:30
    await market.deliver()
    await scan(market, ros, ticket)
    assert ros.reads.startswith(
        "✅ VALID. Take RM10.00 (RM7.00 + RM3.00 packaging). 1 × kopi tarik, none collected yet."
    )
    assert (await ros.tap("Handed over, cash")).text == "Handed over."
    assert ros.reads == "✅ HANDED OVER. 1 × kopi tarik, RM10.00 cash, Sat 28 Nov 18:30."
    await market.deliver()
    back = await tom.phone.until(lambda message: message.text.startswith("Returns ticket: 1 cup."))
    await scan(market, ros, back)
    await ros.tap("Take back 1")
    assert ros.reads == "↩ RETURNED. 1 of 1. Refund RM3.00 now."
    market.clock.move(minutes=1)
    await market.deliver()
    await tom.phone.until(lambda message: message.text.startswith("1 cup returned Sat 28 Nov 18:30"))
    await tom.writes("/returns")
    assert tom.reads == "You have nothing to return.\n1 item returned. Thank you."

    await ken.writes("/broadcast")
    await ken.tap("Write it")
    await ken.writes(WORDS)
    await ken.tap("Preview")
    assert ken.phone.messages[-2].text == WORDS
    await ken.tap("Send to ")
    await ken.tap("Send to ")
    await market.deliver()
    report = await ken.phone.until(lambda message: message.text.startswith("Done"), timeout=60)
    assert "Not sent" not in report.text
    for each in (ros, tom, lina):
        assert [message.text for message in each.answers].count(WORDS) == 1, each.phone


class NewMarket(Market):
    """A sandbox, and a file that is not there yet."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        super().__init__(f"sqlite:///{folder / 'lorong.db'}")

    async def run(self) -> Process:
        """`lorong run` as an operator starts it, with the settings that it needs."""
        given = {
            "LORONG_BOT_TOKEN": TOKEN,
            "LORONG_API_BASE": self.address,
            "LORONG_DATABASE_URL": self.url,
            "LORONG_ADMINS": str(KEN.id),
            "LORONG_WEB_BIND": "127.0.0.1:0",
            "LORONG_HEALTH_BIND": "127.0.0.1:0",
        }
        return await asyncio.create_subprocess_exec(
            LORONG, "run", cwd=self._folder, env=os.environ | given, stdout=asyncio.subprocess.DEVNULL
        )


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[tuple[NewMarket, Process]]:
    market = NewMarket(folder)
    async with market.sandbox.serve() as address:
        market.address = address
        process = await market.run()
        try:
            yield market, process
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
            await market.store.close()


async def test_lorong_run_on_an_empty_database_from_the_first_alley_to_the_first_cup_back(
    tmp_path: Path,
) -> None:
    async with running(tmp_path) as (market, process):
        ken, lina, tom = (market.visitor(one) for one in (KEN.id, LINA, TOM))
        await ken.phone.set_language("en")
        await ken.phone.write("/start")
        await market.until_idle(60)
        assert "Nothing planned yet." in ken.reads
        for each in (lina, tom):
            await each.writes("/start")

        await ken.writes("/admin")
        assert ken.reads.startswith("Three steps to a market.")
        await ken.tap("Add an alley")
        await ken.writes("Lorong Bakau")
        await ken.writes("5.98215, 116.07467")
        await ken.tap("Add this alley")

        await lina.writes("/start")
        await lina.tap("Open a stall")
        await lina.tap("Lorong Bakau")
        await lina.writes("Warung Lina")
        await ken.phone.until(lambda message: message.text.startswith("New stall: "))
        assert (await ken.tap("Approve")).text == "Approved. We told the stall."
        await lina.phone.until(lambda message: message.text.startswith("Approved: "))

        await lina.writes("/post")
        await lina.writes("2 cups kopi tarik RM7 packaging deposit RM3 tomorrow 7pm")
        assert lina.reads.startswith("Got it: 2 cups of kopi tarik, RM7.00 each.")
        assert "RM3.00 packaging deposit, refunded on return." in lina.reads
        assert (await lina.tap("Publish")).text == "Published."

        await tom.writes("/start")
        await tom.tap("kopi tarik")
        assert "2 of 2 left" in tom.reads
        await tom.tap("Join for 1")
        ticket = await tom.phone.until(lambda message: message.text.startswith("Pickup ticket: "))
        assert "Pay RM10.00 at the stall, RM3.00 of it for packaging." in ticket.text

        await scan(market, lina, ticket)
        await lina.tap("Handed over, cash")
        assert lina.reads.startswith("✅ HANDED OVER. 1 × ")
        back = await tom.phone.until(lambda message: message.text.startswith("Returns ticket: 1 cup."))
        await scan(market, lina, back)
        await lina.tap("Take back 1")
        assert lina.reads == "↩ RETURNED. 1 of 1. Refund RM3.00 now."
        await tom.writes("/returns")
        assert tom.reads == "You have nothing to return.\n1 item returned. Thank you."
        await lina.writes("/desk")
        assert "kopi tarik: 1 left, 1 booked (all collected)" in lina.reads

        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 10) == 0
