"""The people concerned by a change of a drop, each notified once."""

from datetime import date, timedelta

from sqlmodel import Session, select

from market.drop.affected_people import (
    AffectedPerson,
    affected_people,
    count_affected_by_alley,
    notify_affected,
)
from market.drop.notifications import DropResumedByStall
from market.notification.priority import Priority
from market.stock.stock_line import StockLine
from market.waitlist.shopper_actions import release
from storage.drop import Drop, DropState
from storage.notification import Notification
from storage.store import Store
from storage.waitlist import Booking
from tests import evening as evenings
from tests.evening import Evening
from tests.market.drop.conftest import MEI, NOW, ORGANISER, SITI, STRANGER, TOM, Trade


async def notifications(trade: Trade) -> list[Notification]:
    return await trade.store.read(lambda session: list(session.exec(select(Notification))))


async def test_whoever_waits_holds_or_has_booked_is_concerned_and_nobody_of_another_drop(
    store: Store, evening: Evening
) -> None:
    kuih, kopi, sate = (evening.item(name) for name in ("kuih lapis", "kopi", "sate"))
    assert kuih.drop == kopi.drop != sate.drop
    assert await store.read(affected_people, (kuih.drop,)) == (
        AffectedPerson(evenings.TOM, kuih.booking(evenings.TOM)),
        AffectedPerson(evenings.SITI, kopi.booking(evenings.SITI)),
    )
    assert await store.read(affected_people, (sate.drop,)) == (
        AffectedPerson(evenings.MEI, sate.booking(evenings.MEI)),
        AffectedPerson(evenings.LINA, None),
        AffectedPerson(evenings.WANG, None),
    )


async def test_who_has_booked_and_joins_again_is_concerned_once_by_their_first_booking(trade: Trade) -> None:
    drop, item = await trade.published(
        StockLine(quantity=9, name="kuih", price=850, limit=3, day=date(2026, 11, 28))
    )
    first = await trade.books(TOM, item)
    trade.now += timedelta(minutes=1)
    await trade.books(TOM, item)
    trade.now += timedelta(minutes=1)
    assert await trade.joins(TOM, item)
    await trade.joins(SITI, item, 2)
    assert await trade.store.read(affected_people, (drop,)) == (
        AffectedPerson(TOM, first),
        AffectedPerson(SITI, None),
    )


async def test_who_left_let_go_collected_or_was_forgotten_is_not_concerned(trade: Trade) -> None:
    drop, item = await trade.published()
    released, collected = await trade.books(TOM, item), await trade.books(SITI, item)
    forgotten = await trade.books(MEI, item)
    await trade.joins(STRANGER, item)
    await trade.store.write(release, TOM, released, trade.now)

    def end(session: Session) -> None:
        session.get_one(Booking, collected).state = "collected"
        session.get_one(Booking, forgotten).person_id = None

    await trade.store.write(end)
    await trade.joins(ORGANISER, item)
    found = await trade.store.read(affected_people, (drop,))
    assert {each.person for each in found} == {STRANGER, ORGANISER}


async def test_each_is_told_with_their_own_booking_for_two_days(trade: Trade) -> None:
    drop, item = await trade.published()
    booking = await trade.books(TOM, item)
    await trade.joins(SITI, item)
    notified = await trade.store.write(
        notify_affected, DropResumedByStall(drop_id=drop), trade.now, about="price:1:2"
    )
    assert notified == 2
    found = {one.person_id: one for one in await notifications(trade) if one.kind == "DropResumedByStall"}
    assert found[TOM].payload == {"version": 1, "drop_id": drop, "booking_id": booking}
    assert found[SITI].payload == {"version": 1, "drop_id": drop, "booking_id": None}
    assert {(one.about, one.priority, one.due_at, one.late_after) for one in found.values()} == {
        (f"drop:{drop}/price:1:2", Priority.GENERAL, NOW, NOW + timedelta(days=2))
    }


async def test_the_same_is_told_once_and_another_change_of_that_moment_too(trade: Trade) -> None:
    drop, item = await trade.published()
    await trade.joins(TOM, item)
    for about in ("name:0:a", "name:0:a", "name:0:b"):
        await trade.store.write(notify_affected, DropResumedByStall(drop_id=drop), trade.now, about=about)
    notified = [one.about for one in await notifications(trade) if one.kind == "DropResumedByStall"]
    assert sorted(notified) == [f"drop:{drop}/name:0:a", f"drop:{drop}/name:0:b"]


async def test_a_long_change_is_cut_to_what_a_notification_can_be_about(trade: Trade) -> None:
    drop, item = await trade.published()
    await trade.joins(TOM, item)
    await trade.store.write(notify_affected, DropResumedByStall(drop_id=drop), NOW, about="x" * 99)
    (notified,) = [one for one in await notifications(trade) if one.kind == "DropResumedByStall"]
    assert len(notified.about) == 64
    assert notified.about.startswith(f"drop:{drop}/xxx")


async def test_a_move_to_another_alley_is_told_to_all_and_of_a_draft_to_nobody(trade: Trade) -> None:
    drop, item = await trade.published()
    await trade.books(TOM, item)
    await trade.joins(SITI, item)
    own, another = await trade.store.read(lambda session: session.get_one(Drop, drop).alley_id), 99
    assert await trade.store.read(count_affected_by_alley, drop, another) == 2
    assert await trade.store.read(count_affected_by_alley, drop, own) == 0
    await trade.store.write(lambda session: setattr(session.get_one(Drop, drop), "state", DropState.DRAFT))
    assert await trade.store.read(count_affected_by_alley, drop, another) == 0
    assert await trade.store.read(count_affected_by_alley, drop + 1, another) == 0, "an unknown one"
