"""The mix of an alley's stalls: counted per market day, held against limits by whole stalls, and recorded by organisers."""

from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from market.actor import Actor, NotOrganiser, StallUnknown
from market.alley import AlleyUnknown
from market.mix.record import AlleyMix, alley_mix, set_mix, set_origin
from market.mix.refusals import MixUnfit
from market.mix.shares import FEWEST, Mix, MixPart, StallInMix, shares
from market.organiser.block import block
from market.person import Blocked
from storage.drop import Drop, DropState, DropTag
from storage.mix import MixLimit, Origin
from storage.stall import Stall
from storage.store import Store
from tests.market.drop.conftest import LINA, NOW, ORGANISER, STRANGER, TOM, Trade, trade
from tests.people import admins

__all__ = ["trade"]

KEN = Actor(ORGANISER, is_configured_admin=True)
DAY = timedelta(days=1)
LOCAL, ELSEWHERE, CHAIN = Origin

stalls = st.lists(
    st.builds(
        StallInMix,
        st.sampled_from([None, *Origin]),
        st.frozensets(st.sampled_from(["coffee", "kuih", "batik"])),
    ),
    max_size=12,
)
percents = st.none() | st.integers(0, 100)


@given(stalls=stalls, local=percents, chain=percents, tag=st.integers(0, 100))
def test_limits_are_kept_or_broken_as_fractions_say(
    stalls: list[StallInMix], local: int | None, chain: int | None, tag: int
) -> None:
    mix = Mix(least_local=local, most_chain=chain, most_tag=tag, tag="coffee")
    found = shares(stalls, "coffee")
    broken = found.breaches(mix)
    if len(stalls) < FEWEST:
        assert broken == frozenset()
        return

    def share(fits: list[bool]) -> Fraction:
        return Fraction(sum(fits), len(stalls)) * 100

    of_local = share([each.origin is LOCAL for each in stalls])
    of_chain = share([each.origin is CHAIN for each in stalls])
    of_tag = share(["coffee" in each.tags for each in stalls])
    assert (MixPart.LOCAL in broken) == (local is not None and of_local < local)
    assert (MixPart.CHAIN in broken) == (chain is not None and of_chain > chain)
    assert (MixPart.TAG in broken) == (of_tag > tag)
    known = found.local + found.chain + sum(each.origin is ELSEWHERE for each in stalls)
    assert known + found.unknown == found.stalls == len(stalls)


def test_a_share_that_is_just_the_limit_keeps_it() -> None:
    five = [StallInMix(LOCAL, frozenset())] * 3 + [StallInMix(CHAIN, frozenset())] * 2
    assert shares(five, "").breaches(Mix(least_local=60, most_chain=40)) == frozenset()
    assert shares(five, "").breaches(Mix(least_local=61, most_chain=39)) == {MixPart.LOCAL, MixPart.CHAIN}
    assert shares(five[:4], "").breaches(Mix(least_local=100)) == frozenset(), "four stalls say nothing"
    assert shares(five, "").breaches(Mix()) == frozenset()


async def stall(
    store: Store,
    alley: int,
    name: str,
    *tags: str,
    state: str = "published",
    owner: int = LINA,
    starts_at: datetime = NOW + DAY,
) -> int:
    """Add a stall with a drop of three hours."""

    def add(session: Session) -> int:
        row = Stall(
            code=name[:12].upper(), name=name, owner_id=owner, alley_id=alley, language="en", state="approved",
            asked_at=NOW,
        )  # fmt: skip
        session.add(row)
        session.flush()
        drop = Drop(
            code=f"D{row.id}", stall_id=row.id or 0, alley_id=alley, name=name, language="en",
            state=DropState(state), opens_at=NOW, starts_at=starts_at, ends_at=starts_at + timedelta(hours=3),
            created_at=NOW,
        )  # fmt: skip
        session.add(drop)
        session.flush()
        session.add_all(DropTag(drop_id=drop.id or 0, tag=tag) for tag in tags)
        return row.id or 0

    return await store.write(add)


async def read(trade: Trade) -> AlleyMix:
    return await trade.store.read(alley_mix, KEN, trade.alleys["Bakau"], trade.now)


async def limit(trade: Trade, mix: Mix) -> None:
    await trade.store.write(set_mix, KEN, trade.alleys["Bakau"], mix, trade.now)


@pytest.mark.feature("H15")
async def test_a_market_day_is_counted_and_what_is_beyond_a_limit_is_said(trade: Trade) -> None:
    store, alley = trade.store, trade.alleys["Bakau"]
    stalls = [await stall(store, alley, f"S{number}", "coffee", "halal") for number in range(4)]
    stalls.append(await stall(store, alley, "S4", "kuih"))
    await stall(store, trade.alleys["Tanjung"], "Elsewhere", "coffee")
    await stall(store, alley, "Draft", "coffee", state="draft")
    await stall(store, alley, "Cancelled", "coffee", state="cancelled")
    for each, origin in zip(stalls, (LOCAL, LOCAL, CHAIN, ELSEWHERE, None), strict=True):
        await store.write(set_origin, KEN, each, origin, trade.now)
    await limit(trade, Mix(least_local=50, most_chain=20, most_tag=60, tag="#Coffee"))
    found = await read(trade)
    [day] = found.days
    assert (day.shares.stalls, day.shares.local, day.shares.chain) == (5, 2, 1)
    assert (day.shares.tagged, day.shares.unknown) == (4, 1)
    assert day.shares.breaches(found.mix) == {MixPart.LOCAL, MixPart.TAG}
    assert found.mix == Mix(least_local=50, most_chain=20, most_tag=60, tag="coffee")
    origins = {each.name: each.origin for each in found.stalls}
    assert (origins["S0"], origins["S2"], origins["S4"], origins["Warung Lina"]) == (LOCAL, CHAIN, None, None)

    await store.write(set_origin, KEN, stalls[4], LOCAL, trade.now)
    await limit(trade, Mix(least_local=50))
    found = await read(trade)
    assert found.days[0].shares.breaches(found.mix) == frozenset(), "the newest of each counts"
    kept = await store.read(lambda session: len(session.exec(select(MixLimit)).all()))
    assert kept == 2, "the one before is history"


async def test_what_is_no_limit_and_who_sets_none(trade: Trade) -> None:
    alley = trade.alleys["Bakau"]
    for unfit in (
        Mix(least_local=101),
        Mix(most_chain=-1),
        Mix(most_tag=20),
        Mix(tag="coffee"),
        Mix(most_tag=20, tag="x" * 25),
    ):
        with pytest.raises(MixUnfit):
            await limit(trade, unfit)
    with pytest.raises(AlleyUnknown):
        await trade.store.write(set_mix, KEN, 987_654, Mix(), trade.now)
    with pytest.raises(StallUnknown):
        await trade.store.write(set_origin, KEN, 987_654, LOCAL, trade.now)
    for nobody in (Actor(STRANGER), Actor(LINA)):
        with pytest.raises(NotOrganiser):
            await trade.store.write(set_mix, nobody, alley, Mix(), trade.now)
        with pytest.raises(NotOrganiser):
            await trade.store.write(set_origin, nobody, trade.stall, LOCAL, trade.now)
        with pytest.raises(NotOrganiser):
            await trade.store.read(alley_mix, nobody, alley, trade.now)
    assert (await read(trade)).mix == Mix()
    await trade.store.write(block, KEN, TOM, admins=admins(ORGANISER), now=trade.now)
    with pytest.raises(Blocked):
        await trade.store.write(set_mix, Actor(TOM, is_configured_admin=True), alley, Mix(), trade.now)
