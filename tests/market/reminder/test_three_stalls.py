"""An evening of five dishes by three stalls in two alleys: what each of them, and who booked everything, is told."""

from collections import Counter
from datetime import datetime, time, timedelta
from random import Random

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor
from market.admins import NO_ADMINS
from market.organiser.alleys import add_alley, name_alley, place_alley
from market.organiser.stalls import approve
from market.stall import apply_for_stall
from market.stock.draft import prepare, publish
from market.stock.parsed_message import ParsedMessage
from market.stock.stock_line import StockLine
from market.stock.whole_stall_day import move_all
from market.stock.wind_up import drops_to_wind_up, wind_up
from market.ticket.scan import collect
from market.waitlist.join import join
from scheduler.market_day import MarketDayJob
from storage.alley import Alley
from storage.beacon_kind import BeaconKind
from storage.drop import Drop, Item
from storage.notification import Notification
from storage.stall import StallApproval
from storage.store import Store
from storage.ticket import Ticket
from tests.evening import (
    KEN,
    LINA,
    MEI,
    NOW,
    ORGANISER,
    OWNER,
    ROS,
    SATURDAY,
    TOM,
    DropPlan,
    Evening,
    ItemPlan,
    lay_evening,
)

pytestmark = pytest.mark.empty_market("a job tells all stalls")
QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)
OF_ROS = tuple(DropPlan((ItemPlan(name, booked=((TOM, 1),)),)) for name in ("kuih", "apam"))
OF_OTHERS = {LINA: ("laksa", "cendol"), MEI: ("satay",)}
IN_SECOND_ALLEY = (MEI,)
OF_SHOPPERS = ("MarketDayNear", "MarketDayAfter", "MarketDayOver")


def post(session: Session, owner: int, stall: int, rng: Random) -> None:
    """Publish the dishes of a stall for that Saturday, and let Tom book one of each."""
    for name in OF_OTHERS[owner]:
        line = StockLine(
            quantity=12, name=name, price=850, limit=3, day=SATURDAY, start=time(18), end=time(22)
        )
        drop = prepare(session, Actor(owner), stall, ParsedMessage((line,)), "", None, "en", NOW, rng)
        publish(session, Actor(owner), drop, BeaconKind.LOCAL, NOW, rng)
        session.flush()
        item = session.exec(select(Item.id).where(col(Item.drop_id) == drop)).one()
        join(session, TOM, item or 0, 1, NOW, rng)


def lay_out(session: Session, evening: Evening, rng: Random) -> None:
    name_alley(session, ORGANISER, "Lorong Tanjung")
    place_alley(session, ORGANISER, 5.99, 116.08)
    added = add_alley(session, ORGANISER, rng)
    session.flush()
    second = session.exec(select(Alley.id).where(col(Alley.name) == added)).one() or 0
    for owner in OF_OTHERS:
        alley = second if owner in IN_SECOND_ALLEY else evening.alley
        stall = apply_for_stall(session, Actor(owner), f"Stall {owner}", alley, "en", NO_ADMINS, NOW, rng)
        approve(session, ORGANISER, stall, StallApproval.ASKED, NOW)
        post(session, owner, stall, rng)


async def run(store: Store, now: datetime) -> None:
    for drop in await store.read(drops_to_wind_up, now):
        await store.write(wind_up, drop, now)
    await MarketDayJob(store, lambda: now).run_due()


async def told(store: Store, *kinds: str) -> Counter[tuple[int, str]]:
    """Return how often each person was told by these kinds, by what it was about."""
    rows = select(Notification.person_id, Notification.about).where(col(Notification.kind).in_(kinds))
    found = await store.read(lambda session: session.exec(rows).all())
    return Counter((person or 0, about.partition("/")[0]) for person, about in found)


@pytest.mark.parametrize("moves", [False, True], ids=["as planned", "moved on the day before"])
async def test_a_stall_hears_six_times_at_most_and_who_booked_three_times_an_alley(
    store: Store, moves: bool
) -> None:
    rng = Random(3)
    evening = await lay_evening(store, OF_ROS)
    await store.write(lay_out, evening, rng)
    drop = evening.items[0].drop
    day = await store.read(lambda session: session.get_one(Drop, drop).stall_day_id) or 0
    codes_of_tom = select(Ticket.code).where(col(Ticket.person_id) == TOM).order_by(col(Ticket.id))
    now, end = NOW, NOW + timedelta(days=7)
    collects_at = NOW + timedelta(days=4, hours=9)
    while now < end:
        await run(store, now)
        if moves and now == NOW + timedelta(days=3, hours=6):
            await store.write(move_all, OWNER, day, StockLine(start=time(19)), now)
        if now == collects_at:
            codes = await store.read(lambda session: session.exec(codes_of_tom).all())
            for owner, code in zip((ROS, ROS, LINA, LINA), codes, strict=False):
                await store.write(collect, Actor(owner), code, 1, now=now, rng=rng)
        now += QUARTER if now.date() == SATURDAY else HOUR
    of_stalls, of_shoppers = await told(store, "StallDayStage"), await told(store, *OF_SHOPPERS)
    assert {owner for owner, _ in of_stalls} == {ROS, *OF_OTHERS}
    assert len(of_stalls) == 3, "one evening a stall"
    assert max(of_stalls.values()) <= 6
    assert min(of_stalls.values()) >= 5, "the eve, set-up, open, before the end, the end"
    assert {person for person, _ in of_shoppers} == {TOM}
    assert len(of_shoppers) == 2, "an alley each"
    assert max(of_shoppers.values()) <= 3
    assert KEN not in {person for person, _ in of_stalls}
