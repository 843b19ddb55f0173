"""Whatever is done in whatever order: what is done is the sum of the scans that were not undone."""

import asyncio
from datetime import timedelta
from random import Random

import pytest
from sqlmodel import Session, col, func, select

from market.refusal import Refusal
from storage.ticket import Loan, Scan, Ticket
from storage.waitlist import Claim
from tests.market.ticket.conftest import AINA, KEN, ROS, TOM, WEI, Counter


def sums_hold(session: Session) -> None:
    for ticket in session.exec(select(Ticket)):
        scans = select(func.coalesce(func.sum(Scan.units), 0)).where(
            col(Scan.ticket_id) == ticket.id, col(Scan.undone_at).is_(None)
        )
        scanned = session.exec(scans).one()
        if ticket.loan_id:
            loan = session.get_one(Loan, ticket.loan_id)
            claim = session.get_one(Claim, loan.claim_id)
            assert (loan.returned, loan.units) == (scanned, claim.collected)
        else:
            claim = session.get_one(Claim, ticket.claim_id)
            assert claim.collected == scanned
            assert (claim.state == "collected") == (claim.collected == claim.units)


@pytest.mark.parametrize("seed", range(6))
async def test_the_sums_hold_under_any_interleaving(counter: Counter, seed: int) -> None:
    dice = Random(seed)
    code = await counter.claim(6, person=TOM)
    await counter.collect(code, 1)
    back, scans = await counter.back(), [1]

    async def something() -> None:
        by, units = dice.choice((ROS, WEI, KEN, AINA)), dice.randint(0, 4)
        match dice.choice(("collect", "collect", "back", "back", "undo")):
            case "collect":
                scans.append(await counter.collect(code, units, by))
            case "back":
                scans.append(await counter.take_back(back, units, by))
            case _:
                await counter.undo(dice.choice(scans), by)

    for _ in range(12):
        done = await asyncio.gather(*(something() for _ in range(5)), return_exceptions=True)
        wrong = [one for one in done if isinstance(one, BaseException) and not isinstance(one, Refusal)]
        assert wrong == []
        counter.now += timedelta(seconds=dice.choice((1, 20, 61)))
        await counter.store.read(sums_hold)
