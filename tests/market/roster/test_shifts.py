"""Opening, taking, returning, swapping and assigning shifts, one by one: effects, messages and refusals."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlmodel import Session, col, update

from market.admins import NO_ADMINS
from market.drop.refusals import NumberUnfit
from market.market_day.shift_hours import hours_of_part
from market.merge import accept_merge, offer_merge
from market.organiser.block import block
from market.privacy.forget import forget
from market.refusal import Refusal
from market.reminder.moments import ShiftStage
from market.reminder.near_days import near_stall_days
from market.reminder.refusals import MarketDayEmpty
from market.reminder.shift_messages import next_helper_message, shifts_until
from market.roster.plan import add_place, close_roster, remove_place
from market.roster.refusals import (
    BusyThen,
    ExchangeEnded,
    HelperBusy,
    NoHelperHere,
    NotOffered,
    NotYourShift,
    PlacesHeld,
    RosterClosed,
    RosterGone,
    ShiftOver,
    ShiftsForHelpers,
    ShiftTaken,
    TooLateToGiveBack,
    TooManyPlaces,
)
from market.roster.roster_facts import place_of
from market.roster.rule import MAX_PLACES
from market.roster.swap import agree_exchange, ask_exchange, take_offered
from market.roster.take import give_back, keep_shift, offer_shift
from market.staff.helpers import leave_stall, remove_helper
from market.stall_closing import close_stall
from market.stock.draft import publish, undo
from market.stock.pause import cancel
from storage.address import Address
from storage.beacon_kind import BeaconKind
from storage.market_day import StallDay
from storage.organiser import Organiser
from storage.person import Person
from storage.reminder import Mute
from storage.roster import Roster, Shift
from tests.market.roster.conftest import (
    AHEAD,
    BESIDE,
    HELPERS,
    LATER,
    THEIRS,
    TODAY,
    TOMORROW,
    RosterScenario,
)
from tests.market.sale.conftest import DAY, HOUR
from tests.market.staff.conftest import ALLROUND, NEW, NOW, ROS, SCANNER, SELLER, STALL, TOM, WEI
from tests.merging import merge_by_word

DAY_OF = (NOW + AHEAD).date()


def test_equal_shifts_fill_the_day_without_a_gap_in_whole_minutes() -> None:
    for minutes in (30, 241, 300, 2160):
        end = NOW + timedelta(minutes=minutes)
        for parts in (1, 2, 3):
            hours = [hours_of_part(NOW, end, part, parts) for part in range(parts)]
            assert (hours[0].starts_at, hours[-1].ends_at) == (NOW, end)
            assert all(one.ends_at == two.starts_at for one, two in pairwise(hours))
            assert all((each.starts_at - NOW).total_seconds() % 60 == 0 for each in hours)
            lengths = [each.ends_at - each.starts_at for each in hours]
            assert max(lengths) - min(lengths) <= timedelta(minutes=1)


async def test_a_roster_has_at_most_three_parts_of_ten_places_and_at_least_one_of_each(
    scenario: RosterScenario,
) -> None:
    for people, parts in ((11, 1), (1, 4), (0, 1), (1, 0)):
        with pytest.raises(NumberUnfit):
            await scenario.open(people=people, parts=parts)
    await scenario.open(people=10, parts=3)
    assert await scenario.holders() == [None] * 30


async def test_a_roster_is_opened_once_and_each_helper_told_once(scenario: RosterScenario) -> None:
    await scenario.open(people=2, parts=3)
    await scenario.open(people=4)
    assert await scenario.holders() == [None] * 6
    assert sorted(await scenario.notified("ShiftsOpen")) == sorted(HELPERS)
    await scenario.act(close_roster, ROS, await scenario.day(), NOW)
    scenario.now += HOUR
    await scenario.open()
    assert len(await scenario.notified("ShiftsOpen")) == len(HELPERS)


async def test_what_cannot_be_opened(scenario: RosterScenario) -> None:
    with pytest.raises(NumberUnfit):
        await scenario.open(people=MAX_PLACES + 1)
    with pytest.raises(RosterGone):
        await scenario.open(999)
    await scenario.act(cancel, ROS, LATER, NOW)
    with pytest.raises(RosterGone):
        await scenario.open(LATER)
    scenario.now = NOW + 6 * HOUR
    with pytest.raises(RosterGone):
        await scenario.open(TODAY)
    assert await scenario.count(Roster) == 0


async def test_places_are_added_and_only_empty_ones_removed(scenario: RosterScenario) -> None:
    await scenario.open(people=MAX_PLACES)
    with pytest.raises(TooManyPlaces):
        await scenario.act(add_place, ROS, await scenario.day(), 0, now=scenario.now)
    await scenario.take(TOM)
    for _ in range(MAX_PLACES - 1):
        await scenario.act(remove_place, ROS, await scenario.day(), 0, now=scenario.now)
    with pytest.raises(PlacesHeld):
        await scenario.act(remove_place, ROS, await scenario.day(), 0, now=scenario.now)
    assert await scenario.holders() == [TOM]


async def test_a_helper_takes_a_place_once_and_is_reminded(scenario: RosterScenario) -> None:
    await scenario.open(people=2)
    shift = await scenario.take(TOM)
    assert await scenario.take(TOM) == shift
    assert await scenario.holders() == [TOM, None]
    assert await scenario.told(NOW + AHEAD - 3 * HOUR) == [(TOM, "eve")]
    assert await scenario.told(NOW + AHEAD - 2 * HOUR) == [(TOM, "eve"), (TOM, "soon")]


async def test_a_place_is_of_the_shift_that_was_chosen_and_of_no_other(scenario: RosterScenario) -> None:
    await scenario.open(people=1, parts=2)
    await scenario.take(TOM, part=1)
    assert await scenario.holders() == [None, TOM]
    with pytest.raises(ShiftTaken):
        await scenario.take(SELLER, part=1)
    with pytest.raises(PlacesHeld):
        await scenario.act(remove_place, ROS, await scenario.day(), 1, now=scenario.now)
    await scenario.take(SELLER)
    assert await scenario.holders() == [SELLER, TOM]


async def test_shifts_that_follow_one_another_are_one_helpers(scenario: RosterScenario) -> None:
    await scenario.open(people=1, parts=3)
    for part in (1, 0, 2):
        await scenario.take(TOM, part=part)
    assert await scenario.holders() == [TOM] * 3


@pytest.mark.parametrize(
    ("person", "refusal"), [(ROS, ShiftsForHelpers), (TOM, ShiftTaken)], ids=["the owner", "who is late"]
)
async def test_who_gets_no_place(scenario: RosterScenario, person: int, refusal: type[Refusal]) -> None:
    await scenario.open(people=1)
    await scenario.take(SELLER)
    with pytest.raises(refusal):
        await scenario.take(person)


async def test_nobody_takes_a_second_shift_at_the_same_time_at_whatever_stall(
    scenario: RosterScenario,
) -> None:
    await scenario.open()
    await scenario.open(THEIRS, by=WEI)
    await scenario.take(TOM)
    with pytest.raises(BusyThen) as refused:
        await scenario.take(TOM, THEIRS)
    assert refused.value.at == NOW + AHEAD


async def test_a_shift_is_given_back_until_a_day_before(scenario: RosterScenario) -> None:
    await scenario.open()
    shift = await scenario.take(TOM)
    scenario.now = NOW + AHEAD - 24 * HOUR
    await scenario.act(give_back, TOM, shift, scenario.now)
    assert await scenario.notified("PlaceEmptyAgain") == [ROS]
    assert await scenario.told(scenario.now + HOUR) == []
    await scenario.take(TOM)
    scenario.now += timedelta(seconds=1)
    with pytest.raises(TooLateToGiveBack):
        await scenario.act(give_back, TOM, shift, scenario.now)
    with pytest.raises(NotYourShift):
        await scenario.act(give_back, SELLER, shift, scenario.now)


async def test_an_offered_shift_is_another_helpers_by_one_tap(scenario: RosterScenario) -> None:
    await scenario.open(people=1)
    await scenario.open(THEIRS, people=1, by=WEI)
    shift = await scenario.take(TOM)
    await scenario.take(SCANNER, THEIRS)
    with pytest.raises(NotOffered):
        await scenario.act(take_offered, SELLER, shift, NOW)
    assert await scenario.act(offer_shift, TOM, shift, NOW) == 2
    assert sorted(await scenario.notified("ShiftOffered")) == [SELLER, ALLROUND], (
        "those who are not busy then"
    )
    with pytest.raises(BusyThen):
        await scenario.act(take_offered, SCANNER, shift, NOW)
    await scenario.act(take_offered, SELLER, shift, NOW)
    assert await scenario.holders() == [SELLER]
    [taken] = await scenario.queued("ShiftChanged")
    assert (taken.person_id, taken.payload["change"]) == (TOM, "taken")
    assert (SELLER, "soon") in (told := await scenario.told(NOW + AHEAD - 2 * HOUR))
    assert {person for person, _ in told} == {SELLER, SCANNER}
    with pytest.raises(NotOffered):
        await scenario.act(take_offered, ALLROUND, shift, NOW)


async def exchange_asked(scenario: RosterScenario) -> tuple[int, int]:
    """Tom offers his shift of tonight, and the seller would give theirs of three days later: both places."""
    await scenario.open(TODAY, people=1)
    await scenario.open(TOMORROW, people=1)
    first, second = await scenario.take(TOM, TODAY), await scenario.take(SELLER, TOMORROW)
    await scenario.act(offer_shift, TOM, first, NOW)
    await scenario.act(ask_exchange, SELLER, first, second, now=NOW)
    return first, second


async def test_an_exchange_needs_both(scenario: RosterScenario) -> None:
    first, second = await exchange_asked(scenario)
    assert await scenario.notified("ExchangeAsked") == [TOM]
    assert (await scenario.holders(TODAY), await scenario.holders(TOMORROW)) == ([TOM], [SELLER])
    with pytest.raises(NotYourShift):
        await scenario.act(agree_exchange, SCANNER, first, second, now=NOW)
    await scenario.act(agree_exchange, TOM, first, second, now=NOW)
    assert (await scenario.holders(TODAY), await scenario.holders(TOMORROW)) == ([SELLER], [TOM])
    with pytest.raises(NotYourShift):
        await scenario.act(agree_exchange, TOM, first, second, now=NOW)


@pytest.mark.parametrize("change", ["kept", "offered anew", "given back", "busy by now"])
async def test_an_exchange_that_does_not_fit_any_more_is_refused(
    scenario: RosterScenario, change: str
) -> None:
    first, second = await exchange_asked(scenario)
    now, expected = NOW + timedelta(minutes=1), ExchangeEnded
    match change:
        case "kept":
            await scenario.act(keep_shift, TOM, first, now)
        case "offered anew":
            await scenario.act(keep_shift, TOM, first, now)
            await scenario.act(offer_shift, TOM, first, now)
        case "given back":
            await scenario.act(give_back, SELLER, second, now)
        case _:
            await scenario.open(THEIRS, people=1, by=WEI)
            await scenario.take(TOM, THEIRS)
            expected = BusyThen
    with pytest.raises(expected):
        await scenario.act(agree_exchange, TOM, first, second, now=now)
    assert await scenario.holders(TODAY) == [TOM]


async def test_a_shift_that_has_begun_changes_hands_no_more(scenario: RosterScenario) -> None:
    first, second = await exchange_asked(scenario)
    hours = {place.id: place.hours for drop in (TODAY, TOMORROW) for place in await scenario.places(drop)}
    begins = hours[first].starts_at
    for action, person, shifts in (
        (take_offered, SCANNER, [first]),
        (ask_exchange, SELLER, [first, second]),
        (agree_exchange, TOM, [first, second]),
        (offer_shift, TOM, [first]),
    ):
        with pytest.raises(ShiftOver):
            await scenario.act(action, person, *shifts, begins)
    assert await scenario.holders(TODAY) == [TOM]
    await scenario.act(take_offered, SCANNER, first, begins - timedelta(seconds=1))
    assert await scenario.holders(TODAY) == [SCANNER]


async def test_assigning_and_taking_off_undo_each_other_without_a_word(scenario: RosterScenario) -> None:
    await scenario.open(people=1)
    [place] = await scenario.places()
    await scenario.assign(place.id, TOM)
    [notified] = await scenario.queued("ShiftChanged")
    assert (notified.person_id, notified.due_at, notified.payload["change"]) == (
        TOM,
        NOW + timedelta(minutes=1),
        "assigned",
    )
    await scenario.take_off(place.id, TOM)
    assert await scenario.queued("ShiftChanged") == []
    await scenario.take(SELLER)
    await scenario.take_off(place.id, SELLER)
    await scenario.assign(place.id, SELLER)
    assert await scenario.queued("ShiftChanged") == []
    assert await scenario.holders() == [SELLER]


async def test_whom_the_stall_cannot_put_down(scenario: RosterScenario) -> None:
    await scenario.open(people=2)
    await scenario.open(THEIRS, people=1, by=WEI)
    free = (await scenario.places())[1].id
    with pytest.raises(NoHelperHere):
        await scenario.assign(free, WEI)
    taken = await scenario.take(TOM)
    with pytest.raises(ShiftTaken):
        await scenario.assign(taken, SELLER)
    await scenario.take(SELLER, THEIRS)
    with pytest.raises(HelperBusy):
        await scenario.assign(free, SELLER)
    scenario.now = NOW + AHEAD + 4 * HOUR
    with pytest.raises(ShiftOver):
        await scenario.assign(free, SCANNER)


async def test_in_a_closed_roster_helpers_change_nothing_and_the_stall_does(scenario: RosterScenario) -> None:
    await scenario.open(people=2)
    shift = await scenario.take(TOM)
    await scenario.act(close_roster, ROS, await scenario.day(), NOW)
    for action in (give_back, offer_shift, keep_shift):
        with pytest.raises(RosterClosed):
            await scenario.act(action, TOM, shift, NOW)
    with pytest.raises(RosterClosed):
        await scenario.take(SELLER)
    await scenario.take_off(shift, TOM)
    assert await scenario.holders() == [None, None]


@pytest.mark.parametrize("way", ["removed", "leaves", "blocked", "forgotten", "merged"])
async def test_who_helps_no_more_has_no_shift_ahead_and_keeps_those_that_are_over(
    scenario: RosterScenario, way: str
) -> None:
    for drop in (TODAY, TOMORROW):
        await scenario.open(drop, people=1)
        await scenario.take(TOM, drop)
    scenario.now = now = NOW + 6 * HOUR
    match way:
        case "removed":
            await scenario.act(remove_helper, ROS, STALL, TOM, now=now)
        case "leaves":
            await scenario.act(leave_stall, TOM, STALL, now)
        case "blocked":
            await scenario.store.write(
                lambda session: session.add(Organiser(person_id=WEI, named_by=None, named_at=NOW))
            )
            await scenario.act(block, WEI, TOM, NO_ADMINS, now=now)
        case "forgotten":
            await scenario.store.write(forget, TOM, now)
        case _:
            offered = await scenario.store.write(offer_merge, NEW, now, rng=scenario.rng)
            await scenario.store.write(accept_merge, TOM, offered.code, now, rng=scenario.rng)
    was = {"forgotten": None, "merged": NEW}.get(way, TOM)
    assert (await scenario.holders(TODAY), await scenario.holders(TOMORROW)) == ([was], [None])
    assert await scenario.notified("PlaceEmptyAgain") == [ROS]
    assert await scenario.told(NOW + AHEAD - HOUR) == []


async def test_an_owner_who_takes_a_helpers_account_has_no_shift_at_their_own_stall(
    scenario: RosterScenario,
) -> None:
    await scenario.open(people=1)
    await scenario.take(SELLER)
    await merge_by_word(scenario.store, SELLER, ROS, WEI, now=NOW)
    assert await scenario.holders() == [None]


async def test_shifts_move_with_their_day_and_an_overlap_is_given_back(scenario: RosterScenario) -> None:
    await scenario.open(TOMORROW, people=2)
    await scenario.open(THEIRS, people=1, by=WEI)
    await scenario.move(THEIRS, DAY_OF, 7, 9, by=WEI)
    for person in (TOM, SELLER):
        await scenario.take(person)
    await scenario.take(TOM, THEIRS)
    await scenario.move(TOMORROW, DAY_OF, 8, 12)
    assert await scenario.holders() == [None, SELLER]
    assert {(TOM, "overlaps"), (SELLER, "moved")} <= await changes(scenario)
    place = (await scenario.places())[1]
    assert await scenario.told(place.hours.starts_at - 2 * HOUR, SELLER) == [(SELLER, "soon")]


async def changes(scenario: RosterScenario) -> set[tuple[int, str]]:
    return {(row.person_id, row.payload["change"]) for row in await scenario.queued("ShiftChanged")}


async def test_a_dish_more_or_less_changes_the_shifts_only_by_the_hours_of_the_day(
    scenario: RosterScenario,
) -> None:
    await scenario.add_beside()
    await scenario.open(people=1, parts=2)
    await scenario.take(TOM, part=1)
    await scenario.act(cancel, ROS, BESIDE, NOW)
    assert await changes(scenario) == set(), "the day is as long as before"
    await scenario.act(undo, ROS, TODAY, NOW)
    await scenario.move(TODAY, DAY_OF, 19, 23)
    assert await scenario.holders() == [None, TOM], "a draft is of no day"
    await scenario.act(publish, ROS, TODAY, BeaconKind.LOCAL, NOW, rng=scenario.rng)
    assert await changes(scenario) == {(TOM, "moved")}
    [_, place] = await scenario.places()
    assert (place.hours.starts_at, place.hours.ends_at) == (NOW + AHEAD + 3 * HOUR, NOW + AHEAD + 6 * HOUR)


async def test_a_roster_stays_where_a_dish_is_left_and_goes_along_with_the_last(
    scenario: RosterScenario,
) -> None:
    await scenario.add_beside()
    await scenario.open(people=2)
    shift = await scenario.take(TOM)
    stayed = await scenario.day()
    await scenario.move(BESIDE, DAY_OF + timedelta(days=1), 18, 20)
    assert await scenario.holders() == [TOM, None], "it stays with the other dish"
    assert await scenario.holders(BESIDE) == []
    assert await changes(scenario) == set()
    scenario.now += timedelta(minutes=1)
    await scenario.move(TOMORROW, DAY_OF + timedelta(days=1), 17, 21)
    assert await scenario.day() != stayed
    assert await scenario.holders() == [TOM, None]
    assert (await scenario.places())[0].id == shift
    assert await changes(scenario) == {(TOM, "moved")}
    assert {row.payload["stall_day_id"] for row in await scenario.queued("ShiftsOpen")} == {
        await scenario.day()
    }
    assert await scenario.count(Roster) == 1


async def test_a_dish_that_moves_to_a_day_with_a_roster_leaves_its_own_behind_and_their_shifts_end(
    scenario: RosterScenario,
) -> None:
    for drop in (TOMORROW, LATER):
        await scenario.open(drop, people=1)
        await scenario.take(TOM, drop)
    left = await scenario.day()
    await scenario.move(TOMORROW, (NOW + 5 * DAY).date(), 17, 21)
    assert await scenario.holders() == [TOM]
    assert (
        await scenario.count(Shift, col(Shift.stall_day_id) == left, col(Shift.person_id).is_not(None)) == 0
    )
    assert await changes(scenario) == {(TOM, "off")}


async def test_a_plan_of_a_day_that_was_off_gives_way_to_a_roster_that_comes_along(
    scenario: RosterScenario,
) -> None:
    await scenario.open(LATER, people=3)
    await scenario.act(cancel, ROS, LATER, NOW)
    await scenario.open(people=1)
    await scenario.take(TOM)
    await scenario.move(TOMORROW, (NOW + 5 * DAY).date(), 17, 21)
    assert await scenario.holders() == await scenario.holders(LATER) == [TOM]


@pytest.mark.parametrize("action", [cancel, undo])
async def test_a_day_that_is_off_has_no_shifts(scenario: RosterScenario, action: object) -> None:
    await scenario.open(people=2)
    await scenario.take(TOM)
    day = await scenario.day()
    await scenario.act(action, ROS, TOMORROW, NOW)
    assert await scenario.count(Shift, col(Shift.stall_day_id) == day, col(Shift.person_id).is_(None)) == 2
    assert await changes(scenario) == {(TOM, "off")}
    assert await scenario.told(NOW + AHEAD - HOUR) == []


async def test_a_stall_that_closes_ends_its_shifts_and_each_helper_is_told_once(
    scenario: RosterScenario,
) -> None:
    await scenario.add_beside()
    await scenario.open(people=1, parts=2)
    shift = await scenario.take(TOM, part=1)
    drops = (TODAY, TOMORROW, BESIDE, LATER)
    await scenario.act(close_stall, ROS, STALL, len(drops), now=NOW)
    off = [row for row in await scenario.queued("ShiftChanged", TOM) if row.payload["change"] == "off"]
    assert [row.payload["shift_id"] for row in off] == [shift]


async def test_helpers_are_told_once_a_stage_of_all_their_shifts_of_a_market_day(
    scenario: RosterScenario,
) -> None:
    await scenario.open(TOMORROW, people=1, parts=2)
    await scenario.open(THEIRS, people=1, parts=3, by=WEI)
    await scenario.take(TOM)
    await scenario.take(TOM, THEIRS, part=2)
    await scenario.take(SELLER, part=1)
    first = NOW + AHEAD
    assert await scenario.told(first - 24 * HOUR - HOUR) == []
    assert await scenario.told(first - 20 * HOUR) == [(TOM, "eve"), (SELLER, "eve")]
    assert await scenario.told(first - 20 * HOUR) == [(TOM, "eve"), (SELLER, "eve")], "once"
    assert await scenario.told(first - 2 * HOUR, TOM) == [(TOM, "eve"), (TOM, "soon")]
    assert await scenario.told(first - HOUR, SELLER) == [(SELLER, "eve")], "theirs begins later"
    assert await scenario.told(first, SELLER) == [(SELLER, "eve"), (SELLER, "soon")]


async def test_who_takes_a_shift_late_is_not_reminded_of_what_was_due_before(
    scenario: RosterScenario,
) -> None:
    await scenario.open(people=2)
    scenario.now = NOW + AHEAD - 20 * HOUR
    await scenario.take(TOM)
    assert await scenario.told(scenario.now + HOUR) == []
    scenario.now = NOW + AHEAD - HOUR
    await scenario.take(SELLER)
    assert await scenario.told(scenario.now + timedelta(minutes=5)) == [(TOM, "soon")]


@pytest.mark.parametrize("way", ["muted", "blocked", "unreached"])
async def test_who_is_not_told_of_shifts(scenario: RosterScenario, way: str) -> None:
    await scenario.open(people=1)
    await scenario.take(TOM)

    def write(session: Session) -> None:
        if way == "muted":
            session.add(Mute(person_id=TOM, kind="ShiftDay", since=NOW))
        elif way == "blocked":
            session.get_one(Person, TOM).blocked_at = NOW
        else:
            theirs = col(Address.person_id) == TOM
            session.connection().execute(update(Address).where(theirs).values(unreachable_at=NOW))

    await scenario.store.write(write)
    assert await scenario.told(NOW + AHEAD - HOUR) == []


async def test_a_clock_that_is_moved_stops_at_each_reminder_of_shifts(scenario: RosterScenario) -> None:
    await scenario.open(people=1)
    await scenario.take(TOM)
    day = await scenario.day()

    def next_after(session: Session, since: datetime) -> datetime | None:
        return next_helper_message(session, since, near_stall_days(session, col(StallDay.id) == day))

    first = NOW + AHEAD
    eve, soon = first - 24 * HOUR, first - 2 * HOUR
    assert await scenario.read(next_after, NOW) == eve
    assert await scenario.read(next_after, eve) == soon
    assert await scenario.read(next_after, soon) is None


async def test_a_repeat_is_in_time_by_the_hours_as_they_are(scenario: RosterScenario) -> None:
    await scenario.open(people=1)
    shift = await scenario.take(TOM)
    market_day = (await scenario.read(place_of, shift)).day.market_day
    stage = ShiftStage.SOON
    assert await scenario.read(shifts_until, TOM, market_day, stage) == NOW + AHEAD
    await scenario.move(TOMORROW, DAY_OF, 20, 23)
    assert await scenario.read(shifts_until, TOM, market_day, stage) == NOW + AHEAD + 3 * HOUR
    with pytest.raises(MarketDayEmpty):
        await scenario.read(shifts_until, SELLER, market_day, stage)
