"""Limits of an alley's mix against what comes to a market day: said by limits that warn, refused by those that block."""

import asyncio
from dataclasses import replace
from datetime import date, time
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from market.mix.limit import mix_broken_by
from market.mix.record import MixDay, next_mix, set_origin
from market.mix.refusals import ChainsFull, TagFull, TooFewLocal
from market.mix.shares import FEWEST, Mix, MixPart, StallInMix, shares
from market.stock.draft import prepare, publish
from market.stock.move import move_alley, move_drop
from market.stock.parsed_message import ParsedMessage
from market.stock.pause import cancel
from market.stock.stock_line import StockLine
from market.stock.whole_stall_day import move_all
from storage.beacon_kind import BeaconKind
from storage.drop import Drop, DropState
from storage.mix import Origin
from storage.stall import Stall
from tests.market.drop.conftest import LINA, TOM, Trade, trade
from tests.market.mix.test_mix import CHAIN, ELSEWHERE, KEN, LOCAL, limit, percents, stall, stalls

__all__ = ["trade"]

WEDNESDAY, SATURDAY = date(2026, 11, 25), date(2026, 11, 28)
FULL = (TooFewLocal, ChainsFull, TagFull)
HALF_LOCAL = Mix(least_local=50, blocks=True)


def evening(day: date = WEDNESDAY, start: time = time(19)) -> StockLine:
    return StockLine(quantity=12, name="kuih lapis", price=850, day=day, start=start, end=time(22))


async def neighbours(trade: Trade, *origins: Origin | None) -> list[int]:
    """Add other stalls with a drop on Wednesday."""
    made = [await stall(trade.store, trade.alleys["Bakau"], f"N{place}") for place in range(len(origins))]
    for each, origin in zip(made, origins, strict=True):
        await trade.store.write(set_origin, KEN, each, origin, trade.now)
    return made


async def state(trade: Trade, drop: int) -> str:
    row = await trade.row(Drop, drop)
    return str(row["state"])


@pytest.mark.feature("H15")
async def test_a_limit_that_blocks_refuses_what_would_break_it_and_a_local_stall_may_still_come(
    trade: Trade,
) -> None:
    await neighbours(trade, LOCAL, LOCAL, ELSEWHERE, ELSEWHERE)
    await limit(trade, HALF_LOCAL)
    drop = await trade.draft(evening())
    with pytest.raises(TooFewLocal) as refused:
        await trade.do(publish, drop, BeaconKind.LOCAL, trade.now, trade.rng)
    assert refused.value.alley == "Lorong Bakau"
    assert await state(trade, drop) == DropState.DRAFT, "it stays as it was"
    await trade.store.write(set_origin, KEN, trade.stall, LOCAL, trade.now)
    await trade.do(publish, drop, BeaconKind.LOCAL, trade.now, trade.rng)
    assert await state(trade, drop) == DropState.PUBLISHED


async def test_a_limit_that_warns_lets_it_pass_and_says_what_is_broken(trade: Trade) -> None:
    await neighbours(trade, LOCAL, LOCAL, CHAIN, CHAIN)
    mix = Mix(least_local=50, most_chain=40)
    await limit(trade, mix)
    await trade.store.write(set_origin, KEN, trade.stall, CHAIN, trade.now)
    drop, _ = await trade.published(evening())
    assert await trade.store.read(mix_broken_by, drop) == (mix, {MixPart.LOCAL, MixPart.CHAIN})
    elsewhere, _ = await trade.published(evening(SATURDAY))
    assert await trade.store.read(mix_broken_by, elsewhere) == (mix, frozenset())
    assert (await trade.store.read(mix_broken_by, 987_654))[1] == frozenset()


async def test_what_moves_to_a_full_day_is_refused_and_what_moves_within_it_is_not(trade: Trade) -> None:
    others = await neighbours(trade, LOCAL, LOCAL, ELSEWHERE, ELSEWHERE)
    from_saturday, _ = await trade.published(evening(SATURDAY))
    of_tanjung, _ = await trade.published(evening(date(2026, 11, 26)))
    await trade.do(move_alley, of_tanjung, trade.alleys["Tanjung"], trade.now)
    await trade.do(move_drop, of_tanjung, StockLine(day=WEDNESDAY), trade.now)
    await limit(trade, HALF_LOCAL)
    stall_day = (await trade.row(Drop, from_saturday))["stall_day_id"]
    for act in (
        lambda: trade.do(move_drop, from_saturday, StockLine(day=WEDNESDAY, start=time(10)), trade.now),
        lambda: trade.do(move_all, stall_day, StockLine(day=WEDNESDAY, start=time(10)), trade.now),
        lambda: trade.do(move_alley, of_tanjung, trade.alleys["Bakau"], trade.now),
    ):
        with pytest.raises(FULL):
            await act()
    await trade.store.write(set_origin, KEN, others[2], LOCAL, trade.now)
    await trade.do(move_alley, of_tanjung, trade.alleys["Bakau"], trade.now)
    await trade.store.write(set_origin, KEN, others[2], ELSEWHERE, trade.now)
    await trade.do(move_drop, of_tanjung, StockLine(start=time(18)), trade.now)
    await trade.published(evening(start=time(20)))
    assert (await trade.row(Drop, of_tanjung))["starts_at"].hour == 10, "six in the evening at Lorong Bakau"


async def test_a_tag_is_full_only_for_a_stall_that_brings_it(trade: Trade) -> None:
    for place in range(4):
        await stall(trade.store, trade.alleys["Bakau"], f"T{place}", *(["coffee"] if place < 2 else []))
    await limit(trade, Mix(most_tag=40, tag="coffee", blocks=True))
    await trade.published(evening())
    drop = await trade.draft(replace(evening(start=time(20)), tags=("coffee",)))
    with pytest.raises(TagFull) as refused:
        await trade.do(publish, drop, BeaconKind.LOCAL, trade.now, trade.rng)
    assert refused.value.tag == "coffee"


async def test_a_cancelled_drop_makes_room(trade: Trade) -> None:
    others = await neighbours(trade, LOCAL, LOCAL, CHAIN, None)
    await limit(trade, Mix(most_chain=20, blocks=True))
    await trade.store.write(set_origin, KEN, trade.stall, CHAIN, trade.now)
    drop = await trade.draft(evening())
    with pytest.raises(FULL):
        await trade.do(publish, drop, BeaconKind.LOCAL, trade.now, trade.rng)
    of_chain = await trade.store.read(
        lambda session: session.exec(select(Drop.id).where(col(Drop.stall_id) == others[2])).one()
    )
    await trade.do(cancel, of_chain, trade.now)
    await stall(trade.store, trade.alleys["Bakau"], "Fifth")
    await trade.do(publish, drop, BeaconKind.LOCAL, trade.now, trade.rng)
    assert await state(trade, drop) == DropState.PUBLISHED


async def test_of_two_stalls_that_come_at_once_the_last_place_goes_to_one(trade: Trade) -> None:
    await neighbours(trade, LOCAL, LOCAL, LOCAL, CHAIN)
    second = await stall(trade.store, trade.alleys["Bakau"], "Second", state="draft")

    def of_tom(session: Session) -> None:
        session.get_one(Stall, second).owner_id = TOM

    await trade.store.write(of_tom)
    await limit(trade, Mix(most_chain=40, blocks=True))
    for each in (trade.stall, second):
        await trade.store.write(set_origin, KEN, each, CHAIN, trade.now)
    made = {
        person: await trade.do(
            prepare,
            of,
            ParsedMessage((evening(),)),
            "",
            None,
            "en",
            trade.now,
            Random(of),
            person=person,
        )
        for person, of in ((LINA, trade.stall), (TOM, second))
    }

    async def come(person: int) -> str:
        try:
            await trade.do(publish, made[person], BeaconKind.LOCAL, trade.now, Random(person), person=person)
        except FULL:
            return "refused"
        return "published"

    assert sorted(await asyncio.gather(come(LINA), come(TOM))) == ["published", "refused"]


async def test_the_public_page_says_the_local_share_where_organisers_ask_for_one(trade: Trade) -> None:
    alley = trade.alleys["Bakau"]

    async def shown() -> MixDay | None:
        found: MixDay | None = await trade.store.read(next_mix, alley, trade.now)
        return found

    await neighbours(trade, LOCAL, LOCAL, LOCAL, CHAIN)
    await limit(trade, Mix(least_local=40))
    assert await shown() is None, "four stalls say nothing"
    await trade.published(evening())
    found = await shown()
    assert found is not None
    assert (found.day, found.shares.local, found.shares.stalls) == (WEDNESDAY, 3, 5)
    await limit(trade, Mix(most_chain=40))
    assert await shown() is None


@given(others=stalls, came=st.builds(StallInMix, st.sampled_from([None, *Origin])), local=percents)
def test_only_what_is_worse_than_before_is_refused(
    others: list[StallInMix], came: StallInMix, local: int | None
) -> None:
    came = StallInMix(came.origin, frozenset({"coffee"}))
    mix = Mix(least_local=local, most_chain=30, most_tag=50, tag="coffee")
    before, after = (shares(each, mix.tag) for each in (others, [*others, came]))
    broken = after.worsened(mix, before)
    assert after.worsened(mix, after) == frozenset(), "who is there already is not in their own way"
    if len(others) + 1 < FEWEST:
        assert broken == frozenset()
        return
    count = len(others) + 1
    locals_ = sum(each.origin is LOCAL for each in [*others, came])
    chains = sum(each.origin is CHAIN for each in [*others, came])
    tagged = sum("coffee" in each.tags for each in [*others, came])
    assert (MixPart.LOCAL in broken) == (
        local is not None and came.origin is not LOCAL and locals_ / count * 100 < local - 1e-9
    )
    assert (MixPart.CHAIN in broken) == (came.origin is CHAIN and chains / count * 100 > 30 + 1e-9)
    assert (MixPart.TAG in broken) == (tagged * 2 > count)
