"""The demo data: believable, reproducible, and valid at any hour."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, select

from bot.demo.data.drop_plan import DropPlan
from bot.demo.data.drops import PLANS
from bot.demo.data.people_and_stalls import AINA, KEN, ROS
from bot.demo.data.seed import DatabaseNotEmpty, DemoMarket, seed
from locales.units import ItemUnit, admits
from market.actor import Actor
from market.drop.browse import drop_cards
from market.drop.facts import DropFacts
from market.drop.status import Status, status
from market.next_due import next_due
from market.roster.roster_facts import day_of_drop, roster_page
from market.roster.take import take_shift
from market.stock.change import change_quantity
from market.waitlist.join import join
from scheduler.market_day import MarketDayJob
from storage.address import Address
from storage.alley import Alley
from storage.drop import Component, Drop, DropTag, Item
from storage.notification import Notification
from storage.person import Person
from storage.stall import Stall
from storage.store import Store
from storage.tables import TABLES
from storage.ticket import Ticket, TicketKind
from storage.waitlist import Booking, Entry, Hold
from tests.kept_rows import KeptRows

DEMO_ZONE_INFO = ZoneInfo("Asia/Kuching")
TUESDAY_TEN = datetime(2026, 11, 24, 10, tzinfo=DEMO_ZONE_INFO)
NOW = TUESDAY_TEN.astimezone(UTC)
UNSEEN = {Status.OVER, Status.LAST, Status.AWAITED, Status.WAITLIST_FULL, Status.STOPPED}
"""Of which the town, as it is seeded, shows no drop."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

FORTNIGHT = [TUESDAY_TEN + HOUR * hour for hour in range(14 * 24)]
ODD_DAYS = [
    datetime(2026, 12, 31, 23, 59, 59, 999999, tzinfo=DEMO_ZONE_INFO),
    datetime(2027, 1, 1, tzinfo=DEMO_ZONE_INFO),
    datetime(2027, 1, 31, 19, 59, 59, tzinfo=DEMO_ZONE_INFO),
    datetime(2028, 2, 28, 20, tzinfo=DEMO_ZONE_INFO),
    datetime(2028, 2, 29, 12, tzinfo=DEMO_ZONE_INFO),
    datetime(2028, 2, 29, 16, 30, tzinfo=UTC),
    datetime(2027, 4, 30, 15, 0, 1, tzinfo=DEMO_ZONE_INFO),
    datetime(2027, 6, 4, 18, tzinfo=DEMO_ZONE_INFO),
    datetime(2027, 6, 5, 12, 59, 59, tzinfo=DEMO_ZONE_INFO),
    datetime(2027, 6, 6, 7, tzinfo=ZoneInfo("America/St_Johns")),
]


def facts(session: Session) -> tuple[DropFacts, ...]:
    return drop_cards(session, tuple(session.connection().scalars(select(Drop.id))))


def rows(session: Session) -> dict[str, list[dict[str, Any]]]:
    """Everything that is stored, by table."""
    return {
        table.__name__: [row.model_dump() for row in session.exec(select(table)).all()] for table in TABLES
    }


def markets_at(
    session: Session, nows: list[datetime]
) -> Iterator[tuple[datetime, DemoMarket, tuple[DropFacts, ...]]]:
    """Yield the demo data seeded at each moment, one after another, and remove it again."""
    for now in nows:
        with session.begin_nested() as attempt:
            demo_market = seed(session, now, Random(1))
            yield now, demo_market, facts(session)
            attempt.rollback()
        session.expunge_all()


SEEDED = KeptRows(lambda store: store.write(seed, TUESDAY_TEN, Random(1)))


@pytest.fixture
async def demo_market(store: Store) -> DemoMarket:
    return await SEEDED.lay(store)


@pytest.fixture
async def drops(store: Store, demo_market: DemoMarket) -> dict[int, DropFacts]:
    return {drop.id: drop for drop in await store.read(facts)}


def hours(drop: DropFacts) -> str:
    return f"{drop.starts_at.astimezone(DEMO_ZONE_INFO):%a %d %b %H:%M} to {drop.ends_at.astimezone(DEMO_ZONE_INFO):%H:%M}"


async def test_the_three_phones_are_people_of_the_demo_data(store: Store, demo_market: DemoMarket) -> None:
    def people(session: Session) -> dict[int, tuple[int, str]]:
        rows = select(Address.external_id, Person.id, Person.first_name)
        joined = rows.join(Person, Person.id == Address.person_id)
        return {number: (person, name) for number, person, name in session.exec(joined)}

    found = await store.read(people)
    assert found[AINA.id] == (demo_market.aina, "Aina")
    assert found[ROS.id] == (demo_market.ros, "Ros")
    assert found[KEN.id] == (demo_market.ken, "Ken")
    assert len(found) >= 28
    assert AINA.id >= 10**9, "somebody has a Telegram ID of ten digits"
    assert not any(number == person for number, (person, _) in found.items())


async def test_ken_helps_at_a_stall_with_one_shift_taken_and_one_open(
    store: Store, demo_market: DemoMarket
) -> None:
    day = await store.read(day_of_drop, demo_market.kaya_bao)
    page = await store.read(roster_page, Actor(demo_market.ken), day)
    assert [place.name for place in page.roster.places] == ["Joanna", ""]
    assert page.roster.is_open
    assert page.helps
    assert not page.manages
    await store.write(take_shift, Actor(demo_market.ken), day, 1, now=NOW)


async def test_three_alleys_a_dozen_stalls_and_three_weeks_of_drops(
    store: Store, demo_market: DemoMarket
) -> None:
    def counted(session: Session) -> tuple[set[str], int, int, set[str]]:
        alleys = {alley.name for alley in session.exec(select(Alley)).all()}
        stalls = session.exec(select(Stall)).all()
        approved = [stall for stall in stalls if stall.state == "approved"]
        return alleys, len(approved), len(stalls) - len(approved), {stall.language for stall in stalls}

    alleys, approved, asked, languages = await store.read(counted)
    assert alleys == {"Lorong Bakau", "Lorong Tanjung", "Lorong Jesselton"}
    assert approved >= 12
    assert asked == 1
    assert languages == {"ms", "en", "zh_Hans"}


async def test_the_drops_are_of_every_kind(drops: dict[int, DropFacts]) -> None:
    shown = drops.values()
    assert len(shown) >= 28
    assert {drop.policy for drop in shown} == {"queue", "draw", "pot"}
    assert {status(drop, TUESDAY_TEN) for drop in shown} == set(Status) - UNSEEN
    assert {drop.alley.name for drop in shown} == {"Lorong Bakau", "Lorong Tanjung", "Lorong Jesselton"}
    assert {"halal", "vegan", "returnable", "workshop", "print"} <= {
        tag for drop in shown for tag in drop.tags
    }
    assert sum(len(drop.items) > 1 for drop in shown) >= 8
    assert len({drop.name for drop in shown}) == len(shown)
    assert {drop.day.strftime("%a") for drop in shown} >= {"Wed", "Thu", "Fri", "Sat", "Sun"}
    assert max(drop.day for drop in shown) - TUESDAY_TEN.date() > timedelta(days=14)


async def test_kuih_lapis_stands_on_friday_with_nine_of_twelve_left(
    demo_market: DemoMarket, drops: dict[int, DropFacts]
) -> None:
    drop = drops[demo_market.kuih_lapis]
    [item] = drop.items
    assert (drop.name, drop.stall.name, drop.alley.name) == ("Kuih lapis", "Dapur Nenek Ros", "Lorong Bakau")
    assert hours(drop) == "Fri 27 Nov 18:00 to 22:00"
    assert (item.name, item.unit, item.price, item.quantity) == ("Kuih lapis, box of 9", "box", 850, 12)
    assert (item.free, item.booked + item.held) == (9, 3)


async def test_seri_muka_is_on_today_and_all_of_it_is_booked(
    demo_market: DemoMarket, drops: dict[int, DropFacts]
) -> None:
    drop = drops[demo_market.seri_muka]
    assert drop.stall.name == "Dapur Nenek Ros"
    assert hours(drop) == "Tue 24 Nov 09:00 to 22:00"
    assert (status(drop, TUESDAY_TEN), drop.free, drop.waiting) == (Status.FULL, 0, 0)


async def test_aina_joins_seri_muka_as_number_nine_and_one_more_is_hers(
    store: Store, demo_market: DemoMarket
) -> None:
    def join_and_restock(session: Session) -> tuple[int | None, int | None, str]:
        item = session.exec(select(Item).where(Item.drop_id == demo_market.seri_muka)).one()
        joined = join(session, demo_market.aina, item.id or 0, 1, now=NOW, rng=Random(1))
        change_quantity(session, Actor(demo_market.ros), item.id or 0, item.quantity + 1, now=NOW)
        return joined.number, joined.hold, session.get_one(Entry, joined.entry).state

    assert await store.write(join_and_restock) == (9, None, "held")


async def test_what_the_lines_count_is_what_the_rows_say(store: Store, demo_market: DemoMarket) -> None:
    def counted(session: Session) -> list[tuple[str, tuple[int, ...], tuple[int, ...]]]:
        found = []
        for item in session.exec(select(Item)).all():
            bookings = session.exec(
                select(Booking.units).where(Booking.item_id == item.id, Booking.state == "booked")
            )
            holds = session.exec(select(Hold.units).where(Hold.item_id == item.id, Hold.state == "live"))
            waits = session.exec(
                select(Entry.units).where(Entry.item_id == item.id, Entry.state == "waiting")
            )
            found.append((item, [sum(bookings), sum(holds), sum(waits)]))
        by_id = {item.id: rows for item, rows in found}
        taken = {item: list(rows) for item, rows in by_id.items()}
        for part in session.exec(select(Component)).all():
            for place in (0, 1):
                taken[part.item_id][place] += part.units * by_id[part.bundle_id][place]
        return [
            (item.name, (item.booked, item.held, item.waiting), tuple(taken[item.id])) for item, _ in found
        ]

    items = await store.read(counted)
    assert sum(sum(counts) for _, counts, _ in items) > 300
    assert [name for name, counts, rows in items if counts != rows] == []


async def test_tomorrow_at_ten_aina_is_reminded_of_her_slot(store: Store, demo_market: DemoMarket) -> None:
    def reminders(session: Session) -> list[datetime]:
        mine = select(Notification.due_at).where(
            Notification.person_id == demo_market.aina,
            Notification.kind == "MarketDayNear",
            Notification.state == "queued",
        )
        return list(session.exec(mine))

    for hours, due in ((23, []), (24, [TUESDAY_TEN + DAY])):
        now = TUESDAY_TEN + hours * HOUR
        await MarketDayJob(store, lambda now=now: now).run_due()
        assert await store.read(reminders) == due


async def test_the_first_things_due_are_near(store: Store, demo_market: DemoMarket) -> None:
    first = await store.read(next_due, NOW)
    assert first is not None
    assert first[0] - NOW <= 2 * HOUR


async def test_kinabalu_at_dawn_draws_forty_prints(
    demo_market: DemoMarket, drops: dict[int, DropFacts]
) -> None:
    drop = drops[demo_market.kinabalu_at_dawn]
    [item] = drop.items
    assert (drop.name, drop.stall.name) == ("Kinabalu at Dawn, print", "Ombak Print")
    assert hours(drop).startswith("Sat 28 Nov 16:00")
    assert status(drop, TUESDAY_TEN) is Status.DRAW
    assert (item.quantity, item.price, item.unit, item.waiting) == (40, 4500, "print", 86)
    assert drop.closes_at == datetime(2026, 11, 26, 12, tzinfo=DEMO_ZONE_INFO)
    assert drop.draws_at == datetime(2026, 11, 26, 12, 4, tzinfo=DEMO_ZONE_INFO)


async def test_linangkit_stitching_has_two_sittings(
    store: Store, demo_market: DemoMarket, drops: dict[int, DropFacts]
) -> None:
    drop = drops[demo_market.stitching]
    assert (drop.name, drop.stall.name, drop.day.isoformat()) == (
        "Linangkit stitching",
        "Rumah Linangkit",
        "2026-11-29",
    )
    starts = [item.starts_at.astimezone(DEMO_ZONE_INFO).hour for item in drop.items if item.starts_at]
    assert starts == [10, 14]
    assert [(item.price, item.quantity, item.free, item.waiting) for item in drop.offered] == [
        (3500, 8, 3, 0),
        (3500, 8, 0, 2),
    ]
    [kit] = [item for item in drop.items if not item.offered]
    assert (kit.name, kit.quantity, kit.booked, kit.held) == ("Kit", 16, 11, 2)
    assert [[part.item for part in item.components] for item in drop.offered] == [[kit.id], [kit.id]]


async def test_coffee_comes_with_a_deposit_on_its_cup(
    demo_market: DemoMarket, drops: dict[int, DropFacts]
) -> None:
    drop = drops[demo_market.coffee]
    [item] = drop.items
    assert (drop.name, drop.stall.name) == ("Tenom drip coffee", "Kopi Simpang Tiga")
    assert hours(drop).startswith("Fri 27 Nov 17:00")
    assert (item.unit, item.price, item.loan_deposit, item.quantity, item.free) == ("cup", 700, 300, 60, 60)


async def test_tuhau_sambal_opens_tomorrow_at_noon_as_a_pot(
    demo_market: DemoMarket, drops: dict[int, DropFacts]
) -> None:
    drop = drops[demo_market.tuhau]
    assert (drop.name, drop.policy, status(drop, TUESDAY_TEN)) == ("Tuhau sambal", "pot", Status.UPCOMING)
    assert drop.opens_at == datetime(2026, 11, 25, 12, tzinfo=DEMO_ZONE_INFO)
    assert drop.pot_until == datetime(2026, 11, 25, 12, 15, tzinfo=DEMO_ZONE_INFO)


async def test_a_cancelled_drop_says_why(drops: dict[int, DropFacts]) -> None:
    [cancelled] = [drop for drop in drops.values() if drop.state == "cancelled"]
    assert cancelled.reason
    assert cancelled.cancelled_at is not None
    assert cancelled.cancelled_at < TUESDAY_TEN


async def test_the_same_time_and_seed_give_the_same_demo_data(store: Store) -> None:
    def twice(session: Session) -> list[dict[str, list[dict[str, Any]]]]:
        found = []
        for _ in range(2):
            with session.begin_nested() as attempt:
                seed(session, TUESDAY_TEN, Random(5))
                found.append(without_ids(rows(session)))
                attempt.rollback()
            session.expunge_all()
        return found

    first, second = await store.write(twice)
    assert first == second


def without_ids(tables: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Return rows without ids, as PostgreSQL gives no id twice. People are identified by their Telegram ids."""
    counted = (
        "id",
        "alley_id",
        "stall_id",
        "drop_id",
        "item_id",
        "bundle_id",
        "entry_id",
        "hold_id",
        "booking_id",
        "market_day_id",
        "stall_day_id",
        "pitch_id",
        "series_id",
        "about",
        "by_id",
        "once",
        "payload",
    )
    people = {row["person_id"]: row["external_id"] for row in tables["Address"]}
    whose = ("person_id", "owner_id", "set_by")
    return {
        table: sorted(
            (
                {
                    name: people.get(value) if name in whose else value
                    for name, value in row.items()
                    if name not in counted
                }
                for row in found
            ),
            key=repr,
        )
        for table, found in tables.items()
    }


async def test_other_dice_give_other_codes_and_the_same_drops(store: Store) -> None:
    def codes(session: Session) -> list[tuple[list[str], list[str]]]:
        found = []
        for number in (1, 2):
            with session.begin_nested() as attempt:
                seed(session, TUESDAY_TEN, Random(number))
                stored = rows(session)
                given = [row["code"] for table in ("Alley", "Stall", "Drop") for row in stored[table]]
                found.append((given, sorted(row["name"] for row in stored["Drop"])))
                attempt.rollback()
            session.expunge_all()
        return found

    (one, drops), (other, same_drops) = await store.write(codes)
    assert not set(one) & set(other)
    assert len(set(one)) == len(one)
    assert {len(code) for code in one} == {6}
    assert not set("".join(one)) & set("ILOU")
    assert drops == same_drops


async def test_demo_data_is_never_added_to_other_data(store: Store, demo_market: DemoMarket) -> None:
    before = await store.read(rows)
    with pytest.raises(DatabaseNotEmpty):
        await store.write(seed, TUESDAY_TEN, Random(2))
    assert await store.read(rows) == before


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)
def test_at_every_hour_of_a_fortnight_the_times_of_a_drop_are_in_order(plan: DropPlan) -> None:
    for now in FORTNIGHT + ODD_DAYS:
        moment = plan.drop_hours(now)
        stage = plan.progress_plan(moment)
        chain = (stage.opens_at, stage.pot_until, stage.closes_at, stage.draws_at, moment.starts_at)
        for before, then in pairwise(each for each in chain if each is not None):
            assert before < then, now.isoformat()
        assert moment.starts_at < moment.ends_at
        assert moment.ends_at - now >= 2 * HOUR
        assert stage.state == "published" or stage.opens_at < now
        assert stage.cancelled_at is None or stage.opens_at < stage.cancelled_at < now


@pytest.mark.parametrize(
    "nows",
    [
        pytest.param(FORTNIGHT[::51] + ODD_DAYS, id="some hours and odd days"),
        pytest.param(FORTNIGHT[::17], id="many hours of a fortnight", marks=pytest.mark.proof),
    ],
)
async def test_demo_data_is_valid_whenever_it_is_seeded(store: Store, nows: list[datetime]) -> None:
    def look(session: Session) -> None:
        for now, demo_market, drops in markets_at(session, nows):
            by_id = {drop.id: drop for drop in drops}
            states = {drop.id: status(drop, now) for drop in drops}
            assert set(states.values()) == set(Status) - UNSEEN, now.isoformat()
            assert states[demo_market.kuih_lapis] is Status.FREE
            assert states[demo_market.seri_muka] is Status.FULL
            assert states[demo_market.kinabalu_at_dawn] is Status.DRAW
            assert states[demo_market.tuhau] is Status.UPCOMING
            assert states[demo_market.kaya_bao] is Status.UPCOMING
            assert HOUR < by_id[demo_market.kaya_bao].opens_at - now <= 3 * HOUR
            assert weekdays(by_id, demo_market) == ["Fri", "Sat", "Sun", "Fri", "Sat"]
            assert max(drop.ends_at for drop in drops) - now < 22 * DAY

    await store.write(look)


def weekdays(drops: dict[int, DropFacts], demo_market: DemoMarket) -> list[str]:
    named = (
        demo_market.kuih_lapis,
        demo_market.kinabalu_at_dawn,
        demo_market.stitching,
        demo_market.coffee,
        demo_market.tuhau,
    )
    return [drops[number].day.strftime("%a") for number in named]


async def test_slots_lie_within_their_drop_and_what_is_for_sale_has_a_price(
    store: Store, demo_market: DemoMarket
) -> None:
    def look(session: Session) -> int:
        items = session.exec(select(Item, Drop).where(Item.drop_id == Drop.id)).all()
        for item, drop in items:
            if item.starts_at is not None and item.ends_at is not None:
                assert drop.starts_at <= item.starts_at < item.ends_at <= drop.ends_at
            assert (item.price > 0) == (item.offered and item.unit != "place")
            assert item.waiting == 0 or item.booked + item.held == item.quantity or drop.policy != "queue"
            assert (item.loan_deposit > 0) <= ("returnable" in tags(session, drop))
        return sum(item.starts_at is not None for item, _ in items)

    assert await store.read(look) >= 8


def tags(session: Session, drop: Drop) -> set[str]:
    return set(session.exec(select(DropTag.tag).where(DropTag.drop_id == drop.id)).all())


async def test_a_seat_has_an_admission_ticket_and_goods_have_one_to_pick_up(store: Store) -> None:
    def kinds(session: Session) -> set[tuple[ItemUnit, TicketKind]]:
        seed(session, NOW, Random(1))
        booked = select(Item.unit, Ticket.kind).join(Booking, col(Booking.item_id) == Item.id)
        return {*session.exec(booked.join(Ticket, col(Ticket.booking_id) == Booking.id)).all()}

    found = await store.write(kinds)
    assert {kind for unit, kind in found if admits(unit)} == {TicketKind.ADMISSION}
    assert {kind for unit, kind in found if not admits(unit)} == {TicketKind.PICKUP}
