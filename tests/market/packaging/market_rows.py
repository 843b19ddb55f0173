"""An alley with two stalls and two hubs: bowls of the halal stream with a deposit, cups of the other with a late fee."""

from datetime import UTC, datetime, timedelta
from random import Random

from sqlmodel import Session, col, func, select, text

from market.actor import Actor
from market.packaging.hub import HubPlan, name_hub_staff, open_hub, take_packaging
from market.packaging.packaging_type import (
    NewPackaging,
    PackagingCosts,
    PackagingTerms,
    make_packaging_type,
)
from market.packaging.place import hub_ref, stall_ref
from market.packaging.stock import buy_packaging
from market.stock.packaging import set_packaging
from market.waitlist.join import join
from storage.alley import Alley
from storage.drop import Drop, Item
from storage.packaging import PackagingPolicy, Stream
from storage.stall import Stall
from storage.ticket import Ticket
from storage.waitlist import Booking
from tests.people import add_people

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ZONE = "Asia/Kuching"
AINA, ROS, WEI, KEN, TOM, HANA, IVAN, ZUL = range(1, 9)
NAMES = ("", "Aina", "Ros", "Wei", "Ken", "Tom", "Hana", "Ivan", "Zul")
"""Ros and Wei own stalls 1 and 2, Hana and Ivan work at hubs 1 and 2, Ken is an organiser, Aina and Tom borrow, Zul is a stranger."""

BOWL, CUP, CRATE = 1, 2, 3
"""Bowls: halal, RM3.00 deposit. Cups: other, RM0.50 a day from the eighth day on, at most RM2.00. Crates: halal, single pieces with a lid, RM10.00 deposit."""
ROS_STALL, WEI_STALL, HUB, HUB_2 = stall_ref(1), stall_ref(2), hub_ref(1), hub_ref(2)
BOWL_ITEM, CUP_ITEM, CRATE_ITEM, PLAIN_ITEM = 1, 2, 3, 4

TYPES = (
    NewPackaging(
        name="Bowl",
        unit="piece",  # type: ignore[arg-type]
        stream=Stream.HALAL,
        terms=PackagingTerms(policy=PackagingPolicy.DEPOSIT, deposit=300, price=900),
        costs=PackagingCosts(buy_cost=1200, wash_cost=30, haul_cost=10, grams=180, expected_uses=100),
        currency="MYR",
    ),
    NewPackaging(
        name="Cup",
        unit="cup",  # type: ignore[arg-type]
        stream=Stream.OTHER,
        terms=PackagingTerms(policy=PackagingPolicy.LATE_FEE, free_days=7, fee_per_day=50, price=200),
        costs=PackagingCosts(buy_cost=400, wash_cost=20, grams=60, expected_uses=50),
        currency="MYR",
    ),
    NewPackaging(
        name="Tiffin",
        unit="box",  # type: ignore[arg-type]
        stream=Stream.HALAL,
        terms=PackagingTerms(policy=PackagingPolicy.DEPOSIT, deposit=1000),
        costs=PackagingCosts(buy_cost=5000, wash_cost=60, grams=700, expected_uses=300),
        currency="MYR",
        single=True,
        has_lid=True,
    ),
)
PLAN = HubPlan(
    name="Hub Bakau", location="By the ice works", opens_minute=600, closes_minute=1380, capacity=200
)


def actor_of(person: int) -> Actor:
    return Actor(person, is_configured_admin=person == KEN)


def add_market(session: Session) -> None:
    """Write the rows; hubs take bowls and crates, the second one cups as well; 20 bowls and 20 cups are clean at Ros's stall."""
    _count_from_one(session)
    add_people(session, dict(enumerate(NAMES[1:], 1)), created_at=NOW)
    session.add(
        Alley(
            id=1,
            code="BAKAU",
            name="Lorong Bakau",
            city="Kota Kinabalu",
            zone=ZONE,
            territory="MY",
            currency="MYR",
            latitude=6.0,
            longitude=116.0,
        )
    )
    session.flush()
    for stall, owner in ((1, ROS), (2, WEI)):
        session.add(
            Stall(
                id=stall,
                code=f"S{stall}",
                name=f"{NAMES[owner]}’s",
                owner_id=owner,
                alley_id=1,
                language="en",
                state="approved",
                asked_at=NOW,
            )
        )
    session.flush()
    _add_drop(session)
    ken, rng = actor_of(KEN), Random(3)
    kinds = [make_packaging_type(session, ken, kind, now=NOW, rng=rng) for kind in TYPES]
    assert kinds == [BOWL, CUP, CRATE]
    for hub, helper in ((1, HANA), (2, IVAN)):
        found = open_hub(session, ken, 1, PLAN, now=NOW, rng=rng)
        assert found == hub
        name_hub_staff(session, ken, hub, helper, now=NOW)
        for kind in (BOWL, CRATE) if hub == 1 else (BOWL, CUP, CRATE):
            take_packaging(session, ken, hub, kind)
    for item, kind in ((BOWL_ITEM, BOWL), (CUP_ITEM, CUP), (CRATE_ITEM, CRATE)):
        set_packaging(session, actor_of(ROS), item, kind, now=NOW)
    for kind in (BOWL, CUP):
        buy_packaging(session, ken, ROS_STALL, kind, units=20, now=NOW)


def book(session: Session, person: int, item: int, units: int, rng: Random) -> str:
    """Book units of an item, two minutes after the last booking, since one within a minute counts as a repeated tap; return the ticket's code."""
    before = select(func.count()).select_from(Booking).where(col(Booking.person_id) == person)
    at = NOW - HOUR + timedelta(minutes=2) * session.exec(before).one()
    joined = join(session, person, item, units, now=at, rng=rng)
    return session.exec(select(Ticket.code).where(col(Ticket.booking_id) == joined.booking)).one()


def returns_code(session: Session) -> str:
    """Return the newest returns ticket's code."""
    rows = select(Ticket.code).where(col(Ticket.kind) == "returns").order_by(col(Ticket.id).desc())
    return session.exec(rows).first() or ""


def _count_from_one(session: Session) -> None:
    """Reset the sequences of an emptied database, since types and hubs are named by their ids."""
    if session.get_bind().dialect.name == "postgresql":
        for table in ("packaging_type", "hub"):
            session.connection().execute(text(f"SELECT setval('{table}_id_seq', 1, false)"))


def _add_drop(session: Session) -> None:
    session.add(
        Drop(
            id=1,
            stall_id=1,
            alley_id=1,
            code="DROP",
            name="Laksa",
            language="en",
            per_person=6,
            state="published",
            opens_at=NOW - HOUR,
            starts_at=NOW + 8 * HOUR,
            ends_at=NOW + 12 * HOUR,
            created_at=NOW,
        )
    )
    session.flush()
    for item, name in ((BOWL_ITEM, "laksa"), (CUP_ITEM, "teh"), (CRATE_ITEM, "nasi"), (PLAIN_ITEM, "kuih")):
        deposit = 200 if item == PLAIN_ITEM else 0
        session.add(
            Item(
                id=item,
                drop_id=1,
                position=item,
                name=name,
                unit="box",
                price=850,
                quantity=60,
                loan_deposit=deposit,
            )
        )
    session.flush()
