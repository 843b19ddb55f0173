"""Concurrent actions on PostgreSQL: the invariants hold, and one of two competing actions succeeds."""

import asyncio
from random import Random
from typing import Any

import pytest
from sqlmodel import select

from market.actor import Actor
from market.packaging.crate import Crate
from market.packaging.hauling import receive_haul, send_haul
from market.packaging.refund import leave_to_alley, pay_back, settle_place
from market.packaging.stock import StockUnits, count_stock, retire
from market.packaging.washing import finish_wash, start_wash
from market.refusal import Refusal
from market.ticket.bearer import lend_packaging
from market.ticket.refusals import TicketDone
from market.ticket.scan import AS_USUAL, swap_packaging, take_packaging_back, undo_scan
from storage.packaging import PackagingState
from storage.packaging_ledger import PackagingTransfer
from storage.ticket import Loan, Scan
from tests.databases import ON_POSTGRESQL
from tests.market.locks import Deed, waits_where_it_looks
from tests.market.packaging.conftest import PackagingScenario
from tests.market.packaging.invariants import check
from tests.market.packaging.market_rows import (
    BOWL,
    CUP,
    HANA,
    HUB,
    HUB_2,
    IVAN,
    KEN,
    NOW,
    ROS,
    ROS_STALL,
    TOM,
    actor_of,
)
from tests.seeds import seeds

pytestmark = ON_POSTGRESQL
CLEAN = PackagingState.CLEAN


def outcomes(done: list[Any]) -> list[Any]:
    wrong = [one for one in done if isinstance(one, BaseException) and not isinstance(one, Refusal)]
    assert wrong == []
    return [one for one in done if not isinstance(one, BaseException)]


async def test_two_hubs_take_the_same_units_at_once_and_one_does(scenario: PackagingScenario) -> None:
    for _ in range(5):
        code = await scenario.lend(2)
        done = await asyncio.gather(
            *(
                scenario.store.write(take_packaging_back, actor_of(person), code, 2, now=NOW)
                for person in (HANA, IVAN)
            ),
            return_exceptions=True,
        )
        assert len(outcomes(done)) == 1
        assert sum(isinstance(one, TicketDone) for one in done) == 1
        await scenario.store.read(check)


async def test_a_refund_is_paid_once_however_many_pay_it(scenario: PackagingScenario) -> None:
    scan = await scenario.take_back(await scenario.lend(2), 2)
    acts = [scenario.store.write(pay_back, actor_of(person), scan, now=NOW) for person in (HANA, KEN, HANA)]
    acts.append(scenario.store.write(leave_to_alley, actor_of(HANA), scan, 600, now=NOW))
    assert len(outcomes(await asyncio.gather(*acts, return_exceptions=True))) == 1
    await scenario.store.read(check)


async def test_a_place_is_settled_once_however_many_settle_it(scenario: PackagingScenario) -> None:
    await scenario.lend(2)
    organisers = (Actor(KEN, is_configured_admin=True), Actor(TOM, is_configured_admin=True))
    acts = [
        scenario.store.write(settle_place, organiser, ROS_STALL, now=NOW, expected=600)
        for organiser in organisers * 2
    ]
    assert outcomes(await asyncio.gather(*acts, return_exceptions=True)) == [600]
    await scenario.store.read(check)


async def test_a_return_waits_for_who_has_the_loan(scenario: PackagingScenario) -> None:
    code = await scenario.lend(2)
    scan = await scenario.take_back(code)
    deeds: tuple[Deed, ...] = (
        (take_packaging_back, actor_of(IVAN), code, 1, NOW),
        (swap_packaging, actor_of(ROS), code, 1, NOW),
        (undo_scan, actor_of(HANA), scan, NOW, Random(7)),
    )
    for deed in deeds:
        await waits_where_it_looks(scenario.store, deed, Loan)

    def pay(session: Any) -> None:
        pay_back(session, actor_of(HANA), scan, now=NOW)

    await waits_where_it_looks(scenario.store, (pay,), Loan)


async def interleave(scenario: PackagingScenario, rng: Random, rounds: int, at_once: int) -> None:
    """Do random things at one time, `at_once` in each round, and check after each round."""
    store, codes = scenario.store, [await scenario.lend(6) for _ in range(3)]
    scans, hauls, washes = [1], [1], [1]
    people = (ROS, HANA, IVAN, KEN)

    async def something() -> None:
        actor, units = actor_of(rng.choice(people)), rng.randint(1, 3)
        ken = actor_of(KEN)
        match rng.choice(
            (
                "back",
                "back",
                "swap",
                "undo",
                "pay",
                "wash",
                "clean",
                "send",
                "receive",
                "count",
                "lend",
                "retire",
            )
        ):
            case "back":
                scans.append(
                    await store.write(
                        take_packaging_back,
                        actor,
                        rng.choice(codes),
                        units,
                        now=NOW,
                        packaging_return=AS_USUAL,
                    )
                )
            case "swap":
                await store.write(swap_packaging, actor, rng.choice(codes), units, now=NOW)
            case "undo":
                await store.write(undo_scan, actor, rng.choice(scans), NOW, rng)
            case "pay":
                await store.write(pay_back, actor, rng.choice(scans), now=NOW)
            case "wash":
                place = rng.choice((HUB, HUB_2))
                washes.append(await store.write(start_wash, ken, place, Crate(units={BOWL: units}), now=NOW))
            case "clean":
                await store.write(finish_wash, ken, rng.choice(washes), now=NOW)
            case "send":
                ends = rng.choice(((ROS_STALL, HUB), (HUB, ROS_STALL), (HUB, HUB_2), (HUB_2, HUB)))
                crate, state = Crate(units={BOWL: units}), rng.choice((CLEAN, PackagingState.RETURNED))
                hauls.append(await store.write(send_haul, ken, ends, crate, state=state, now=NOW))
            case "receive":
                crate = Crate(units={BOWL: units})
                await store.write(receive_haul, ken, rng.choice(hauls), crate, mixed=False, now=NOW)
            case "count":
                kind = rng.choice((BOWL, CUP))
                await store.write(
                    count_stock, ken, ROS_STALL, kind, counted={CLEAN: rng.randint(0, 20)}, now=NOW
                )
            case "lend":
                lent = await store.write(
                    lend_packaging, ken, rng.choice((ROS_STALL, HUB)), BOWL, units=units, now=NOW, rng=rng
                )
                codes.append(lent)
            case _:
                chosen = StockUnits(place=ROS_STALL, packaging=BOWL, state=CLEAN)
                await store.write(retire, ken, chosen, units=1, now=NOW)

    for _ in range(rounds):
        outcomes(await asyncio.gather(*(something() for _ in range(at_once)), return_exceptions=True))
        await store.read(check)


@pytest.mark.parametrize("seed", seeds(2))
async def test_what_holds_holds_under_any_interleaving(scenario: PackagingScenario, seed: int) -> None:
    await interleave(scenario, Random(seed), 12, 6)
    found = await scenario.store.read(
        lambda session: [session.exec(select(table)).first() for table in (Scan, PackagingTransfer)]
    )
    assert all(found), "something was done"


@pytest.mark.proof
@pytest.mark.parametrize("seed", seeds(16)[2:])
async def test_what_holds_holds_under_many_interleavings(scenario: PackagingScenario, seed: int) -> None:
    await interleave(scenario, Random(seed), 40, 8)
