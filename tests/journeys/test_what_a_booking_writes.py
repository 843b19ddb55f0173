"""What a booking writes: which rows, how many messages that count, and what is drawn again."""

import asyncio
import io
from collections import Counter

import pytest
import zxingcpp
from PIL import Image
from sqlmodel import Session, col, select, text

from handlers.callbacks.waitlist import JoinWaitlist
from sandbox import Message, UserProfile
from storage.shown import ShownKind, ShownMessage
from storage.tables import metadata
from tests.journeys.conftest import open_market
from tests.journeys.harness import MORE_VISITORS, Market, Visitor
from tests.journeys.test_waitlist import ALL, empty_drop
from tests.journeys.true_messages import untrue

ROWS = {
    "processed_update": 1,
    "inbox": 2,  # in and out
    "entry": 1,
    "hold": 1,
    "booking": 1,
    "ticket": 1,
    "notification": 2,  # two reminders
    "shown": 1,
    "upload": 1,  # the file_id of the ticket's picture
}
"""The rows that a booking writes, by table."""
SHARED = {"item", "lease", "process_share", "heartbeat"}
"""One row for all who join together, and what an idle process writes."""
TOGETHER = 20
"""People who join at one time: no crowd, whose pictures would come later."""
SENT = ("sendMessage", "sendPhoto", "sendDocument")


def watch(session: Session) -> None:
    """Have the database note each row that is written, by its table."""
    session.connection().execute(text("CREATE TABLE written (name TEXT)"))
    for name in metadata.tables:
        for event in ("INSERT", "UPDATE", "DELETE"):
            session.connection().execute(
                text(
                    f'CREATE TRIGGER written_{name}_{event} AFTER {event} ON "{name}" '
                    f"BEGIN INSERT INTO written VALUES ('{name}'); END"
                )
            )


def written(session: Session) -> Counter[str]:
    return Counter(session.connection().execute(text("SELECT name FROM written")).scalars())


def forget_written(session: Session) -> None:
    session.connection().execute(text("DELETE FROM written"))


def shows_qr(message: Message) -> bool:
    return message.photo is not None and bool(
        zxingcpp.read_barcodes(Image.open(io.BytesIO(message.photo.content)).convert("L"))
    )


async def join(visitor: Visitor, item: int) -> None:
    await visitor.tap(data=JoinWaitlist(item=item, units=1, back_to=ALL).pack())


async def settle(market: Market) -> int:
    """Let all be answered and stored; return how many messages are drawn again a second later."""
    await market.until_idle(60)
    market.clock.move(seconds=3)
    return await market.app.shown.run_due()


async def test_a_booking_writes_eleven_rows_and_sends_nothing(market: Market) -> None:
    _, item = await market.change(empty_drop, market.town.kuih_lapis, 4)
    first, aina = market.visitor(MORE_VISITORS[0].id), market.visitor(MORE_VISITORS[1].id)
    for visitor in (first, aina):
        await visitor.open("d_RACE4")
    await join(first, item)
    await settle(market)
    await market.store.write(watch)
    sent = len(market.calls(*SENT))

    await join(aina, item)
    assert await settle(market) == 0, "nothing has changed"
    rows = await market.store.read(written)
    assert {name: count for name, count in rows.items() if name not in SHARED} == ROWS
    assert sum(ROWS.values()) == 11
    await market.deliver()
    assert len(market.calls(*SENT)) == sent, "the card that was tapped is the ticket now"
    assert "Pickup ticket: 1 × " in aina.reads
    assert shows_qr(aina.screen)


@pytest.mark.parametrize("count", [6, pytest.param(150, marks=pytest.mark.proof)])
async def test_joins_are_remembered_once_and_not_drawn_again(sqlite_url: str, count: int) -> None:
    people = tuple(
        UserProfile(id=6000 + place, first_name=f"Visitor {place}", language_code="en")
        for place in range(count)
    )
    async with open_market(Market(sqlite_url, people)) as market:
        await market.open()
        await _join_all(market, [market.visitor(each.id) for each in people])


async def _join_all(market: Market, visitors: list[Visitor]) -> None:
    _, item = await market.change(empty_drop, market.town.kuih_lapis, len(visitors))
    for visitor in visitors:
        await visitor.open(f"d_RACE{len(visitors)}")
    drawn_again = 0
    for first in range(0, len(visitors), TOGETHER):
        await asyncio.gather(*(join(visitor, item) for visitor in visitors[first : first + TOGETHER]))
        drawn_again += await settle(market)
    assert drawn_again <= 5

    def remembered(session: Session) -> list[ShownKind]:
        return [*session.exec(select(ShownMessage.kind).where(col(ShownMessage.item_id) == item))]

    assert await market.store.read(remembered) == [ShownKind.TICKET] * len(visitors)
    assert await untrue(market) == []
