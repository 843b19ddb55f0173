"""A person's feed: what is theirs, in their words, and nobody else's, on both databases."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlmodel import Session, col, select

from market.feed.own_feed import own_feed
from market.organiser.block import block, unblock
from market.person import choose_language
from market.stock.draft import publish
from market.stock.move import move_drop
from market.stock.parsed_message import ParsedMessage
from market.stock.pause import cancel
from market.stock.stock_line import StockLine
from market.waitlist.shopper_actions import decline, release
from storage.beacon_kind import BeaconKind
from storage.drop import Drop, Item
from storage.ticket import Ticket
from storage.waitlist import Booking, BookingState
from tests.counted_statements import statements
from tests.market.drop.conftest import LINA, MEI, NOW, SATURDAY, SITI, STRANGER, TOM
from tests.market.feed.conftest import DAY, HOUR, KEN, MOVED_TO, FeedScenario
from tests.market.waitlist.conftest import ItemScenario, new_item
from tests.people import admins

__all__ = ["new_item"]

NewItem = Callable[..., Awaitable[ItemScenario]]
MINUTE = timedelta(minutes=1)
DRAW = {"policy": "draw", "closes_at": NOW + HOUR, "draws_at": NOW + HOUR + 4 * MINUTE}


async def test_a_hold_a_booking_and_its_end_change_one_entry(feeds: FeedScenario) -> None:
    drop, item = await feeds.published()
    secret, uid = await feeds.link(TOM), await feeds.uid(drop)
    assert await feeds.of_person(secret) == {}
    feeds.now = NOW + HOUR
    booking = await feeds.books(TOM, item, 2)
    booked = (await feeds.of_person(secret))[uid]
    assert booked.description.startswith("Booked: 2 × kuih lapis\nWarung Lina\n")
    assert (booked.status, booked.alarm, booked.sequence) == ("CONFIRMED", -2 * HOUR, 0)
    assert booked.stamp == booked.modified == feeds.now, "newer than the drop"
    hold = await feeds.joins(SITI, item)
    held = (await feeds.of_person(await feeds.link(SITI)))[uid]
    assert held.description.startswith("Held for you, please confirm: 1 × kuih lapis\n")
    assert (held.status, held.alarm) == ("TENTATIVE", None)
    await feeds.store.write(decline, SITI, hold, feeds.now)
    assert await feeds.of_person(await feeds.link(SITI)) == {}
    await feeds.store.write(release, TOM, booking, feeds.now)
    assert await feeds.of_person(secret) == {}


async def test_a_move_and_a_cancellation_follow_what_is_booked(feeds: FeedScenario) -> None:
    drop, item = await feeds.published()
    await feeds.books(TOM, item)
    secret, uid, later = await feeds.link(TOM), await feeds.uid(drop), NOW + HOUR
    seen = [(await feeds.of_person(secret))[uid]]
    await feeds.do(move_drop, drop, MOVED_TO, later)
    seen.append((await feeds.of_person(secret))[uid])
    await feeds.do(cancel, drop, later)
    seen.append((await feeds.of_person(secret))[uid])
    assert [entry.sequence for entry in seen] == [0, 1, 2]
    assert [entry.status for entry in seen] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert seen[1].starts_at > seen[0].starts_at
    assert seen[2].description.startswith("This drop was cancelled.\nWarung Lina")
    feeds.now = later + 30 * DAY - MINUTE
    assert [*await feeds.of_person(secret)] == [uid]
    feeds.now = later + 30 * DAY
    assert await feeds.of_person(secret) == {}


async def test_whoever_gave_it_up_before_hears_nothing_of_a_cancellation(feeds: FeedScenario) -> None:
    drop, item = await feeds.published()
    await feeds.store.write(release, TOM, await feeds.books(TOM, item), NOW)
    await feeds.store.write(decline, SITI, await feeds.joins(SITI, item), NOW)
    await feeds.joins(STRANGER, item)
    await feeds.store.write(block, KEN, STRANGER, admins(KEN.person), NOW)
    await feeds.store.write(unblock, KEN, STRANGER, NOW)
    await feeds.joins(MEI, item)
    feeds.now = NOW + HOUR
    await feeds.do(cancel, drop, feeds.now)
    assert await feeds.of_person(await feeds.link(TOM)) == {}
    assert await feeds.of_person(await feeds.link(SITI)) == {}
    assert await feeds.of_person(await feeds.link(STRANGER)) == {}, (
        "their hold was cancelled before, by a block"
    )
    (entry,) = (await feeds.of_person(await feeds.link(MEI))).values()
    assert entry.status == "CANCELLED", "a live hold was cancelled with it"


async def test_a_hold_whose_time_is_over_leaves_the_feed_before_a_job_ends_it(feeds: FeedScenario) -> None:
    _, item = await feeds.published()
    await feeds.joins(TOM, item)
    secret = await feeds.link(TOM)
    assert len(await feeds.of_person(secret)) == 1
    feeds.now = datetime.fromisoformat("2026-11-29T00:00+08:00")
    assert await feeds.of_person(secret) == {}


@pytest.mark.parametrize("state", [BookingState.COLLECTED, BookingState.MISSED])
async def test_what_was_booked_stays_for_thirty_days(feeds: FeedScenario, state: BookingState) -> None:
    drop, item = await feeds.published()
    booking = await feeds.books(TOM, item)

    def end(session: Session) -> None:
        session.get_one(Booking, booking).state = state

    await feeds.store.write(end)
    secret, ends_at = await feeds.link(TOM), (await feeds.row(Drop, drop))["ends_at"]
    feeds.now = ends_at + 30 * DAY - MINUTE
    assert [entry.status for entry in (await feeds.of_person(secret)).values()] == ["CONFIRMED"]
    feeds.now = ends_at + 30 * DAY
    assert await feeds.of_person(secret) == {}


async def test_a_slot_is_an_entry_with_its_own_hours_and_goods_are_one(feeds: FeedScenario) -> None:
    def line(name: str, start: time, **more: object) -> StockLine:
        return StockLine(quantity=4, name=name, price=100, day=date(2026, 11, 28), start=start, **more)

    lines = (line("morning", time(10)), line("noon", time(12)))
    drop = await feeds.draft(ParsedMessage(lines))
    await feeds.do(publish, drop, BeaconKind.LOCAL, NOW, feeds.rng)

    def slots(session: Session) -> list[Item]:
        rows = session.exec(select(Item).where(col(Item.drop_id) == drop).order_by(col(Item.position))).all()
        for number, row in enumerate(rows):
            row.starts_at = datetime.fromisoformat("2026-11-28T02:00Z") + number * 2 * HOUR
            row.ends_at = row.starts_at + HOUR
        return [row.id or 0 for row in rows]

    morning, noon = await feeds.store.write(slots)
    for item in (morning, noon):
        await feeds.books(TOM, item)
    secret, uid = await feeds.link(TOM), await feeds.uid(drop)
    found = await feeds.of_person(secret)
    names = [uid.replace("@", f"-{item}@") for item in (morning, noon)]
    assert [*found] == names
    assert found[names[0]].description.startswith(f"Booked: 1 × {found[names[0]].summary}\n")
    assert [found[name].ends_at - found[name].starts_at for name in names] == [HOUR, HOUR]
    assert found[names[1]].starts_at - found[names[0]].starts_at == 2 * HOUR

    def goods(session: Session) -> None:
        for item in (morning, noon):
            row = session.get_one(Item, item)
            row.starts_at = row.ends_at = None

    await feeds.store.write(goods)
    (entry,) = (await feeds.of_person(secret)).values()
    assert entry.uid == uid
    assert entry.description.startswith("Booked: 1 × morning\nBooked: 1 × noon\n")


async def test_a_place_in_a_draw_is_there_until_it_is_drawn(new_item: NewItem) -> None:
    item = await new_item(quantity=1, **DRAW)
    feeds = FeedScenario(store=item.store, stall=1, alleys={"Bakau": 1})
    await item.sweep()
    for person in (1, 2):
        await item.join(person)
    secrets = [await feeds.link(person) for person in (1, 2)]
    for secret in secrets:
        (entry,) = (await feeds.of_person(secret)).values()
        assert entry.description.startswith("In the draw: 1 × ")
        assert (entry.status, entry.alarm) == ("TENTATIVE", None)
    for feeds.now in (NOW + HOUR, NOW + 2 * HOUR):
        item.now = feeds.now
        await item.sweep()
    after = [[*(await feeds.of_person(secret)).values()] for secret in secrets]
    assert sorted(len(found) for found in after) == [0, 1], "who was not drawn has a number in a waitlist"
    (won,) = max(after, key=len)
    assert won.description.startswith("Held for you, please confirm: 1 × ")


async def test_a_place_in_a_waitlist_is_no_appointment(feeds: FeedScenario) -> None:
    _, item = await feeds.published(replace(SATURDAY, quantity=1))
    await feeds.books(TOM, item)
    await feeds.joins(SITI, item)
    assert await feeds.of_person(await feeds.link(SITI)) == {}


async def test_nobody_sees_what_is_anothers(feeds: FeedScenario) -> None:
    drops = [await feeds.published(replace(SATURDAY, name=f"kuih {number}")) for number in range(3)]
    secrets = {person: await feeds.link(person) for person in (TOM, SITI, MEI)}
    for person, (_, item) in zip(secrets, drops, strict=True):
        await feeds.books(person, item)
    for person, (drop, _) in zip(secrets, drops, strict=True):
        found = await feeds.of_person(secrets[person])
        assert [*found] == [await feeds.uid(drop)]
        data = await feeds.own_file(secrets[person])
        assert not any(str(other).encode() in data for other in (*secrets, LINA))
    assert await feeds.of_person(await feeds.link(LINA)) == {}, "the stall's owner has booked nothing"


async def test_what_not_everybody_may_see_is_not_in_it(feeds: FeedScenario) -> None:
    drop, item = await feeds.published()
    await feeds.books(TOM, item)
    secret, uid = await feeds.link(TOM), await feeds.uid(drop)
    await feeds.hide(drop)
    assert await feeds.of_person(secret) == {}
    await feeds.show(drop)
    assert [*await feeds.of_person(secret)] == [uid]
    await feeds.state("turned_down")
    assert await feeds.of_person(secret) == {}


async def test_it_is_in_the_language_of_its_person(feeds: FeedScenario) -> None:
    _, item = await feeds.published()
    await feeds.books(TOM, item)
    secret = await feeds.link(TOM)
    texts = {}
    for language in ("en", "ms", "zh_Hans"):
        await feeds.store.write(choose_language, TOM, language)
        (entry,) = (await feeds.of_person(secret)).values()
        texts[language] = entry.description.splitlines()[0]
    assert texts == {
        "en": "Booked: 1 × kuih lapis",
        "ms": "Ditempah: 1 × kuih lapis",
        "zh_Hans": "已订：kuih lapis × 1",
    }


@pytest.mark.parametrize(
    "name", ["BEGIN:VEVENT\r\nUID:forged", "黑芝麻汤圆；十二粒，🥮" * 5, "كعك, العيد; \\n \u202e" * 3]
)
async def test_no_name_of_an_item_reaches_out_of_its_line(feeds: FeedScenario, name: str) -> None:
    _, item = await feeds.published()
    await feeds.books(TOM, item)

    def rename(session: Session) -> None:
        session.get_one(Item, item).name = name[:64]

    await feeds.store.write(rename)
    found = await feeds.of_person(await feeds.link(TOM))
    assert len(found) == 1
    assert "forged" not in next(iter(found))


async def test_a_ticket_cannot_be_used_by_who_reads_the_calendar(feeds: FeedScenario) -> None:
    _, item = await feeds.published()
    await feeds.books(TOM, item)

    def codes(session: Session) -> list[str]:
        return [*session.exec(select(Ticket.code).where(col(Ticket.person_id) == TOM))]

    data = await feeds.own_file(await feeds.link(TOM))
    found = await feeds.store.read(codes)
    assert found
    assert not any(code.encode() in data for code in found)


async def test_it_takes_as_many_statements_for_many_entries_as_for_one(feeds: FeedScenario) -> None:
    secret = await feeds.link(TOM)

    async def count() -> int:
        return await feeds.store.read(lambda session: len(statements(session, own_feed, secret, NOW)))

    _, item = await feeds.published()
    await feeds.books(TOM, item)
    assert await count() == 3
    for number in range(6):
        _, item = await feeds.published(replace(SATURDAY, name=f"kuih {number}"))
        await feeds.books(TOM, item)
    assert await count() == 3
    assert len(await feeds.of_person(secret)) == 7


async def test_it_is_the_same_bytes_while_nothing_changes(feeds: FeedScenario) -> None:
    _, item = await feeds.published()
    await feeds.books(TOM, item)
    secret = await feeds.link(TOM)
    before = await feeds.own_file(secret)
    feeds.now += 3 * HOUR
    assert await feeds.own_file(secret) == before
