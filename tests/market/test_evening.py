"""An evening as its stall's staff use it: its set-up time, its money, and what is booked of it."""

from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from market.actor import Actor
from market.desk import DeskDay, desk
from market.market_day.own_stall_day import last_before, own_drops_of, set_up_from
from market.market_day.refusals import SetUpOver
from market.reminder.moments import StallStage
from market.reminder.stall_day_messages import stall_days_to_tell
from market.sale.cart import CartLine
from market.sale.sell import SaleRequest, sell
from market.stall_day_facts import stall_day_facts
from market.stock.pause import cancel
from market.stock.wind_up import wind_up
from market.ticket.scan import collect
from market.ticket.stall_day_tickets import PAGE, StallDayTickets, stall_day_tickets
from market.waitlist.no_show import release_no_show
from market.waitlist.shopper_actions import release
from storage.drop import Drop
from storage.market_day import StallDay
from storage.sale import SaleMethod
from storage.staff import StaffRole, StallStaff
from storage.store import Store
from tests.evening import JO, MEI, NOW, OWNER, SATURDAY, SITI, TOM, DropPlan, Evening, ItemPlan, lay_evening

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ZONES = ("Asia/Kuching", "Europe/London", "America/New_York", "Australia/Lord_Howe")


async def stall_day(store: Store, evening: Evening) -> int:
    drop = evening.items[0].drop
    return await store.read(lambda session: session.get_one(Drop, drop).stall_day_id) or 0


async def day(store: Store, evening: Evening, now: datetime, actor: Actor = OWNER) -> DeskDay:
    return (await store.read(desk, actor, evening.stall, now)).shown_day


async def sets_up_at(store: Store, evening: Evening) -> datetime:
    return (await day(store, evening, NOW)).hours.sets_up_at


@given(
    st.timedeltas(timedelta(), timedelta(days=365)), st.times(), st.sampled_from(ZONES)
)  # fmt: skip
def test_a_time_of_day_is_the_last_one_before_a_start(later: timedelta, clock: time, zone: str) -> None:
    moment = NOW + later
    found = last_before(moment, clock, zone)
    assert moment - DAY - HOUR <= found <= moment
    shown = found.astimezone(ZoneInfo(zone)).time()
    assert (
        shown == clock
        or found.astimezone(ZoneInfo(zone)).utcoffset()
        != (found - 3 * HOUR).astimezone(ZoneInfo(zone)).utcoffset()
    ), "but for an hour that the clock skips"


async def test_a_stall_sets_up_when_it_says_and_is_told_so(store: Store, evening: Evening) -> None:
    assert await sets_up_at(store, evening) == evening.starts_at - 2 * HOUR
    of = await stall_day(store, evening)
    said = await store.write(set_up_from, OWNER, of, time(15, 30), now=NOW)
    assert said == evening.starts_at - 2.5 * HOUR == await sets_up_at(store, evening)
    facts = await store.read(stall_day_facts, of, StallStage.EVE, NOW)
    assert facts.hours.sets_up_at == said
    assert of in await store.read(stall_days_to_tell, said)
    assert await store.write(set_up_from, OWNER, of, time(18), now=NOW) == evening.starts_at
    assert await store.write(set_up_from, OWNER, of, time(18, 1), now=NOW) == (
        evening.starts_at - DAY + timedelta(minutes=1)
    ), "the evening before"


async def test_once_it_is_open_or_off_there_is_nothing_to_set_up_for(store: Store, evening: Evening) -> None:
    of = await stall_day(store, evening)
    with pytest.raises(SetUpOver):
        await store.write(set_up_from, OWNER, of, time(16), now=evening.starts_at)
    for drop in sorted({item.drop for item in evening.items}):
        await store.write(cancel, OWNER, drop, NOW)
    with pytest.raises(SetUpOver):
        await store.write(set_up_from, OWNER, of, time(16), now=NOW)
    row = await store.read(lambda session: session.get_one(StallDay, of).set_up_at)
    assert row is None


async def test_the_owner_reads_what_was_taken_so_far_and_a_helper_does_not(
    store: Store, evening: Evening
) -> None:
    during = evening.starts_at + HOUR
    [(_, code)] = evening.item("kopi").tickets
    await store.write(collect, OWNER, code, 1, now=during, rng=Random(1))
    cart = (CartLine(evening.item("kuih lapis").id, 2),)
    sale = SaleRequest(stall=evening.stall, cart=cart, method=SaleMethod.QR, total=1700)
    await store.write(sell, OWNER, sale, now=during, rng=Random(2))

    def hire(session: Session) -> None:
        session.add(StallStaff(stall_id=evening.stall, person_id=JO, role=StaffRole.ALL, since=NOW))

    await store.write(hire)
    found = await day(store, evening, during)
    assert found.money is not None
    assert (found.sold, found.money.taken, found.money.by_qr, found.money.day) == (3, 2000, 1700, SATURDAY)
    assert (await day(store, evening, during, Actor(JO))).money is None
    before = await day(store, evening, NOW)
    assert (before.money, before.cash_day) == (None, NOW.date()), "no money of a day that has not come"
    assert found.cash_day == SATURDAY


async def booked(store: Store, evening: Evening, page: int | None = 1) -> StallDayTickets:
    return await store.read(stall_day_tickets, OWNER, await stall_day(store, evening), page)


async def test_the_list_has_what_may_be_handed_over_or_was(store: Store, evening: Evening) -> None:
    codes = {
        person: evening.item(name).ticket(person)
        for person, name in ((TOM, "kuih lapis"), (SITI, "kopi"), (MEI, "sate"))
    }
    found = await booked(store, evening)
    assert [ticket.code for ticket in found.tickets] == sorted(codes.values())
    assert (found.day, found.count, found.pages) == (SATURDAY, 3, 1)
    await store.write(release, TOM, evening.item("kuih lapis").booking(TOM), NOW)
    later = evening.starts_at + 2 * HOUR
    await store.write(collect, OWNER, codes[SITI], 1, now=later, rng=Random(1))
    await store.write(release_no_show, OWNER, evening.item("sate").booking(MEI), later)
    found = await booked(store, evening)
    left = {ticket.code: ticket.left for ticket in found.tickets}
    assert left[codes[SITI]] == 0
    assert {codes[TOM], codes[MEI]} & {*left} == set()


async def test_a_booking_that_nobody_collected_is_on_the_list_after_the_end(
    store: Store, evening: Evening
) -> None:
    for drop in sorted({item.drop for item in evening.items}):
        await store.write(wind_up, drop, evening.ends_at)
    assert {ticket.left for ticket in (await booked(store, evening)).tickets} == {1, 2}


async def test_the_list_is_paged_in_the_chat_and_whole_on_paper(store: Store) -> None:
    people = tuple((person, 1) for person in (TOM, SITI, MEI))
    plan = tuple(DropPlan((ItemPlan(name, booked=people),)) for name in ("kuih", "kopi", "sate", "roti"))
    evening = await lay_evening(store, plan)
    pages = [await booked(store, evening, page) for page in (1, 2, 99, None)]
    assert [len(page.tickets) for page in pages] == [PAGE, 2, 2, 12]
    assert [(page.page, page.pages) for page in pages] == [(1, 2), (2, 2), (2, 2), (1, 1)]
    assert (*pages[0].tickets, *pages[1].tickets) == pages[3].tickets


async def test_what_was_cancelled_has_no_price_tag(store: Store, evening: Evening) -> None:
    await store.write(cancel, OWNER, evening.item("sate").drop, NOW)
    drops = await store.read(own_drops_of, OWNER, await stall_day(store, evening))
    assert [drop.id for drop in drops] == [evening.item("kopi").drop]
    assert (await day(store, evening, NOW)).tags == 2
