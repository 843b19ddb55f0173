"""People who live near an alley are notified of its market days and of changes, until they unsubscribe."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from storage.alley import Alley
from storage.drop import Drop
from storage.stall import Stall
from tests.journeys.harness import TOM, WANG, Market, Visitor
from tests.journeys.test_licence import deliver_all
from tests.people import person_at

HOUR = timedelta(hours=1)
SUNDAY = datetime(2026, 12, 6, 10, tzinfo=UTC)
"""Six in the evening, a week after everything that the town has planned."""


@pytest.fixture
async def drop(market: Market) -> int:
    """Publish a drop in an alley of its own, on a Sunday evening."""
    await market.visitor(WANG).writes("/start")

    def new(session: Session) -> int:
        old = session.exec(select(Alley)).first()
        assert old is not None
        alley = Alley(**old.model_dump(exclude={"id"}) | {"code": "SUNYI", "name": "Lorong Sunyi"})
        session.add(alley)
        session.flush()
        words = {"alley_id": alley.id, "language": "en"}
        stall = Stall(
            code="WANG",
            name="Gerai Wang",
            owner_id=person_at(session, WANG),
            state="approved",
            asked_at=market.clock(),
            **words,
        )
        session.add(stall)
        session.flush()
        row = Drop(
            code="SUNDAY", stall_id=stall.id, name="Sup", state="published", opens_at=market.clock(),
            starts_at=SUNDAY, ends_at=SUNDAY + 4 * HOUR, created_at=market.clock(), **words,
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row.id or 0

    return int(await market.change(new))


@pytest.fixture
async def tom(market: Market, drop: int) -> Visitor:
    """He came by the poster."""
    tom = market.visitor(TOM)
    await tom.open("n_SUNYI")
    return tom


async def move_clock(market: Market, day: int, hour: int) -> None:
    market.clock.now = datetime(2026, 12, day, hour - 8, tzinfo=UTC)
    await deliver_all(market)


async def test_a_poster_leads_to_a_notification_four_days_before_and_another_when_it_changes(
    market: Market, tom: Visitor, drop: int
) -> None:
    assert tom.reads == (
        "Do you live near Lorong Sunyi? We can tell you about its market days in advance.\n"
        "At least 72 hours before each one you get a message with date, hours, number of stalls and a contact "
        "(Ken & friends). We also tell you about changes. Nothing else comes, and we do not store where you live."
    )
    assert (await tom.tap("Notify me in advance")).text == "We will notify you in advance."
    assert tom.reads.startswith("You get notices of market days in Lorong Sunyi, since Tue 24 Nov 10:00.")
    assert tom.reads.endswith("\nYour first message lists market days that are coming up soon.")
    await move_clock(market, 2, 9)
    assert not tom.reads.startswith("Market days")
    await move_clock(market, 2, 10)
    assert tom.reads.startswith(
        "Market days in Lorong Sunyi (Kota Kinabalu time):\nSun 6 Dec, 18:00 to 22:00, 1 stall.\n"
    )
    assert "Short notice" not in tom.reads
    await tom.tap("All drops")
    assert "Sup" in tom.reads
    notifications = len(tom.answers)

    def later(session: Session) -> None:
        session.get_one(Drop, drop).sqlmodel_update({"ends_at": SUNDAY + 5 * HOUR})

    await market.change(later)
    await move_clock(market, 3, 11)
    await market.deliver()
    assert len(tom.answers) == notifications + 1
    assert tom.reads.startswith(
        "New or changed market days in Lorong Sunyi (Kota Kinabalu time):\nSun 6 Dec, 18:00 to 23:00, 1 stall.\n"
    )
    await market.change(lambda session: session.get_one(Drop, drop).sqlmodel_update({"state": "cancelled"}))
    await move_clock(market, 3, 12)
    assert "\nSun 6 Dec: cancelled.\n" in tom.reads


async def test_who_wants_no_more_gets_no_more_and_finds_the_way_back(
    market: Market, tom: Visitor, drop: int
) -> None:
    await tom.tap("Notify me in advance")
    await move_clock(market, 2, 10)
    assert (await tom.tap("Stop these")).text == "You will not get these notices."
    assert tom.reads.startswith("Do you live near Lorong Sunyi?")
    await tom.tap("Back")
    await tom.tap("I live near here")
    notifications = len(tom.answers)
    await market.change(lambda session: session.get_one(Drop, drop).sqlmodel_update({"state": "cancelled"}))
    await move_clock(market, 3, 12)
    assert len(tom.answers) == notifications
