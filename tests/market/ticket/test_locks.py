"""What a scan decides by is locked before it is looked at: the claim, and the packaging that is out with it."""

import pytest
from sqlmodel import Session, select

from market.ticket.issue import lend, unlend
from market.ticket.scan import collect, take_back
from storage.drop import Drop
from storage.ticket import Loan
from storage.waitlist import Claim
from tests.market.locks import ON_POSTGRESQL, Deed, waits_where_it_looks
from tests.market.ticket.conftest import NOW, ROS, WEI, Counter, acting

pytestmark = ON_POSTGRESQL


@pytest.mark.parametrize("table", [Drop, Claim, Loan])
async def test_a_scan_waits_for_who_has_the_row(counter: Counter, table: type[Drop | Claim | Loan]) -> None:
    code = await counter.claim(3)
    await counter.collect(code)
    once_more: Deed = (collect, acting(ROS), code, 1, NOW, counter.dice)
    back: Deed = (take_back, acting(WEI), await counter.back(), 1, NOW)
    for deed in (once_more, back):
        await waits_where_it_looks(counter.store, deed, table)


async def test_packaging_is_counted_by_one_at_a_time(counter: Counter) -> None:
    await counter.collect(await counter.claim(3))

    def lend_more(session: Session) -> None:
        lend(session, session.exec(select(Claim)).one(), 1, NOW, counter.dice)

    def lend_fewer(session: Session) -> None:
        unlend(session, session.exec(select(Loan.claim_id)).one(), 1, NOW)

    for count in (lend_more, lend_fewer):
        await waits_where_it_looks(counter.store, (count,), Loan)
