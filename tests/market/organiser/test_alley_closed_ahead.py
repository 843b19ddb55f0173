"""Closing an alley tells everybody who has something booked there ahead, once each."""

from datetime import timedelta

from sqlmodel import Session, col, select

from market.organiser.alleys import alley_closing, close_alley, open_alley
from market.waitlist.shopper_actions import release
from storage.alley import Alley
from storage.drop import Drop
from storage.notification import Notification
from storage.store import Store
from tests.evening import LINA, MEI, NOW, ORGANISER, SITI, TOM, DropPlan, Evening, ItemPlan, lay_evening

PLAN = (
    DropPlan(
        (
            ItemPlan("kuih lapis", quantity=4, booked=((TOM, 2), (SITI, 1), (MEI, 1)), waiting=((LINA, 1),)),
            ItemPlan("kopi", quantity=20, booked=((SITI, 1),)),
        )
    ),
)


async def evening_of(store: Store) -> Evening:
    return await lay_evening(store, PLAN)


def told(session: Session) -> list[tuple[int | None, int, int]]:
    rows = (
        select(Notification)
        .where(col(Notification.kind) == "AlleyClosedAhead", col(Notification.about).like("alley:%"))
        .order_by(col(Notification.person_id), col(Notification.id))
    )
    return [(row.person_id, row.payload["booking_id"], row.payload["others"]) for row in session.exec(rows)]


async def test_who_has_booked_there_is_told_once_however_much_they_booked(store: Store) -> None:
    evening = await evening_of(store)
    kuih = evening.item("kuih lapis")
    await store.write(release, MEI, kuih.booking(MEI), NOW)
    assert (await store.read(alley_closing, evening.alley, NOW)).shoppers >= 2
    await store.write(close_alley, ORGANISER, evening.alley, NOW)
    await store.write(close_alley, ORGANISER, evening.alley, NOW)
    first = min(kuih.booking(SITI), evening.item("kopi").booking(SITI))
    expected = [(TOM, kuih.booking(TOM), 0), (SITI, first, 1)]
    assert [one for one in await store.read(told) if one[0] in (TOM, SITI, MEI, LINA)] == expected


async def test_reopening_tells_nobody_and_the_next_closing_tells_again(store: Store) -> None:
    evening = await evening_of(store)
    await store.write(close_alley, ORGANISER, evening.alley, NOW)
    before = await store.read(told)
    later = NOW + timedelta(hours=1)
    await store.write(open_alley, ORGANISER, evening.alley, later)
    assert await store.read(told) == before
    await store.write(close_alley, ORGANISER, evening.alley, later)
    assert len(await store.read(told)) == 2 * len(before)


async def test_what_is_over_or_elsewhere_is_not_told_of(store: Store) -> None:
    evening = await evening_of(store)
    await store.write(close_alley, ORGANISER, evening.alley, evening.ends_at)
    assert await store.read(told) == []

    def elsewhere(session: Session) -> int:
        here = session.get_one(Alley, evening.alley)
        other = Alley(
            **(here.model_dump() | {"id": 99, "code": "ELSE99", "name": "Lorong Lain", "closed_at": None})
        )
        session.add(other)
        session.flush()
        for drop in session.exec(select(Drop).where(col(Drop.alley_id) == evening.alley)):
            drop.alley_id = 99
        return 99

    await store.write(elsewhere)
    await store.write(open_alley, ORGANISER, evening.alley, NOW)
    await store.write(close_alley, ORGANISER, evening.alley, NOW)
    assert await store.read(told) == []
