"""Two accounts become one person: by the consent of both, entirely or not at all, and within the limits of one person."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import Session, col

from market.account_move import BothHaveStalls, BothInDrop
from market.address import callers
from market.admins import NO_ADMINS
from market.merge import (
    MergeLinkEnded,
    OtherAccountBlocked,
    OwnMergeLink,
    accept_merge,
    decline_merge,
    merge_request,
    offer_merge,
)
from market.notification.outbox import notify
from market.person import Blocked
from market.privacy.person_columns import person_columns
from market.refusal import LinkUnknown, Refusal
from storage.address import Address
from storage.merge import MergeLink
from storage.notification import Notification
from storage.person import Person
from storage.reminder import Mute
from storage.stall import Stall
from storage.store import Store
from storage.waitlist import Booking, Entry, Hold
from tests.market.notification_samples import SampleBooking
from tests.market.waitlist.conftest import NOW, ROS, ItemScenario
from tests.merging import merge_by_word
from tests.people import telegram_id

NewItem = Callable[..., Awaitable[ItemScenario]]
ASKER, OTHER, STRANGER, KEN = 1, 2, 3, 20
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


async def offered(store: Store, person: int = ASKER, now: datetime = NOW) -> str:
    return (await store.write(offer_merge, person, now, Random(7))).code


async def merge(store: Store, person: int = OTHER) -> int:
    return await store.write(accept_merge, person, await offered(store), NOW, rng=Random(3))


async def named(store: Store, person: int) -> dict[str, int]:
    """Return how many rows refer to a person, by column, without zeros."""

    def count(session: Session) -> dict[str, int]:
        counts = {
            f"{place.table.name}.{place.column.name}": session.connection().scalar(
                select(func.count()).where(place.column == person)
            )
            for place in person_columns()
        }
        return {name: number for name, number in counts.items() if number}

    return await store.read(count)


async def answers(store: Store) -> list[tuple[str, int | None]]:
    """Return the messages to who asked, with the address that they are sent to; None for the one written from last."""
    rows = select(Notification.kind, Notification.address_id).where(
        col(Notification.person_id) == ASKER, col(Notification.kind).startswith("Merge")
    )
    return await store.read(lambda session: [(row.kind, row.address_id) for row in session.execute(rows)])


async def address_of(store: Store, person: int) -> int | None:
    own = select(Address.id).where(col(Address.external_id) == telegram_id(person))
    return await store.read(lambda session: session.connection().execute(own).scalar())


async def change(store: Store, person: int, **values: Any) -> None:
    def write(session: Session) -> None:
        for name, value in values.items():
            setattr(session.get_one(Person, person), name, value)

    await store.write(write)


async def person_row(store: Store, person: int) -> Person | None:
    return await store.read(lambda session: session.get(Person, person))


async def refused(
    store: Store, kind: type[Refusal], code: str, person: int = OTHER, now: datetime = NOW
) -> None:
    """It is refused, and nothing has changed."""
    before = await named(store, person), await named(store, ASKER)
    with pytest.raises(kind):
        await store.write(accept_merge, person, code, now, rng=Random(3))
    assert (await named(store, person), await named(store, ASKER)) == before


async def test_everything_of_one_goes_to_the_other_with_both_addresses(new_item: NewItem) -> None:
    booked, held, waits, asked = [await new_item(quantity=1) for _ in range(4)]
    store = booked.store
    await booked.join(OTHER)
    await booked.confirm(OTHER)
    await held.join(OTHER)
    await waits.join(STRANGER)
    await waits.join(OTHER)
    await asked.join(ASKER)
    theirs = await named(store, OTHER)
    assert {"entry.person_id", "hold.person_id", "booking.person_id", "ticket.person_id"} <= {*theirs}
    mine = await named(store, ASKER)

    assert await merge(store) == ASKER
    assert await person_row(store, OTHER) is None
    assert await named(store, OTHER) == {}
    both = await named(store, ASKER)
    mine["notification.person_id"] = mine.get("notification.person_id", 0) + 1
    mine["audit_person.person_id"] = 1
    assert both == {name: theirs.get(name, 0) + mine.get(name, 0) for name in {*theirs, *mine}}
    assert await answers(store) == [("MergeConfirmed", await address_of(store, ASKER))]
    found = await store.read(callers, [telegram_id(ASKER), telegram_id(OTHER)], NO_ADMINS)
    assert {number: caller.id for number, caller in found.items()} == {
        telegram_id(ASKER): ASKER,
        telegram_id(OTHER): ASKER,
    }


async def test_where_both_have_the_same_one_is_kept(item: ItemScenario) -> None:
    def write(session: Session) -> None:
        for person in (ASKER, OTHER):
            session.add(Mute(person_id=person, kind="StallDayStage", since=NOW))
            notify(session, person, SampleBooking(), NOW, about="drop:1", late_after=NOW + DAY)
        session.add(Mute(person_id=OTHER, kind="LoansDue", since=NOW))
        notify(session, OTHER, SampleBooking(), NOW, about="drop:2", late_after=NOW + DAY)

    await item.store.write(write)
    await merge(item.store)
    found = await named(item.store, ASKER)
    assert (found["mute.person_id"], found["notification.person_id"]) == (2, 3)


async def test_what_both_were_told_once_is_kept_once(item: ItemScenario) -> None:
    """Of an evening each account was told; what has no such word goes along, however many there are."""

    def write(session: Session) -> None:
        for person, once in (
            (ASKER, "near:1:soon"),
            (OTHER, "near:1:soon"),
            (OTHER, "near:2:soon"),
            (ASKER, None),
            (OTHER, None),
        ):
            told = Notification(
                person_id=person, kind="SampleBooking", about=f"market_day:{once}{person}", once=once, payload={},
                priority=2, due_at=NOW, send_at=NOW,
            )  # fmt: skip
            session.add(told)

    await item.store.write(write)
    await merge(item.store)
    rows = select(col(Notification.once)).where(col(Notification.about).startswith("market_day"))
    theirs = rows.where(col(Notification.person_id) == ASKER).order_by(col(Notification.id))
    told = await item.store.read(lambda session: list(session.connection().execute(theirs).scalars()))
    assert sorted(map(str, told)) == ["None", "None", "near:1:soon", "near:2:soon"]


async def test_settings_stay_those_of_who_asked_and_promotions_stay_off(item: ItemScenario) -> None:
    await change(item.store, OTHER, language="ms", no_promotions_at=NOW, created_at=NOW - DAY)
    await merge(item.store)
    row = await person_row(item.store, ASKER)
    assert row
    assert (row.language, row.no_promotions_at, row.created_at) == ("en", NOW, NOW - DAY)


async def test_a_no_ends_the_link_and_tells_who_asked(item: ItemScenario) -> None:
    code = await offered(item.store)
    with pytest.raises(OwnMergeLink):
        await item.store.write(decline_merge, ASKER, code, NOW)
    await item.store.write(decline_merge, OTHER, code, NOW)
    assert await answers(item.store) == [("MergeDeclined", None)]
    await refused(item.store, LinkUnknown, code)
    with pytest.raises(LinkUnknown):
        await item.store.write(decline_merge, OTHER, code, NOW)
    late = await offered(item.store)
    with pytest.raises(MergeLinkEnded):
        await item.store.write(decline_merge, OTHER, late, NOW + DAY)


@pytest.mark.parametrize("confirmed", [False, True])
async def test_while_both_have_something_in_one_drop_nothing_is_merged(
    item: ItemScenario, confirmed: bool
) -> None:
    for person in (ASKER, OTHER):
        await item.join(person)
        if confirmed:
            await item.confirm(person)
    code = await offered(item.store)
    await refused(item.store, BothInDrop, code)
    await (item.release if confirmed else item.decline)(OTHER)
    assert await item.store.write(accept_merge, OTHER, code, NOW, rng=Random(3)) == ASKER


async def test_two_stalls_stay_two_people_and_one_goes_along(item: ItemScenario) -> None:
    def open_stall(session: Session) -> None:
        session.add(
            Stall(
                id=90, code="TWO", name="Two", owner_id=ASKER, alley_id=1, language="en", state="approved",
                asked_at=NOW,
            )
        )  # fmt: skip

    code = await offered(item.store)
    await item.store.write(open_stall)
    await refused(item.store, BothHaveStalls, code, ROS)
    for other in (OTHER, STRANGER):
        await merge_by_word(item.store, ASKER, other, KEN, now=NOW)
    assert (await named(item.store, ASKER))["stall.owner_id"] == 1


async def test_a_block_of_either_stays(item: ItemScenario) -> None:
    code = await offered(item.store)
    await change(item.store, OTHER, blocked_at=NOW)
    await refused(item.store, Blocked, code)
    with pytest.raises(Blocked):
        await offered(item.store, OTHER)
    await change(item.store, OTHER, blocked_at=None)
    await change(item.store, ASKER, blocked_at=NOW)
    await refused(item.store, OtherAccountBlocked, code)


async def test_a_link_works_once_for_a_day_and_not_for_who_asked(item: ItemScenario) -> None:
    code = await offered(item.store)
    assert len(code) == 22
    await refused(item.store, LinkUnknown, "A" * 22)
    await refused(item.store, OwnMergeLink, code, ASKER)
    await refused(item.store, MergeLinkEnded, code, now=NOW + DAY)
    assert (await item.store.read(merge_request, OTHER, code, NOW + DAY - MINUTE)).first_name == f"P{ASKER}"
    assert await named(item.store, OTHER) == {"address.person_id": 1}, "to look changes nothing"
    await item.store.write(accept_merge, OTHER, code, NOW + DAY - MINUTE, rng=Random(3))
    await refused(item.store, LinkUnknown, code, STRANGER)


async def test_a_new_link_ends_the_one_before_and_only_a_hash_is_stored(item: ItemScenario) -> None:
    first = await offered(item.store)
    second = (await item.store.write(offer_merge, ASKER, NOW, Random(8))).code
    await refused(item.store, LinkUnknown, first)
    stored = await item.store.read(
        lambda session: session.connection().execute(select(MergeLink.code_hash)).scalars().all()
    )
    assert len(stored) == 1
    assert second not in stored[0]


async def test_of_two_who_confirm_at_once_one_is_merged(database_url: str, item: ItemScenario) -> None:
    code, another = await offered(item.store), Store(database_url)
    try:
        done = await asyncio.gather(
            item.store.write(accept_merge, OTHER, code, NOW, rng=Random(3)),
            another.write(accept_merge, STRANGER, code, NOW, rng=Random(3)),
            return_exceptions=True,
        )
    finally:
        await another.close()
    assert sorted(type(each).__name__ for each in done) == ["LinkUnknown", "int"]


async def test_a_merge_beside_joins_and_messages_loses_nothing(database_url: str, new_item: NewItem) -> None:
    """Another process gives the one who confirms a message and an entry at the same moment: they follow, or are refused as theirs who is gone."""
    items = [await new_item(quantity=1) for _ in range(6)]
    store, another = items[0].store, Store(database_url)
    code = await offered(store)
    try:
        results = await asyncio.gather(
            store.write(accept_merge, OTHER, code, NOW, rng=Random(3)),
            *(
                another.write(
                    notify, OTHER, SampleBooking(), NOW, about=f"drop:{number}", late_after=NOW + DAY
                )
                for number in range(8)
            ),
            return_exceptions=True,
        )
    finally:
        await another.close()
    written = sum(result is None for result in results[1:])
    assert results[0] == ASKER
    assert await named(store, OTHER) == {}
    assert (await named(store, ASKER)).get("notification.person_id", 0) == written + 1


def test_every_unique_key_of_a_person_is_a_whole_one_or_of_a_drop_or_a_visit() -> None:
    """A key under a condition is not resolved row by row: its rows are in a drop, where only one of both may have any, or visits, of which one ends first.

    That of a notification is: where it is said once, one is kept.
    """
    conditional = {
        index.name
        for place in person_columns()
        for index in place.table.indexes
        if index.unique and place.column in [*index.columns]
    }
    assert conditional == {
        "entry_once",
        "hold_once",
        "showroom_visit_one_ahead",
        "notification_once_a_person",
    }
    assert {table.__tablename__ for table in (Entry, Hold, Booking)} <= {
        place.table.name for place in person_columns()
    }
    assert Address.__tablename__ in {place.table.name for place in person_columns()}
