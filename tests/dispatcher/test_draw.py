"""A draw that is hidden is looked at by those who entered it."""

from sqlmodel import col, select

from storage.drop import Drop, Item
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import LINA, without_bidi_marks
from tests.journeys.test_draw import open_drop


async def test_a_hidden_draw_is_looked_at_by_who_entered_it_and_by_nobody_else(
    market: Market, tom: Visitor
) -> None:
    drop = market.town.kinabalu_at_dawn
    await open_drop(market, tom, drop)
    await tom.tap("Join draw")
    item = await market.store.read(
        lambda session: session.exec(select(Item.id).where(col(Item.drop_id) == drop)).one()
    )
    await market.change(lambda session: setattr(session.get_one(Drop, drop), "hidden_at", market.clock()))
    stranger = market.visitor(LINA)
    await stranger.writes("/start")
    for button in (f"dw:{item}:all.0..1", f"dwp:{item}:all.0..1", f"e:{item}:all.0..1"):
        answer = await stranger.tap(data=button)
        assert (
            without_bidi_marks(answer.text) == "This drop is no longer available. See /drops for what is on."
        ), button
        assert "Kinabalu at Dawn" not in stranger.reads
    await tom.tap("How it is drawn")
    assert "Join until" in tom.reads
