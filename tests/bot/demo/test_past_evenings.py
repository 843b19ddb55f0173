"""What happened in the demo before it starts: five evenings of Ros, cups, forecasts; and what tomorrow and next Monday have."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, func, select

from bot.demo.data.evening_plans import CUP, PAST_EVENINGS
from bot.demo.data.past_evenings import seed_with_past
from bot.demo.data.seed import DatabaseNotEmpty, DemoMarket
from market.actor import Actor
from market.desk import past_stall_days
from market.forecast.forecast import DayForecast, forecast_history, next_forecast
from market.forecast.stall_days import count_days
from market.forecast.week import StallWeekNumbers, stall_week, stalls_to_tell, tell_of_week
from market.live.next_live import stall_live
from market.reminder.notifications import StallWeek
from market.stock.wind_up import drops_to_wind_up, wind_up
from scheduler.market_day import TO_PEOPLE
from storage.drop import Drop, Item
from storage.hub import Hub
from storage.market_day import StallDay
from storage.notification import Notification, NotificationState
from storage.packaging import PackagingAsset, PackagingState, PackagingType
from storage.stall import Stall
from storage.store import Store
from storage.waitlist import Booking, BookingState
from tests.kept_rows import KeptRows

TEN = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Asia/Kuching"))
NOW = TEN.astimezone(UTC)
WEEK = timedelta(weeks=1)
SEEDED = KeptRows(lambda store: store.write(seed_with_past, TEN, Random(2026)))


@pytest.fixture
async def market(store: Store) -> DemoMarket:
    return await SEEDED.lay(store)


def stall_of(session: Session, market: DemoMarket) -> int:
    return session.exec(select(Stall.id).where(col(Stall.owner_id) == market.ros)).one() or 0


def states(session: Session) -> Counter[BookingState]:
    """Return the states of the bookings of what was over when the demo started."""
    rows = select(Booking.state, func.count()).join(Item, col(Item.id) == col(Booking.item_id)).join(Drop)
    over = rows.where(col(Drop.ends_at) < NOW).group_by(col(Booking.state))
    return Counter(dict(session.exec(over).all()))


async def test_ros_has_five_past_evenings_that_are_ended_counted_and_listed(
    store: Store, market: DemoMarket
) -> None:
    def look(session: Session) -> None:
        ros, stall = Actor(market.ros), stall_of(session, market)
        listed = past_stall_days(session, ros, stall, TEN, 1)
        assert [each.day for each in listed.days] == [
            TEN.date() - evening.ago for evening in reversed(PAST_EVENINGS)
        ]
        ended = select(StallDay.ended_at).where(col(StallDay.stall_id) == stall, col(StallDay.ends_at) < NOW)
        assert all(session.exec(ended))
        assert drops_to_wind_up(session, NOW) == ()
        history = forecast_history(session, ros, stall, TEN)
        assert [day.people.visitors for day in history.past] == [6, 9, 6, 11, 8]
        assert history.score, "the fifth had a forecast"
        assert history.score.held == history.score.forecasts == 1

    await store.read(look)


async def test_two_thirds_of_the_bookings_were_collected_and_two_people_an_evening_did_not_come(
    store: Store, market: DemoMarket
) -> None:
    def look(session: Session) -> None:
        found = states(session)
        assert set(found) == {BookingState.COLLECTED, BookingState.MISSED, BookingState.RELEASED}
        assert 0.62 < found[BookingState.COLLECTED] / found.total() < 0.7
        missed = select(StallDay.day, func.count(func.distinct(col(Booking.person_id))))
        joined = missed.join(Drop, col(Drop.stall_day_id) == col(StallDay.id)).join(Item).join(Booking)
        of_days = joined.where(col(Booking.state) == BookingState.MISSED).group_by(col(StallDay.day))
        assert [people for _, people in session.exec(of_days)] == [2] * 5

    await store.read(look)


async def test_cups_with_numbers_came_back_to_the_hub_and_two_are_out(
    store: Store, market: DemoMarket
) -> None:
    def look(session: Session) -> None:
        [kind] = session.exec(select(PackagingType)).all()
        assert (kind.name, kind.single) == (CUP.name, True)
        assert session.exec(select(func.count()).select_from(Hub)).one() == 1
        found = select(PackagingAsset.state, func.count()).group_by(col(PackagingAsset.state))
        cups = dict(session.exec(found).all())
        assert cups[PackagingState.OUT] == PAST_EVENINGS[-1].cups_out == 2
        assert cups[PackagingState.RETURNED] == sum(evening.booked[-1] for evening in PAST_EVENINGS) - 2
        assert cups[PackagingState.CLEAN] > 0

    await store.read(look)


async def test_the_forecast_of_tonight_and_the_message_of_next_monday_have_something_to_say(
    store: Store, market: DemoMarket
) -> None:
    def look(session: Session) -> StallWeekNumbers:
        stall = stall_of(session, market)
        tonight = next_forecast(session, Actor(market.ros), stall, TEN)
        assert isinstance(tonight, DayForecast)
        assert (tonight.day, tonight.market_days) == (TEN.date(), 5)
        assert tonight.visitors.low < tonight.visitors.expected < tonight.visitors.high
        monday = NOW - timedelta(days=TEN.weekday()) + WEEK
        for drop in drops_to_wind_up(session, monday):
            wind_up(session, drop, session.get_one(Drop, drop).ends_at)
        count_days(session, stall, monday)
        tell_of_week(session, stall, monday)
        told = select(Notification.id).where(
            col(Notification.kind) == StallWeek.kind, col(Notification.state) == NotificationState.QUEUED
        )
        return stall_week(session, session.exec(told).one() or 0)

    week = await store.write(look)
    assert week.first == TEN.date() - timedelta(days=TEN.weekday())
    assert week.sold == 6
    assert 0 < week.came < week.booked
    assert week.suggestion


async def test_nothing_is_queued_that_was_due_before(store: Store, market: DemoMarket) -> None:
    def look(session: Session) -> None:
        due = select(Notification.kind).where(
            col(Notification.state) == NotificationState.QUEUED, col(Notification.due_at) <= NOW
        )
        assert session.exec(due).all() == []
        assert [[*items(session, NOW)] for items, _ in TO_PEOPLE.values()] == [[], [], []]
        assert stalls_to_tell(session, NOW) == ()

    await store.read(look)


async def test_tomorrow_is_a_market_and_tonight_is_sold_live(store: Store, market: DemoMarket) -> None:
    def look(session: Session) -> None:
        tomorrow = TEN + timedelta(days=1)
        open_stalls = select(StallDay.stall_id).where(col(StallDay.day) == tomorrow.date())
        assert len(session.exec(open_stalls).all()) >= 2
        live = stall_live(session, stall_of(session, market), TEN).next_drop
        starts_at = session.get_one(Drop, live).starts_at
        assert starts_at.astimezone(TEN.tzinfo) == TEN.replace(hour=20)

    await store.read(look)


@pytest.mark.parametrize("hour", [0, 9, 12, 20])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_past_is_there_whenever_the_demo_is_seeded(store: Store, hour: int) -> None:
    def look(session: Session) -> None:
        now = TEN.replace(hour=hour)
        market = seed_with_past(session, now, Random(1))
        stall = stall_of(session, market)
        assert len(past_stall_days(session, Actor(market.ros), stall, now, 1).days) == 5
        assert isinstance(next_forecast(session, Actor(market.ros), stall, now), DayForecast)

    await store.write(look)


async def test_the_past_is_never_added_to_other_data(store: Store, market: DemoMarket) -> None:
    with pytest.raises(DatabaseNotEmpty):
        await store.write(seed_with_past, TEN, Random(2))
