"""Owner, parties and walk-ins concurrently, in any order: the first sale fixes the agreed shares, and each later sale is divided by them."""

import asyncio
from collections.abc import Awaitable
from random import Random

import pytest

from market.refusal import Refusal
from market.split.rule import parts_of
from storage.sale import Receipt
from storage.split import Split, SplitParty
from tests.market.sale.conftest import KUIH
from tests.market.split.conftest import CREATOR, HOST, PARTY, SplitScenario
from tests.seeds import seeds

ROUNDS, AT_ONCE = 12, 4


async def is_done(deed: Awaitable[object]) -> bool:
    """Return whether the action was done, and not refused."""
    try:
        await deed
    except Refusal:
        return False
    return True


async def deed(scenario: SplitScenario, rng: Random, *, may_sell: bool) -> None:
    """Do one thing, if it may be done now."""
    role = rng.choice((CREATOR, HOST))
    splits = [*await scenario.count(Split.id)] or [1]
    match rng.choice(("propose", "link", "link", "agree", "agree", "back", "end", "sell", "sell")):
        case "propose":
            await is_done(scenario.propose(role, rng.randrange(1, 6000)))
        case "link":
            try:
                code = await scenario.link(role)
            except Refusal:
                return
            await is_done(scenario.accept(code, PARTY[role]))
        case "agree":
            await is_done(scenario.agree(splits[-1], role))
        case "back" if rng.random() < 0.3:
            await is_done(scenario.step_back(rng.choice(splits), role))
        case "end" if rng.random() < 0.3:
            await is_done(scenario.end())
        case "sell" if may_sell:
            await is_done(scenario.sell((KUIH, 1)))
        case _:
            pass


@pytest.mark.parametrize("seed", seeds(6))
async def test_terms_never_change_after_the_first_sale(scenario: SplitScenario, seed: int) -> None:
    rng = Random(seed)
    fixed: list[int | None] | None = None
    for number in range(ROUNDS):
        at_once = (deed(scenario, rng, may_sell=number > ROUNDS // 2) for _ in range(AT_ONCE))
        await asyncio.gather(*at_once)
        in_force = await scenario.in_force()
        assert len(in_force) <= 1
        assert fixed is None or in_force == fixed
        if await scenario.count(Receipt.id):
            fixed = in_force
        for split in in_force:
            agreed = await scenario.count(SplitParty.split_id, SplitParty.agreed_at)
            assert all(at for each, at in agreed if each == split), "all have agreed to what counts"
    week = await scenario.shares_week()
    sales = len(await scenario.count(Receipt.id))
    if not fixed:
        assert week.lines == ()
        return
    [agreed_drop] = week.drops or [None]
    if agreed_drop:
        assert agreed_drop.amount == 852 * sales
        part = parts_of(852, agreed_drop.terms)
        assert agreed_drop.parts == {role: each * sales for role, each in part.items()}


async def test_a_sale_and_the_last_agreement_at_once_end_in_one_of_two_ways(scenario: SplitScenario) -> None:
    """Either all had agreed before the sale, which is divided; or the drop had sold, and nobody agrees any more."""
    await scenario.propose(CREATOR, 2000)
    code = await scenario.link(CREATOR)
    agreed, sold = await asyncio.gather(
        is_done(scenario.accept(code, PARTY[CREATOR])), is_done(scenario.sell((KUIH, 1)))
    )
    assert sold
    assert [line.taking.amount for line in (await scenario.shares_week()).lines] == ([852] if agreed else [])
