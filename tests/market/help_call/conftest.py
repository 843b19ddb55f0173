"""An alley with a stall on a market day, people who may need help, and organisers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor
from market.admins import NO_ADMINS
from market.help_call.facts import HelpPlace
from market.organiser.block import block
from market.organiser.roles import name_organiser, remove_organiser
from storage.alley import Alley
from storage.help_call import HelpCall
from storage.market_day import MarketDay
from storage.notification import Notification
from storage.stall import Stall
from storage.store import Store
from tests.people import add_person, address_of

NOW = datetime(2026, 11, 27, 11, 2, tzinfo=UTC)
"""Friday, two past seven in the evening in Kota Kinabalu."""
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
AINA, BAN, KEN, MEI, OLD, ROS, LOST = 1001, 1002, 1003, 1004, 1005, 1006, 1007
"""Aina calls, and Ban, who is blocked. Ken and Mei organise; Old did; Lost does, and has left the chat. Ros has the stall."""
NAMES = {AINA: "Aina", BAN: "Ban", KEN: "Ken", MEI: "Mei", OLD: "Old", ROS: "Ros", LOST: "Lost"}
BY = {person: Actor(person) for person in NAMES}


@dataclass(frozen=True, kw_only=True)
class HelpMarket:
    """The market of a test: its store, the stall's place, the alley's, and the market day of today."""

    store: Store
    stall: HelpPlace
    alley: HelpPlace
    market_day: int

    async def calls(self) -> Sequence[HelpCall]:
        """Return the rows of all calls, by their ids."""
        rows = select(HelpCall).order_by(col(HelpCall.id))
        return await self.store.read(lambda session: session.exec(rows).all())

    async def told(self, kind: str) -> list[int]:
        """Return who was notified so, in order."""
        rows = select(Notification.person_id).where(col(Notification.kind) == kind)
        ordered = rows.order_by(col(Notification.due_at), col(Notification.person_id))
        return await self.store.read(lambda session: [*session.exec(ordered)])


def fill(session: Session) -> tuple[int, int, int]:
    """Write the market; return the ids of its alley, stall and market day."""
    for person, name in NAMES.items():
        add_person(session, person, first_name=name, language="en", created_at=NOW)
    for person in (KEN, MEI, OLD, LOST):
        name_organiser(session, Actor(KEN, is_configured_admin=True), person, NO_ADMINS, now=NOW - DAY)
    remove_organiser(session, BY[KEN], OLD, NO_ADMINS, now=NOW - DAY)
    block(session, BY[KEN], BAN, NO_ADMINS, now=NOW - DAY, reason="rude")
    address_of(session, LOST).unreachable_at = NOW - DAY
    alley = Alley(
        code="BAKAU", name="Lorong Bakau", city="Kota Kinabalu", zone="Asia/Kuching", territory="MY",
        currency="MYR", latitude=5.98, longitude=116.07,
    )  # fmt: skip
    session.add(alley)
    session.flush()
    stall = Stall(
        code="ROS", name="Dapur", owner_id=ROS, alley_id=alley.id or 0, language="ms", state="approved",
        asked_at=NOW,
    )  # fmt: skip
    day = MarketDay(alley_id=alley.id or 0, day=NOW.date(), made_at=NOW)
    session.add_all((stall, day))
    session.flush()
    return alley.id or 0, stall.id or 0, day.id or 0


async def lay_market(store: Store) -> HelpMarket:
    """Write the market into an empty store."""
    alley, stall, market_day = await store.write(fill)
    place = HelpPlace(alley=alley)
    return HelpMarket(
        store=store, alley=place, stall=HelpPlace(alley=alley, stall=stall), market_day=market_day
    )


@pytest.fixture
async def market(store: Store) -> HelpMarket:
    return await lay_market(store)
