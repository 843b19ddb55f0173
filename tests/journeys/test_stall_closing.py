"""A vendor leaves the market, from the list of open matters to the closed stall, its undo, and an organiser's way back."""

from datetime import timedelta

from sqlmodel import Session, col, select

from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.stall_application import ShowStallRequest
from handlers.callbacks.stall_closing import CloseStall, ReopenStall
from storage.drop import Drop
from storage.sale import Receipt
from storage.stall import Stall
from tests.journeys.harness import KEN, LINA, TOM, Market, Visitor
from tests.people import person_of


async def own_stall(market: Market, owner: int) -> Stall:
    rows = select(Stall).where(col(Stall.owner_id) == person_of(owner))
    return await market.store.read(lambda session: session.exec(rows).one())


async def open_stall(market: Market, visitor: Visitor, name: str) -> Stall:
    """A new stall with one drop ahead."""
    await visitor.writes("/stall")
    await visitor.tap("Lorong Bakau")
    await visitor.writes(name)

    def approve(session: Session) -> None:
        row = session.exec(select(Stall).where(col(Stall.name) == name)).one()
        row.state = "approved"

    await market.change(approve)
    stall = await own_stall(market, visitor.id)
    await visitor.writes("4 sambal RM12 sat 6pm-10pm max 2")
    await visitor.tap("Publish")
    return stall


async def test_a_vendor_leaves_and_everybody_hears_of_it(market: Market) -> None:
    lina, tom = market.visitor(LINA), market.visitor(TOM)
    await lina.writes("/start")
    await tom.writes("/start")
    stall = await open_stall(market, lina, "Warung Lina")
    await tom.writes("sambal")
    await tom.open(f"s_{stall.code}")
    await tom.tap("Follow stall")
    await tom.tap("1 sambal")
    await tom.tap("Join for 1")
    assert tom.reads.startswith("Pickup ticket: 1 × sambal"), tom.reads
    await lina.writes("/stall")
    await lina.tap("Leave the market")
    assert lina.reads.splitlines() == [
        "Leave the market: Warung Lina",
        "This ends by itself, and we tell everybody:",
        "• 1 drop ahead is cancelled; bookings in it: 1.",
        "Nothing is left to settle.",
    ]
    await lina.tap("Close the stall")
    assert lina.reads.startswith(
        "Close Warung Lina? 1 drop ahead is cancelled, and we tell everybody who joined it."
    )
    await lina.tap("Keep it")
    await lina.tap("Close the stall")
    assert (await lina.tap("Close the stall")).text == "Closed. We told 1 person."
    assert lina.reads.startswith("Warung Lina has left the market, Tue 24 Nov 10:00.")
    assert lina.labels == ["Undo", "Statement", "Back"]
    closed = lina.screen.id
    await market.deliver()
    assert "Cancelled Tue 24 Nov 10:00" in tom.reads
    await tom.open(f"s_{stall.code}")
    assert tom.reads.startswith("Warung Lina has left the market. See /drops for what is on."), tom.reads
    await lina.tap(data=ShowDesk().pack(), message=closed)
    assert "Warung Lina" not in lina.reads
    await lina.writes("4 sambal RM12 sun 6pm-10pm")
    assert "Got it" not in lina.reads, "a line is no stock any more"
    await lina.writes("/stall")
    await lina.tap("Statement")
    assert "Nothing was sold, paid or handed over." in lina.reads, "the books stay hers to read"


async def test_undo_within_a_minute_and_not_after(market: Market) -> None:
    lina = market.visitor(LINA)
    await lina.writes("/start")
    stall = await open_stall(market, lina, "Warung Lina")
    await close(lina)
    assert (await lina.tap("Undo")).text == "Your stall is open again."
    assert lina.reads.startswith("Warung Lina · Lorong Bakau")
    await lina.tap("Leave the market")
    assert "Nothing is left to settle." in lina.reads
    await lina.tap("Close the stall")
    await lina.tap("Close the stall")
    market.clock.now += timedelta(minutes=1)
    answer = await lina.tap(data=ReopenStall(stall=stall.id or 0).pack(), message=lina.screen.id)
    assert answer.text.startswith("Too late to undo.")
    assert "Undo" not in lina.labels


async def close(lina: Visitor) -> None:
    await lina.writes("/stall")
    await lina.tap("Leave the market")
    await lina.tap("Close the stall")
    await lina.tap("Close the stall")


async def test_what_is_not_settled_is_named_with_the_way_there(market: Market) -> None:
    lina = market.visitor(LINA)
    await lina.writes("/start")
    stall = await open_stall(market, lina, "Warung Lina")

    def sell(session: Session) -> None:
        session.exec(select(Drop).where(col(Drop.stall_id) == stall.id)).one().starts_at = market.clock.now

    await market.change(sell)
    await lina.writes("/desk")
    await lina.tap("Sell")
    await lina.tap("sambal")
    await lina.tap("Cash")
    assert await market.store.read(lambda session: len(session.exec(select(Receipt)).all()))
    await lina.writes("/stall")
    await lina.tap("Leave the market")
    assert "Settle this first:\n• Tue 24 Nov 2026 is not closed." in lina.reads, lina.reads
    assert "Close the stall" not in lina.labels
    forged = CloseStall(stall=stall.id or 0, drops=1).pack()
    assert (await lina.tap(data=forged, message=lina.screen.id)).text.startswith(
        "Something has to be settled first."
    )
    assert (await own_stall(market, LINA)).closed_at is None
    await lina.tap("Close the day")
    assert "Warung Lina" in lina.reads


async def test_an_organiser_opens_it_again(organised_market: Market) -> None:
    lina, ken = organised_market.visitor(LINA), organised_market.visitor(KEN)
    await lina.writes("/start")
    stall = await open_stall(organised_market, lina, "Warung Lina")
    await close(lina)
    organised_market.clock.move(hours=1)
    await ken.writes("/start")
    await ken.tap(data=ShowStallRequest(stall=stall.id or 0).pack(), message=ken.screen.id)
    assert "Pemiliknya menutupnya" in ken.reads or "Its owner closed it" in ken.reads, ken.reads
    await ken.tap("Buka semula" if "Pemiliknya" in ken.reads else "Open again")
    assert (await own_stall(organised_market, LINA)).closed_at is None
    await organised_market.deliver()
    await lina.writes("/stall")
    assert lina.reads.startswith("Warung Lina · Lorong Bakau")
