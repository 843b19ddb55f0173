"""A ticket, the message before a market day, the stall's messages say at which place the stall stands, where it has one."""

from datetime import datetime

from sqlmodel import Session, col, select

from handlers.reminder.market_day_views import my_market_day
from handlers.reminder.stall_day_views import stall_day_message
from handlers.ticket.booking_ticket import booking_page
from locales.say import speak
from market.calendar.pitches import PitchFacts, add_pitch
from market.calendar.rearrange import free_place, place_stall_day
from market.reminder.moments import BookingStage, StallStage
from market.stall_day_facts import stall_day_facts
from market.ticket.facts import TicketStatus
from market.ticket.own_tickets import own_pickup_ticket
from market.waitlist.own_market_day import own_market_day
from storage.drop import Drop, Item
from storage.market_day import StallDay
from storage.store import Store
from tests.evening import NOW, ORGANISER, TOM, Evening, lay_evening

SAY = speak("en")


def texts(session: Session, evening: Evening, now: datetime) -> list[str]:
    """What Tom and the stall read."""
    day = session.exec(select(StallDay).where(col(StallDay.stall_id) == evening.stall)).one()
    ticket = own_pickup_ticket(session, TOM, evening.item("kuih lapis").booking(TOM))
    page = booking_page(SAY, ticket, SAY("first"), SAY("state"), status=TicketStatus.VALID)
    near = my_market_day(SAY, own_market_day(session, TOM, day.market_day_id), BookingStage.EVE, now)
    told = [
        stall_day_message(SAY, stall_day_facts(session, day.id or 0, stage, now), stage, 1, ())
        for stage in (StallStage.EVE, StallStage.SET_UP)
    ]
    return [str(screen.text) for screen in (page, near, *told)]


async def test_a_place_is_said_where_there_is_one_and_only_then(store: Store) -> None:
    evening = await lay_evening(store)
    before = await store.read(texts, evening, NOW)
    assert not [each for each in before if "Place" in each]
    stall_day = await store.read(
        lambda session: session.exec(select(StallDay.id).where(col(StallDay.stall_id) == evening.stall)).one()
    )
    marks = select(Item.marks).join(Drop, col(Drop.id) == col(Item.drop_id)).order_by(col(Item.id))
    marked = await store.read(lambda session: session.exec(marks).all())
    pitch = await store.write(add_pitch, ORGANISER, evening.alley, PitchFacts(id=0, code="A3"), NOW)
    await store.write(place_stall_day, ORGANISER, stall_day, pitch, NOW)
    assert [
        "Place A3" in each.replace("\u2068", "").replace("\u2069", "")
        for each in await store.read(texts, evening, NOW)
    ] == 4 * [True]
    now_marked = await store.read(lambda session: session.exec(marks).all())
    assert all(later > earlier for earlier, later in zip(marked, now_marked, strict=True)), (
        "phones are drawn again"
    )
    await store.write(free_place, ORGANISER, stall_day, NOW)
    assert await store.read(texts, evening, NOW) == before
