"""A hold for a visitor, on their screen: where units are available, a tap would book them."""

from sqlmodel import Session

from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.waitlist import ShowEntry
from tests.holding import join_for_hold
from tests.journeys.harness import Market, Visitor
from tests.people import person_at


async def hold_for(market: Market, visitor: Visitor, item: int, units: int = 1) -> None:
    """Hold units as for a person who is next in line, and show the card in place of the newest screen."""

    def join(session: Session) -> None:
        join_for_hold(session, person_at(session, visitor.id), item, units, now=market.clock())

    await market.change(join)
    await visitor.tap(data=ShowEntry(item=item, back_to=ListLocation().code).pack())
