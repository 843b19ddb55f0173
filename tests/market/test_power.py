"""Power: what stalls need beside what sockets and the alley give, and the minutes of a market day without it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, func, select

from market.actor import Actor, NotOrganiser, NotYourStall
from market.calendar.pitches import PitchFacts, add_pitch, alley_pitches, change_pitch
from market.calendar.rearrange import place_stall_day
from market.organiser.block import block
from market.organiser.roles import name_organiser, remove_organiser
from market.person import Blocked
from market.power.cuts import CutFacts, market_day_cuts, power_back, power_gone
from market.power.load import MarketDayLoad, StallLoad, market_day_load
from market.power.rating import Powered, power_of, rate_power
from market.power.refusals import NoPowerCut, PowerCutRuns, PowerDayOver, PowerUnfit
from storage.market_day import StallDay
from storage.power import MOST_WATTS, PowerCut, PowerKind, PowerRating
from storage.store import Store
from tests.evening import JO, NOW, ORGANISER, OWNER, TOM, Evening
from tests.people import admins

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
KENS = admins(ORGANISER.person)
DAYS = NOW.date()


def a_load(*stalls: StallLoad, supply: int | None) -> MarketDayLoad:
    return MarketDayLoad(
        market_day=1,
        day=DAYS,
        alley=1,
        name="Bakau",
        zone="UTC",
        supply=supply,
        stalls=stalls,
        cuts=CutFacts(),
    )


@given(
    needs=st.lists(st.none() | st.integers(0, 5000), max_size=8), supply=st.none() | st.integers(0, 20_000)
)
def test_the_alley_gives_enough_or_those_who_need_power_are_named(
    needs: list[int | None], supply: int | None
) -> None:
    stalls = [StallLoad(stall=place, name=str(place), needs=each) for place, each in enumerate(needs)]
    found = a_load(*stalls, supply=supply)
    total = sum(each for each in needs if each)
    assert found.total == total
    named = [stall.needs or 0 for stall in found.over_supply]
    assert bool(named) == (supply is not None and total > supply)
    assert named in ([], sorted((each for each in needs if each), reverse=True))


@pytest.mark.parametrize(
    ("place", "socket", "gives", "needs", "over", "lacks"),
    [
        ("A1", True, 1500, 1500, False, False),
        ("A1", True, 1500, 1501, True, False),
        ("A1", True, None, 9000, False, False),
        ("A1", False, None, 1, False, True),
        ("A1", False, None, 0, False, False),
        ("A1", True, 1500, None, False, False),
        ("", False, None, 9000, False, False),
    ],
)
def test_a_stall_is_held_against_the_socket_of_its_place(
    place: str, socket: bool, gives: int | None, needs: int | None, over: bool, lacks: bool
) -> None:
    stall = StallLoad(stall=1, name="Kuih", place=place, socket=socket, gives=gives, needs=needs)
    assert (stall.is_over, stall.lacks_socket) == (over, lacks)


async def market_day(store: Store, evening: Evening) -> StallDay:
    rows = select(StallDay).where(col(StallDay.stall_id) == evening.stall)
    return await store.read(lambda s: s.exec(rows).one())


@pytest.mark.feature("H16")
async def test_the_load_of_a_market_day_by_place_and_alley(store: Store, evening: Evening) -> None:
    day = await market_day(store, evening)
    socket = PitchFacts(id=0, code="A1", socket=True, watts=1500)
    pitch = await store.write(add_pitch, ORGANISER, evening.alley, socket, NOW)
    await store.write(place_stall_day, ORGANISER, day.id, pitch, NOW)
    stall, alley = Powered(PowerKind.STALL, evening.stall), Powered(PowerKind.ALLEY, evening.alley)
    found = await store.read(market_day_load, ORGANISER, day.market_day_id, NOW)
    assert [(each.place, each.gives, each.needs) for each in found.stalls] == [("A1", 1500, None)]
    await store.write(rate_power, OWNER, stall, 2000, NOW)
    await store.write(rate_power, ORGANISER, alley, 1800, NOW)
    found = await store.read(market_day_load, ORGANISER, day.market_day_id, NOW)
    assert (found.supply, found.total, len(found.over_supply)) == (1800, 2000, 1)
    assert [each.is_over for each in found.stalls] == [True]
    await store.write(rate_power, ORGANISER, stall, 900, NOW)
    assert (await store.read(power_of, OWNER, stall)).watts == 900
    await store.write(rate_power, OWNER, stall, None, NOW)
    assert (await store.read(power_of, OWNER, stall)).watts is None
    with pytest.raises(PowerUnfit):
        await store.write(rate_power, OWNER, stall, MOST_WATTS + 1, NOW)
    await store.write(change_pitch, ORGANISER, PitchFacts(id=pitch, code="A1", watts=1500), NOW)
    _, [place] = await store.read(alley_pitches, ORGANISER, evening.alley)
    assert (place.socket, place.watts) == (False, 0), "without a socket there is no number"


async def test_others_and_former_organisers_set_nothing(store: Store, evening: Evening) -> None:
    day = (await market_day(store, evening)).market_day_id
    stall, alley = Powered(PowerKind.STALL, evening.stall), Powered(PowerKind.ALLEY, evening.alley)
    await store.write(name_organiser, ORGANISER, JO, KENS, NOW)
    await store.write(rate_power, Actor(JO), alley, 5000, NOW)
    await store.write(remove_organiser, ORGANISER, JO, KENS, NOW)
    for person in (JO, TOM):
        with pytest.raises(NotOrganiser):
            await store.write(rate_power, Actor(person), alley, 1, NOW)
        with pytest.raises(NotYourStall):
            await store.write(rate_power, Actor(person), stall, 1, NOW)
        for act in (power_gone, power_back, market_day_load, market_day_cuts):
            with pytest.raises(NotOrganiser):
                await store.write(act, Actor(person), day, NOW)
    await store.write(block, ORGANISER, TOM, KENS, NOW)
    with pytest.raises(Blocked):
        await store.write(rate_power, Actor(TOM), alley, 1, NOW)
    assert (await store.read(power_of, ORGANISER, alley)).watts == 5000


async def test_outages_are_counted_within_the_hours_of_the_market_day(store: Store, evening: Evening) -> None:
    row = await market_day(store, evening)
    day, opens, closes = row.market_day_id, row.starts_at, row.ends_at
    with pytest.raises(PowerDayOver):
        await store.write(power_gone, ORGANISER, day, opens - 13 * HOUR)
    await store.write(power_gone, ORGANISER, day, opens - HOUR)
    with pytest.raises(PowerCutRuns):
        await store.write(power_gone, ORGANISER, day, opens)

    async def cuts(now: object) -> CutFacts:
        return await store.read(market_day_cuts, ORGANISER, day, now)

    assert await cuts(opens - MINUTE) == CutFacts(0, opens - HOUR)
    assert await cuts(opens + 10 * MINUTE) == CutFacts(10, opens - HOUR)
    await store.write(power_back, ORGANISER, day, opens + 25 * MINUTE)
    with pytest.raises(NoPowerCut):
        await store.write(power_back, ORGANISER, day, opens + 26 * MINUTE)
    assert await cuts(closes) == CutFacts(25)
    await store.write(power_gone, ORGANISER, day, closes - 5 * MINUTE)
    assert await cuts(closes + HOUR) == CutFacts(30), "it runs to the end, and no further"
    with pytest.raises(PowerCutRuns):
        await store.write(power_gone, ORGANISER, day, closes - MINUTE)
    await store.write(power_back, ORGANISER, day, closes + HOUR)
    assert await cuts(closes + HOUR) == CutFacts(30)
    with pytest.raises(PowerDayOver):
        await store.write(power_gone, ORGANISER, day, closes + HOUR)


async def test_an_outage_noted_by_mistake_is_taken_back(store: Store, evening: Evening) -> None:
    row = await market_day(store, evening)
    day, opens = row.market_day_id, row.starts_at
    for back in (opens, opens + MINUTE - timedelta(seconds=1)):
        await store.write(power_gone, ORGANISER, day, opens)
        await store.write(power_back, ORGANISER, day, back)
        assert await store.read(lambda s: s.exec(select(func.count(col(PowerCut.id)))).one()) == 0
    await store.write(power_gone, ORGANISER, day, opens)
    await store.write(power_back, ORGANISER, day, opens + MINUTE)
    assert await store.read(market_day_cuts, ORGANISER, day, opens + HOUR) == CutFacts(1)


async def test_without_its_stalls_a_market_day_has_no_hours(store: Store, evening: Evening) -> None:
    row = await market_day(store, evening)

    def off(session: Session) -> None:
        session.add(PowerCut(market_day_id=row.market_day_id, began_at=row.starts_at))
        session.get_one(StallDay, row.id).state = "off"

    await store.write(off)
    assert await store.read(market_day_cuts, ORGANISER, row.market_day_id, row.ends_at) == CutFacts()


async def test_a_number_is_one_row_however_often_it_is_set(store: Store, evening: Evening) -> None:
    stall = Powered(PowerKind.STALL, evening.stall)
    for watts in (100, 200, 300):
        await store.write(rate_power, OWNER, stall, watts, NOW)
    rows = select(func.count()).select_from(PowerRating).where(col(PowerRating.stall_id) == evening.stall)
    assert await store.read(lambda s: s.exec(rows).one()) == 1
