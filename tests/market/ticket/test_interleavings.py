"""Random sequences of scans and undos: the collected units are the sum of the scans that were not undone."""

import asyncio
from datetime import timedelta
from random import Random

import pytest
from sqlmodel import Session, col, func, select

from market.refusal import Refusal
from storage.ticket import Loan, Scan, Ticket
from storage.waitlist import Booking
from tests.market.ticket.conftest import AINA, KEN, ROS, TOM, WEI, TicketScenario
from tests.seeds import seeds


def sums_hold(session: Session) -> None:
    for ticket in session.exec(select(Ticket)):
        scans = select(func.coalesce(func.sum(Scan.units), 0)).where(
            col(Scan.ticket_id) == ticket.id, col(Scan.undone_at).is_(None)
        )
        scanned = session.exec(scans).one()
        if ticket.loan_id:
            loan = session.get_one(Loan, ticket.loan_id)
            booking = session.get_one(Booking, loan.booking_id)
            assert (loan.returned, loan.units) == (scanned, booking.collected)
        else:
            booking = session.get_one(Booking, ticket.booking_id)
            assert booking.collected == scanned
            assert (booking.state == "collected") == (booking.collected == booking.units)


@pytest.mark.parametrize("seed", seeds(6))
async def test_the_sums_hold_under_any_interleaving(scenario: TicketScenario, seed: int) -> None:
    rng = Random(seed)
    code = await scenario.booking(6, person=TOM)
    await scenario.collect(code, 1)
    back, scans = await scenario.back(), [1]

    async def something() -> None:
        staff_id, units = rng.choice((ROS, WEI, KEN, AINA)), rng.randint(0, 4)
        match rng.choice(("collect", "collect", "back", "back", "undo")):
            case "collect":
                scans.append(await scenario.collect(code, units, staff_id))
            case "back":
                scans.append(await scenario.return_packaging(back, units, staff_id))
            case _:
                await scenario.undo(rng.choice(scans), staff_id)

    for _ in range(12):
        done = await asyncio.gather(*(something() for _ in range(5)), return_exceptions=True)
        wrong = [one for one in done if isinstance(one, BaseException) and not isinstance(one, Refusal)]
        assert wrong == []
        scenario.now += timedelta(seconds=rng.choice((1, 20, 61)))
        await scenario.store.read(sums_hold)
