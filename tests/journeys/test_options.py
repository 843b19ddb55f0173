"""Options of an item: typed by the stall in its line, chosen on the ticket, and named wherever it is handed over."""

import pytest
from sqlmodel import Session, col, select

from handlers.callbacks.desk import ShowBookings, ShowQuantity
from handlers.callbacks.ticket import ChooseAgain, ChooseOption
from market.ticket.ticket_code import grouped
from storage.drop import Drop
from storage.ticket import Ticket
from storage.waitlist import Booking
from tests.journeys.harness import SITI, TOM, Market, Visitor, without_bidi_marks
from tests.journeys.test_stock_lines_told import lina, newest
from tests.journeys.true_messages import run_edits

__all__ = ["lina"]


async def published(market: Market, lina: Visitor, line: str) -> tuple[str, int]:
    """Publish a line; the link of its drop, and its item."""
    await lina.writes(line)
    await lina.tap("Publish")
    drop, item = await newest(market)
    return f"d_{drop.code}", item.id or 0


async def booked(market: Market, item: int) -> tuple[int, str, int]:
    """Return the newest booking of an item, the code of its ticket, and its stall day."""

    def read(session: Session) -> tuple[int, str, int]:
        rows = (
            select(Booking.id, Ticket.code, Drop.stall_day_id)
            .join(Ticket, col(Ticket.booking_id) == col(Booking.id))
            .join(
                Drop,
                col(Drop.id)
                == (select(col(Drop.id)).order_by(col(Drop.id).desc()).limit(1)).scalar_subquery(),
            )
            .where(col(Booking.item_id) == item)
        )
        booking, code, stall_day = session.exec(rows.order_by(col(Booking.id).desc())).first() or (0, "", 0)
        return booking or 0, code, stall_day or 0

    found: tuple[int, str, int] = await market.change(read)
    return found


@pytest.mark.feature("N08")
async def test_options_are_chosen_on_the_ticket_and_read_at_the_stall(market: Market, lina: Visitor) -> None:
    link, item = await published(market, lina, "30 teh tarik RM3 hot/iced sat 6pm-10pm")
    tom, siti = market.visitor(TOM), market.visitor(SITI)
    await siti.writes("/language")
    await siti.tap("English")
    await tom.open(link)
    assert "Choose: hot / iced." in tom.reads
    await tom.tap("2 to 6")
    await tom.tap("2")
    ticket = tom.screen.id
    assert tom.reads.endswith("Which one do you want? Choose for 1 of 2.")
    await tom.tap("iced")
    assert tom.screen.id == ticket, "the same message"
    assert tom.reads.endswith("Which one do you want? Choose for 2 of 2.")
    assert "(1 iced)" in tom.reads
    await tom.tap("hot")
    assert "teh tarik (1 hot, 1 iced)" in tom.reads
    assert "Which one" not in tom.reads
    assert "hot" not in tom.labels
    assert "Undo (1 min)" in tom.labels, "as before the choice"
    mine, code, stall_day = await booked(market, item)
    for data in (
        ChooseOption(booking=mine, unit=1, option=0),
        ChooseAgain(booking=mine),
    ):
        assert (await siti.tap(data=data.pack())).text == "This is someone else’s. See /mine for yours."
    wrong = await tom.tap(data=ChooseOption(booking=mine, unit=1, option=7).pack())
    assert wrong.text == "This can no longer be chosen. Choose again."
    await siti.open(link)
    await siti.tap("Join for 1")
    await lina.tap(data=ShowQuantity(item=item).pack())
    assert "Booked: 1 hot, 1 iced, 1 not chosen." in lina.reads
    await lina.tap(data=ShowBookings(stall_day=stall_day).pack())
    assert "2 × teh tarik (1 hot, 1 iced)" in lina.reads
    market.clock.move(days=4, hours=9)  # Saturday 19:00
    await lina.writes(grouped(code))
    assert lina.reads.startswith("✅ VALID. Take RM6.00.")
    assert "teh tarik (1 hot, 1 iced)" in lina.reads
    await lina.tap("Handed over, cash")
    await market.deliver()
    await run_edits(market)
    assert "Choose again" not in without_bidi_marks(tom.reading(ticket))
    late = await tom.tap(data=ChooseAgain(booking=mine).pack())
    assert late.text == "This was already collected, so it cannot be changed. Talk to the stall."


async def test_options_added_later_are_asked_for_on_tickets_that_are_out(
    market: Market, lina: Visitor
) -> None:
    link, item = await published(market, lina, "30 kopi RM3 sat 6pm-10pm")
    tom = market.visitor(TOM)
    await tom.open(link)
    await tom.tap("Join for 1")
    ticket = tom.screen.id
    await lina.tap("Change")
    await lina.tap("Options")
    await lina.writes("hot")
    assert "Write 2 to 6 options with a slash between, each with up to 16 characters." in lina.reads
    await lina.writes("hot / iced")
    await market.deliver()
    await run_edits(market)
    assert "Which one do you want?" in without_bidi_marks(tom.reading(ticket))
    mine, _, _ = await booked(market, item)
    await tom.tap(data=ChooseOption(booking=mine, unit=0, option=0).pack())
    await lina.tap(data=ShowQuantity(item=item).pack())
    assert "Booked: 1 hot." in lina.reads
