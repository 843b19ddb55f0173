"""Rows by which organisers decide, and a person's own rows, are locked before they are read."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session

from market.actor import Actor
from market.admins import NO_ADMINS
from market.neighbour.record_market_days import record_market_days
from market.organiser.block import block, unblock
from market.organiser.drops import hide_drop
from market.organiser.roles import name_organiser, remove_organiser
from market.organiser.stalls import approve
from market.permit.record import set_permit_end
from market.preferences.preferences import change_quiet_hours
from market.privacy.forget import forget
from market.quiet_hours import QuietHoursEnd
from market.validity import set_last_day
from storage.alley import Alley
from storage.drop import Drop
from storage.organiser import Organiser
from storage.person import Person
from storage.stall import Stall
from storage.store import Store
from storage.waitlist import Booking
from tests.databases import ON_POSTGRESQL
from tests.market.locks import Deed, waits_where_it_looks
from tests.market.waitlist.conftest import NOW, ROS, ItemScenario, add_drop
from tests.people import admins, meet

pytestmark = ON_POSTGRESQL

KEN, ADMINS = Actor(40, is_configured_admin=True), admins(40)
STALL, CHRISTMAS_EVE = Actor(ROS), date(2026, 12, 24)
AINA, BEN = 1, 2


def organises(session: Session) -> None:
    session.add(Organiser(person_id=BEN, named_by=KEN.person, named_at=NOW))


@pytest.mark.parametrize(
    ("deed", "table", "where"),
    [
        ((block, KEN, AINA, ADMINS, NOW), Person, f"id = {AINA}"),
        ((block, KEN, AINA, ADMINS, NOW), Booking, "TRUE"),
        ((unblock, KEN, AINA, NOW), Person, f"id = {AINA}"),
        ((name_organiser, KEN, AINA, NO_ADMINS, NOW), Person, f"id = {AINA}"),
        ((remove_organiser, KEN, BEN, ADMINS, NOW), Organiser, "TRUE"),
        ((hide_drop, KEN, "drop", NOW), Drop, "TRUE"),
        ((approve, KEN, 1, "approved", NOW), Stall, "TRUE"),
        ((set_last_day, STALL, 1, CHRISTMAS_EVE, ADMINS, NOW), Stall, "TRUE"),
        ((set_permit_end, KEN, 1, CHRISTMAS_EVE, ADMINS, NOW), Alley, "TRUE"),
        ((record_market_days, 1, "Ken", NOW), Alley, "TRUE"),
        ((forget, ROS, NOW), Stall, "TRUE"),
        ((change_quiet_hours, AINA, QuietHoursEnd.FROM, 60), Person, f"id = {AINA}"),
        ((meet, AINA, "Aina", "en", NOW), Person, f"id = {AINA}"),
    ],
    ids=lambda given: getattr(given[0] if isinstance(given, tuple) else given, "__name__", str(given)),
)
async def test_whoever_decides_waits_for_who_has_the_row(
    store: Store, deed: Deed, table: type[Any], where: str
) -> None:
    item = ItemScenario(store, *await store.write(add_drop))
    await item.join(AINA)
    await item.confirm(AINA)
    await store.write(organises)
    action, *args = (item.drop if one == "drop" else one for one in deed)
    await waits_where_it_looks(store, (action, *args), table, where)
