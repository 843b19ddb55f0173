"""An expired licence: what it stops, who lets a stall publish without one, and how it is renewed; on both databases."""

from datetime import date, datetime, timedelta
from random import Random

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor, NotOrganiser, StallUnknown
from market.city_rules import ANYWHERE, RULES
from market.licence import WAIVED_FOR, LicenceGood, LicenceLapsed, end_waiver, waive_licence
from market.licence_rules import LicenceStanding, licence_standing
from market.organiser.roles import name_organiser, remove_organiser
from market.stock.draft import publish
from market.validity import LicenceCancelled, LicenceOver, set_last_day
from storage.alley import Alley
from storage.audit import AuditAction, AuditEntry
from storage.beacon_kind import BeaconKind
from storage.drop import Drop, DropState, Item
from storage.notification import Notification
from storage.stall import Stall
from storage.store import Store
from tests.market.validity.test_validity import (
    ADMINS,
    BEN,
    DAY,
    NOW,
    ORGANISER,
    ROS,
    STRANGER,
    VENDOR,
    people,
)

__all__ = ["people"]

TODAY = date(2026, 11, 24)
CITY = RULES[0].licence
FORMER = Actor(BEN)


async def lapse(store: Store, stall: int, until: date | None, city: str = "Kota Kinabalu") -> None:
    """The licence ends with this day, which a stall itself can only say of a day ahead."""

    def write(session: Session) -> None:
        row = session.get_one(Stall, stall)
        row.licence_until = until
        session.get_one(Alley, row.alley_id).city = city

    await store.write(write)


async def publishes(store: Store, stall: int, now: datetime = NOW) -> None:
    """The stall publishes a new draft."""

    def draft(session: Session) -> int:
        row = Drop(
            code=f"D{session.exec(select(Drop.id)).all().__len__()}", stall_id=stall, alley_id=session.get_one(Stall, stall).alley_id,
            name="Kuih", language="en", state="draft", opens_at=now, starts_at=now + DAY, ends_at=now + 2 * DAY,
            created_at=now,
        )  # fmt: skip
        session.add(row)
        session.flush()
        session.add(Item(drop_id=row.id or 0, name="kuih", unit="box", price=850, quantity=3))
        session.flush()
        return row.id or 0

    drop = await store.write(draft)
    await store.write(publish, VENDOR, drop, BeaconKind.LOCAL, now, rng=Random(1))
    assert await store.read(lambda session: session.get_one(Drop, drop).state) is DropState.PUBLISHED


async def renews(store: Store, stall: int, until: date | None, now: datetime = NOW) -> None:
    await store.write(set_last_day, VENDOR, stall, until=until, admins=ADMINS, now=now)


async def log(store: Store) -> list[tuple[AuditAction, str]]:
    rows = select(AuditEntry.action, AuditEntry.details).order_by(col(AuditEntry.id))
    return await store.read(lambda session: list(session.exec(rows)))


@pytest.mark.parametrize(
    ("until", "standing"),
    [
        (None, LicenceStanding.UNKNOWN),
        (TODAY, LicenceStanding.VALID),
        (TODAY - DAY, LicenceStanding.GRACE),
        (TODAY - 7 * DAY, LicenceStanding.GRACE),
        (TODAY - 8 * DAY, LicenceStanding.LAPSED),
        (date(2026, 10, 24), LicenceStanding.LAPSED),
        (date(2026, 10, 23), LicenceStanding.CANCELLED),
        (date(2025, 10, 30), LicenceStanding.CANCELLED),
    ],
)
def test_a_licence_stands_by_the_rules_of_its_city(until: date | None, standing: LicenceStanding) -> None:
    assert licence_standing(until, TODAY, CITY) is standing


def test_a_licence_anywhere_lapses_with_its_last_day_and_is_never_cancelled() -> None:
    assert licence_standing(TODAY - DAY, TODAY, ANYWHERE.licence) is LicenceStanding.LAPSED
    assert licence_standing(date(2020, 1, 1), TODAY, ANYWHERE.licence) is LicenceStanding.LAPSED


async def test_a_stall_with_a_lapsed_licence_publishes_nothing(store: Store, people: tuple[int, int]) -> None:
    stall = people[0]
    for until in (None, TODAY, TODAY - 7 * DAY):
        await lapse(store, stall, until)
        await publishes(store, stall)
    for until in (TODAY - 8 * DAY, TODAY - 60 * DAY):
        await lapse(store, stall, until)
        with pytest.raises(LicenceLapsed):
            await publishes(store, stall)
    await lapse(store, stall, TODAY - DAY, "Kuching")
    with pytest.raises(LicenceLapsed):
        await publishes(store, stall)


async def test_an_organiser_lets_it_publish_until_a_day(store: Store, people: tuple[int, int]) -> None:
    stall = people[0]
    await lapse(store, stall, TODAY)
    with pytest.raises(LicenceGood):
        await store.write(waive_licence, ORGANISER, stall, NOW)
    await lapse(store, stall, TODAY - 8 * DAY)
    until = await store.write(waive_licence, ORGANISER, stall, NOW)
    assert until == TODAY + WAIVED_FOR
    with pytest.raises(LicenceGood):
        await store.write(waive_licence, ORGANISER, stall, NOW)
    await publishes(store, stall)
    await publishes(store, stall, NOW + WAIVED_FOR)
    with pytest.raises(LicenceLapsed):
        await publishes(store, stall, NOW + WAIVED_FOR + DAY)
    await store.write(end_waiver, ORGANISER, stall, NOW)
    await store.write(end_waiver, ORGANISER, stall, NOW)
    with pytest.raises(LicenceLapsed):
        await publishes(store, stall)
    assert await log(store) == [
        (AuditAction.LICENCE_WAIVED, until.isoformat()),
        (AuditAction.LICENCE_WAIVER_ENDED, ""),
    ]
    query = select(Notification.person_id).where(col(Notification.kind) == "LicenceWaived")
    assert await store.read(lambda session: list(session.exec(query))) == [ROS]


async def test_only_an_organiser_lets_it(store: Store, people: tuple[int, int]) -> None:
    stall = people[0]
    await lapse(store, stall, TODAY - 8 * DAY)
    await store.write(name_organiser, ORGANISER, BEN, ADMINS, now=NOW)
    await store.write(remove_organiser, ORGANISER, BEN, ADMINS, now=NOW)
    for actor in (VENDOR, STRANGER, FORMER):
        for action in (waive_licence, end_waiver):
            with pytest.raises(NotOrganiser):
                await store.write(action, actor, stall, NOW)
    with pytest.raises(StallUnknown):
        await store.write(waive_licence, ORGANISER, 77, NOW)


async def test_a_new_last_day_revives_it_and_nothing_else_does(store: Store, people: tuple[int, int]) -> None:
    stall = people[0]
    await lapse(store, stall, TODAY - 8 * DAY)
    with pytest.raises(LicenceOver):
        await renews(store, stall, None)
    await renews(store, stall, TODAY + DAY)
    await publishes(store, stall)
    assert await log(store) == [(AuditAction.LICENCE_REVIVED, (TODAY + DAY).isoformat())]


async def test_what_is_cancelled_is_revived_with_an_organiser_alone(
    store: Store, people: tuple[int, int]
) -> None:
    stall = people[0]
    await lapse(store, stall, date(2026, 10, 1))
    with pytest.raises(LicenceCancelled):
        await renews(store, stall, TODAY + DAY)
    await store.write(waive_licence, ORGANISER, stall, NOW)
    await renews(store, stall, TODAY + DAY)
    await store.write(end_waiver, ORGANISER, stall, NOW)
    await publishes(store, stall)


async def test_a_licence_paid_in_its_days_of_grace_is_no_revival(
    store: Store, people: tuple[int, int]
) -> None:
    await lapse(store, people[0], TODAY - timedelta(days=2))
    await renews(store, people[0], None)
    assert await log(store) == []
