"""A booking sends one message that counts, and is drawn again only when something has changed."""

import asyncio
import io

import pytest
import zxingcpp
from PIL import Image
from sqlmodel import Session, col, select

from handlers.callbacks.waitlist import JoinWaitlist
from sandbox import Message, UserProfile
from storage.shown import ShownKind, ShownMessage
from tests.journeys.conftest import open_market
from tests.journeys.harness import MORE_VISITORS, Market, Visitor
from tests.journeys.test_waitlist import ALL, empty_drop
from tests.journeys.true_messages import untrue

TOGETHER = 20
"""People who join at one time: no crowd, whose pictures would come later."""
SENT = ("sendMessage", "sendPhoto", "sendDocument")


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


async def test_the_card_that_was_tapped_is_the_ticket_and_nothing_is_sent(market: Market) -> None:
    _, item = await market.change(empty_drop, market.town.kuih_lapis, 4)
    first, aina = market.visitor(MORE_VISITORS[0].id), market.visitor(MORE_VISITORS[1].id)
    for visitor in (first, aina):
        await visitor.open("d_RACE4")
    await join(first, item)
    await settle(market)
    sent = len(market.calls(*SENT))

    await join(aina, item)
    assert await settle(market) == 0, "nothing has changed"
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
