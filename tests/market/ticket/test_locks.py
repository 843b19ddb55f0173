"""Rows by which a scan decides are locked before they are read: the booking, and its loan of packaging."""

import pytest
from sqlmodel import Session, select

from market.ticket.issue import lend, unlend
from market.ticket.scan import collect, take_packaging_back
from storage.drop import Drop
from storage.ticket import Loan
from storage.waitlist import Booking
from tests.databases import ON_POSTGRESQL
from tests.market.locks import Deed, waits_where_it_looks
from tests.market.ticket.conftest import NOW, ROS, WEI, TicketScenario, actor_of

pytestmark = ON_POSTGRESQL


@pytest.mark.parametrize("table", [Drop, Booking, Loan])
async def test_a_scan_waits_for_who_has_the_row(
    scenario: TicketScenario, table: type[Drop | Booking | Loan]
) -> None:
    code = await scenario.booking(3)
    await scenario.collect(code)
    once_more: Deed = (collect, actor_of(ROS), code, 1, NOW, scenario.rng)
    back: Deed = (take_packaging_back, actor_of(WEI), await scenario.back(), 1, NOW)
    for deed in (once_more, back):
        await waits_where_it_looks(scenario.store, deed, table)


async def test_packaging_is_counted_by_one_at_a_time(scenario: TicketScenario) -> None:
    await scenario.collect(await scenario.booking(3))

    def lend_more(session: Session) -> None:
        lend(session, session.exec(select(Booking)).one(), 1, NOW, rng=scenario.rng)

    def lend_fewer(session: Session) -> None:
        unlend(session, session.exec(select(Loan.booking_id)).one(), 1, NOW)

    for count in (lend_more, lend_fewer):
        await waits_where_it_looks(scenario.store, (count,), Loan)
