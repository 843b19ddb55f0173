"""The Monday message: its readers, its time, once; each number recomputed from the rows; its suggestion is posted by one tap."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from locales.packaging_kind import PackagingKind
from market.actor import Actor, NotYourStall
from market.drop.browse import any_drop
from market.drop.refusals import DropUnknown
from market.forecast.refusals import NotSuggested, NoWeekToTell
from market.forecast.week import (
    MOST_TIMES,
    RanOut,
    StallWeekNumbers,
    SuggestedDrop,
    SuggestedItem,
    latest_monday,
    stall_week,
    stalls_to_tell,
    suggested_items,
    suggested_quantity,
)
from market.next_due import DAY_COUNTED, WEEKS, next_due
from market.notification.in_flight import Claimant, claim
from market.person import Blocked
from market.preferences.preferences import mute_reminder
from market.refusal import WhenPassed
from market.stock.post_again import post_again
from market.stock.refusals import StallNotApproved
from storage.beacon_kind import BeaconKind
from storage.drop import Drop, DropPolicy, DropState, DropTag, Item
from storage.forecast import StallDayCount
from storage.person import Person
from storage.stall import Stall
from storage.waitlist import Booking, Entry, EntryState, Hold
from tests.market.forecast.conftest import (
    DAY,
    FRIDAY,
    HOUR,
    LIEN,
    ROS,
    ROS_ACTS,
    WEEK,
    ZONE,
    StallScenario,
    past,
)

MONDAY = datetime(2026, 11, 9, 2, tzinfo=UTC)
"""Ten in the morning in Kota Kinabalu, after FRIDAY."""
NEXT_FRIDAY = date(2026, 11, 13)
SENDER = Claimant("this one", 1)
RNG = Random(1)


@pytest.mark.parametrize("now", [MONDAY, MONDAY + HOUR, MONDAY + WEEK - HOUR])
def test_it_is_due_on_monday_at_ten_by_the_alleys_clock(now: datetime) -> None:
    assert latest_monday(now, ZONE) == MONDAY
    assert latest_monday(MONDAY - HOUR, ZONE) == MONDAY - WEEK


def test_ten_is_ten_also_when_clocks_change() -> None:
    assert latest_monday(datetime(2026, 10, 26, 12, tzinfo=UTC), "Europe/London").hour == 10
    assert latest_monday(datetime(2026, 10, 19, 12, tzinfo=UTC), "Europe/London").hour == 9


@given(st.integers(1, 500), st.integers(0, 500), st.integers(0, 500), st.floats(0, 1))
def test_what_to_bring_is_between_one_and_twice_what_there_was(
    was: int, collected: int, waited: int, share: float
) -> None:
    collected = min(collected, was)
    found = suggested_quantity(was, collected, waited, share)
    assert 1 <= found <= MOST_TIMES * was
    assert found >= collected
    assert suggested_quantity(was, collected, waited + 1, share) >= found


def test_what_to_bring_by_hand() -> None:
    assert suggested_quantity(12, 12, 7, 0.8) == 12 + 6
    assert suggested_quantity(12, 9, 0, 0.8) == 9
    assert suggested_quantity(12, 12, 40, 1.0) == 24
    assert suggested_quantity(12, 0, 0, 0.0) == 1


async def week_numbers(scenario: StallScenario) -> StallWeekNumbers:
    """The numbers of the newest message."""
    newest = (await scenario.weeks())[-1]
    return await scenario.store.read(stall_week, newest.id)


async def _busy_week(scenario: StallScenario) -> tuple[int, int]:
    """Three Fridays and a week of two evenings; its drops of Wednesday and Friday. Twelve boxes ran out on Friday, and six people waited in vain."""
    for week in (3, 2, 1):
        await scenario.hold_market(FRIDAY - week * WEEK)
    wednesday = await scenario.hold_market(FRIDAY - 2 * DAY, booked=8, came=4, name="Apam")
    drop, item = await scenario.plan(FRIDAY, 12)
    scenario.now = FRIDAY - DAY
    await scenario.book(item, *range(1, 11), came=True)
    await scenario.book(item, 11)
    scenario.now = FRIDAY - 3 * HOUR
    await scenario.book(item, 12)
    await scenario.wait(item, *range(20, 26))
    await scenario.end(drop)
    scenario.now = FRIDAY + 10 * HOUR
    await scenario.tick()
    scenario.now = MONDAY
    return wednesday, drop


BUSY_WEEK = past(_busy_week)


async def a_busy_week(scenario: StallScenario) -> tuple[int, int]:
    """Let a test begin after the busy week; return the drops of its Wednesday and Friday."""
    return await scenario.go_on(BUSY_WEEK)


async def test_each_number_is_one_that_the_rows_give_again(scenario: StallScenario) -> None:
    wednesday, friday = await a_busy_week(scenario)
    await scenario.tell()
    numbers = await week_numbers(scenario)
    assert numbers == StallWeekNumbers(
        first=date(2026, 11, 2),
        last=date(2026, 11, 8),
        market_days=2,
        sold=14,
        booked=20,
        came=14,
        waited=6,
        ran_out=RanOut("Kuih lapis", FRIDAY - 3 * HOUR, ZONE),
        suggestion=SuggestedDrop(
            friday,
            NEXT_FRIDAY,
            (
                SuggestedItem(
                    item=await scenario.item_of(friday), name="Kuih lapis", unit="box", was=12, quantity=15
                ),
            ),
        ),
    )

    def recomputed(session: Session) -> tuple[int, int, int, int]:
        """One by one, without the queries of the message."""
        items = session.exec(select(Item.id).where(col(Item.drop_id).in_((wednesday, friday)))).all()
        bookings = session.exec(select(Booking).where(col(Booking.item_id).in_(items))).all()
        entries = session.exec(select(Entry).where(col(Entry.item_id).in_(items))).all()
        by_day = {(each.item_id, each.person_id): each for each in bookings}
        return (
            sum(each.collected for each in bookings),
            len(by_day),
            sum(each.collected > 0 for each in by_day.values()),
            len({each.person_id for each in entries if each.state == "closed"}),
        )

    assert await scenario.store.read(recomputed) == (
        numbers.sold,
        numbers.booked,
        numbers.came,
        numbers.waited,
    )


async def test_it_is_silent_below_four_market_days(scenario: StallScenario) -> None:
    await scenario.hold_fridays(2)
    await scenario.hold_market(FRIDAY)
    scenario.now = MONDAY
    await scenario.tell()
    assert await scenario.weeks() == []
    await scenario.hold_market(FRIDAY + WEEK)
    scenario.now = MONDAY + WEEK
    await scenario.tell()
    assert [row.due_at for row in await scenario.weeks()] == [MONDAY + WEEK]


async def test_it_is_silent_after_a_week_without_a_market_day(scenario: StallScenario) -> None:
    await scenario.hold_fridays(5)
    scenario.now = MONDAY
    await scenario.tell()
    assert await scenario.weeks() == []


async def test_it_is_written_once_whatever_stops_or_repeats_and_not_before_its_hour(
    scenario: StallScenario,
) -> None:
    await a_busy_week(scenario)
    scenario.now = MONDAY - HOUR / 60
    await scenario.tell()
    assert await scenario.weeks() == []
    for minutes in (0, 1, 47 * 60):
        scenario.now = MONDAY + timedelta(minutes=minutes)
        await scenario.tell()
    assert [(row.person_id, row.due_at) for row in await scenario.weeks()] == [(ROS, MONDAY)]
    assert await scenario.store.read(stalls_to_tell, scenario.now) == ()


async def test_after_a_long_outage_it_is_left_out(scenario: StallScenario) -> None:
    await a_busy_week(scenario)
    scenario.now = MONDAY + 47 * HOUR
    await scenario.tell()
    assert len(await scenario.weeks()) == 1
    scenario.now = MONDAY + 48 * HOUR
    await scenario.change(Stall, 1, owner_id=LIEN)
    await scenario.tell()
    assert len(await scenario.weeks()) == 1


async def test_quiet_hours_delay_it_and_stopping_ends_it(scenario: StallScenario) -> None:
    await a_busy_week(scenario)
    await scenario.change(Person, ROS, quiet_from=0, quiet_until=12 * 60)
    await scenario.tell()
    claimed = await scenario.store.write(claim, SENDER, scenario.now, 10, zone=ZONE)
    assert [each for each in claimed.notifications if each.kind == "StallWeek"] == []
    assert (await scenario.weeks())[0].send_at == MONDAY + 2 * HOUR
    await scenario.store.write(mute_reminder, ROS, "StallWeek", scenario.now)
    scenario.now = MONDAY + 3 * HOUR
    await scenario.store.write(claim, SENDER, scenario.now, 10, zone=ZONE)
    [row] = await scenario.weeks()
    assert (row.state, row.reason) == ("dropped", "stopped by its reader")


@pytest.mark.parametrize(
    ("table", "row", "values"),
    [
        (Stall, 1, {"state": "turned_down"}),
        (Stall, 1, {"owner_id": None}),
        (Person, ROS, {"blocked_at": MONDAY}),
    ],
)
async def test_a_stall_that_is_gone_or_whose_owner_is_blocked_is_not_told(
    scenario: StallScenario, table: type[Stall] | type[Person], row: int, values: dict[str, object]
) -> None:
    await a_busy_week(scenario)
    await scenario.change(table, row, **values)
    await scenario.tell()
    assert await scenario.weeks() == []


@pytest.mark.parametrize("values", [{"state": "turned_down"}, {"owner_id": LIEN}])
async def test_a_message_in_flight_tells_nothing_of_a_stall_that_is_gone(
    scenario: StallScenario, values: dict[str, object]
) -> None:
    await a_busy_week(scenario)
    await scenario.tell()
    await scenario.change(Stall, 1, **values)
    with pytest.raises(NoWeekToTell):
        await week_numbers(scenario)


async def test_a_clock_that_is_moved_stops_at_the_count_and_at_the_message(scenario: StallScenario) -> None:
    await scenario.hold_fridays(4)
    drop, item = await scenario.plan()
    await scenario.book(item, 1, came=True)
    await scenario.end(drop)
    assert await scenario.store.read(next_due, FRIDAY + 9 * HOUR, ZONE) == (FRIDAY + 10 * HOUR, DAY_COUNTED)
    scenario.now = FRIDAY + 10 * HOUR
    await scenario.tick()
    assert await scenario.store.read(next_due, MONDAY - HOUR, ZONE) == (MONDAY, WEEKS)


@pytest.mark.feature("X17")
async def test_one_tap_posts_the_suggestion_and_the_second_finds_it(scenario: StallScenario) -> None:
    _, friday = await a_busy_week(scenario)
    await scenario.store.write(
        lambda session: session.add_all(DropTag(drop_id=friday, tag=tag) for tag in ("kuih", "kompos"))
    )
    await scenario.store.write(
        lambda session: setattr(
            session.exec(select(Item).where(col(Item.drop_id) == friday)).one(), "sold_in", "compostable"
        )
    )
    await scenario.change(Item, await scenario.item_of(friday), allergens="egg")
    posted = await scenario.store.write(
        post_again, ROS_ACTS, friday, NEXT_FRIDAY, beacon=BeaconKind.LOCAL, now=scenario.now, rng=RNG
    )
    facts = await scenario.store.read(any_drop, posted)
    assert (facts.state, facts.name, facts.tags) == (DropState.PUBLISHED, "Kuih lapis", ("kompos", "kuih"))
    assert (facts.starts_at, facts.ends_at) == (FRIDAY + WEEK, FRIDAY + WEEK + 4 * HOUR)
    assert [(item.name, item.quantity, item.price, item.unit) for item in facts.items] == [
        ("Kuih lapis", 15, 850, "box")
    ]
    assert [(item.sold_in, item.allergens) for item in facts.items] == [(PackagingKind.COMPOSTABLE, "egg")]
    assert facts.per_person == 6
    again = await scenario.store.write(
        post_again, ROS_ACTS, friday, NEXT_FRIDAY, beacon=BeaconKind.LOCAL, now=scenario.now, rng=RNG
    )
    assert again == posted


async def test_a_pot_stays_a_pot(scenario: StallScenario) -> None:
    _, friday = await a_busy_week(scenario)
    await scenario.change(Drop, friday, policy=DropPolicy.POT, pot_until=FRIDAY - DAY)
    posted = await scenario.store.write(
        post_again, ROS_ACTS, friday, NEXT_FRIDAY, beacon=BeaconKind.LOCAL, now=scenario.now, rng=RNG
    )
    assert (await scenario.store.read(any_drop, posted)).policy == DropPolicy.POT


@pytest.mark.parametrize(
    ("values", "of_item"),
    [
        ({"policy": DropPolicy.DRAW, "draws_at": FRIDAY}, {}),
        ({"state": "cancelled", "cancelled_at": FRIDAY}, {}),
        ({"ends_at": MONDAY + HOUR}, {}),
        ({}, {"starts_at": FRIDAY, "ends_at": FRIDAY + HOUR}),
        ({}, {"offered": False}),
    ],
    ids=["a draw", "cancelled", "not over", "slots", "a component"],
)
async def test_what_one_tap_cannot_post_is_not_suggested(
    scenario: StallScenario, values: dict[str, object], of_item: dict[str, object]
) -> None:
    _, friday = await a_busy_week(scenario)
    await scenario.change(Drop, friday, **values)
    await scenario.change(Item, await scenario.item_of(friday), **of_item)
    with pytest.raises(NotSuggested):
        await scenario.store.read(suggested_items, friday, scenario.now)


async def test_what_walk_ins_bought_is_sold_too(scenario: StallScenario) -> None:
    for week in (3, 2, 1):
        await scenario.hold_market(FRIDAY - week * WEEK)
    drop, item = await scenario.plan(FRIDAY, 12)
    scenario.now = FRIDAY - DAY
    await scenario.book(item, 1, 2, came=True)
    scenario.now = FRIDAY
    for units in (2, 3):
        await scenario.sell(item, units)
    await scenario.end(drop)
    scenario.now = FRIDAY + 10 * HOUR
    await scenario.tick()
    scenario.now = MONDAY
    await scenario.tell()
    numbers = await week_numbers(scenario)
    assert (numbers.sold, numbers.came) == (7, 2)
    assert numbers.suggestion is not None
    assert [each.quantity for each in numbers.suggestion.items] == [7]


async def test_a_quiet_week_suggests_what_sold_most(scenario: StallScenario) -> None:
    await scenario.hold_fridays(3)
    await scenario.hold_market(FRIDAY - 3 * DAY, booked=6, came=5, name="Apam")
    friday = await scenario.hold_market(FRIDAY, booked=10, came=9)
    scenario.now = MONDAY
    await scenario.tell()
    numbers = await week_numbers(scenario)
    assert (numbers.waited, numbers.ran_out) == (0, None)
    assert numbers.suggestion is not None
    assert numbers.suggestion.drop == friday
    assert [(each.was, each.quantity) for each in numbers.suggestion.items] == [(40, 9)]


async def test_what_ran_out_is_suggested_though_more_was_sold_of_another(scenario: StallScenario) -> None:
    await scenario.hold_fridays(3)
    small = await scenario.hold_market(FRIDAY - 3 * DAY, booked=5, came=4, quantity=5, name="Apam")
    await scenario.hold_market(FRIDAY, booked=20, came=18)
    scenario.now = MONDAY
    await scenario.tell()
    numbers = await week_numbers(scenario)
    assert numbers.ran_out is not None
    assert numbers.suggestion is not None
    assert numbers.suggestion.drop == small


async def test_who_did_not_answer_a_hold_did_not_wait_in_vain(scenario: StallScenario) -> None:
    await scenario.hold_fridays(4)
    drop, item = await scenario.plan()
    await scenario.book(item, 1, came=True)
    await scenario.wait(item, 30, 31)

    def hold_for_one(session: Session) -> None:
        entry = session.exec(select(Entry).where(col(Entry.person_id) == 30)).one()
        entry.state = EntryState.HELD
        stock = session.get_one(Item, item)
        stock.waiting, stock.held = 1, 1
        session.add(
            Hold(
                entry_id=entry.id or 0, item_id=item, person_id=30, units=1, given_at=scenario.now,
                until=FRIDAY + DAY, notified_at=scenario.now,
            )
        )  # fmt: skip

    await scenario.store.write(hold_for_one)
    await scenario.end(drop)
    scenario.now = FRIDAY + 10 * HOUR
    await scenario.tick()
    scenario.now = MONDAY
    await scenario.tell()
    assert (await week_numbers(scenario)).waited == 1


async def test_a_day_of_that_monday_before_ten_is_suggested_for_a_week_later(scenario: StallScenario) -> None:
    await scenario.hold_fridays(4)
    await scenario.hold_market(MONDAY - WEEK - HOUR)
    scenario.now = MONDAY
    await scenario.tell()
    numbers = await week_numbers(scenario)
    assert numbers.suggestion is not None
    assert numbers.suggestion.day == date(2026, 11, 16)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("a stranger", NotYourStall), ("another stall", NotYourStall), ("a blocked owner", Blocked),
     ("a former owner", NotYourStall)],
)  # fmt: skip
async def test_nobody_else_posts_it(scenario: StallScenario, who: str, refusal: type[Exception]) -> None:
    _, friday = await a_busy_week(scenario)
    person = {"a stranger": 1, "another stall": LIEN}.get(who, ROS)
    if who == "a blocked owner":
        await scenario.change(Person, ROS, blocked_at=scenario.now)
    if who == "a former owner":
        await scenario.change(Stall, 1, owner_id=LIEN)
    with pytest.raises(refusal):
        await scenario.store.write(
            post_again, Actor(person), friday, NEXT_FRIDAY, beacon=BeaconKind.LOCAL, now=scenario.now, rng=RNG
        )


async def test_a_day_that_has_passed_an_unknown_drop_and_a_stall_that_is_not_approved_are_refused(
    scenario: StallScenario,
) -> None:
    _, friday = await a_busy_week(scenario)
    for drop, day, refusal in (
        (friday, date(2026, 11, 6), None),
        (friday, date(2026, 11, 8), WhenPassed),
        (9999, NEXT_FRIDAY, DropUnknown),
    ):
        acting = (post_again, ROS_ACTS, drop, day, BeaconKind.LOCAL)
        if refusal is None:
            assert await scenario.store.write(*acting, now=scenario.now, rng=RNG) == friday
            continue
        with pytest.raises(refusal):
            await scenario.store.write(*acting, now=scenario.now, rng=RNG)
    await scenario.change(Stall, 1, state="asked")
    with pytest.raises(StallNotApproved):
        await scenario.store.write(
            post_again, ROS_ACTS, friday, NEXT_FRIDAY, beacon=BeaconKind.LOCAL, now=scenario.now, rng=RNG
        )
    drops = await scenario.store.read(lambda session: session.exec(select(Drop.id)).all())
    assert max(drop or 0 for drop in drops) == friday, "no draft is left behind"


async def test_the_share_that_came_counts_for_those_who_waited(scenario: StallScenario) -> None:
    _, friday = await a_busy_week(scenario)
    day = (1, FRIDAY.date())
    await scenario.change(StallDayCount, day, came_without_deposit=3)
    [item] = await scenario.store.read(suggested_items, friday, scenario.now)
    assert item.quantity == 10 + 2, "of six, a quarter, rounded up"
