"""Two stalls, what Aina has booked at one of them, and that stall's kiosk, on SQLite and on PostgreSQL."""

import pytest

from storage.store import Store
from tests.market.kiosk.device import Kiosk
from tests.market.ticket.conftest import KEN, MARKET, TicketScenario
from tests.people import admins


@pytest.fixture
async def scenario(store: Store) -> TicketScenario:
    await MARKET.lay(store)
    return TicketScenario(store)


@pytest.fixture
def kiosk(store: Store) -> Kiosk:
    return Kiosk(store, admins(KEN))
