"""The demo data with returnable packaging: two hubs with staff, bowls and cups, and a drop whose goods go out in bowls."""

from dataclasses import dataclass
from random import Random

from sqlmodel import Session, col, select

from bot.demo.data.people_and_stalls import AINA, KEN, ROS
from market.actor import Actor
from market.packaging.hub import HubPlan, name_hub_staff, open_hub, take_packaging
from market.packaging.hub_facts import hub_facts
from market.packaging.packaging_type import (
    NewPackaging,
    PackagingCosts,
    PackagingTerms,
    make_packaging_type,
)
from market.packaging.place import hub_ref
from market.packaging.stock import buy_packaging
from market.ticket.scan import collect
from market.waitlist.join import join
from sandbox import UserProfile
from storage.alley import Alley
from storage.drop import Item
from storage.organiser import Organiser
from storage.packaging import PackagingPolicy, PackagingType, Stream
from storage.packaging_ledger import PackagingTransfer
from storage.ticket import Ticket
from tests.journeys.harness import TOM, Market
from tests.people import person_at

DICE = Random(5)
HANA, IVAN, ZUL = 6101, 6102, 6103
"""Hana works at Hub Bakau and Ivan at Hub Tanjung; Zul works nowhere."""
PHONES = tuple(
    UserProfile(id=number, first_name=name, language_code="en")
    for number, name in ((HANA, "Hana"), (IVAN, "Ivan"), (ZUL, "Zul"))
)
COSTS = PackagingCosts(buy_cost=1200, wash_cost=30, grams=180, expected_uses=100)
BOWL = NewPackaging(
    name="Bowl",
    unit="piece",  # type: ignore[arg-type]
    stream=Stream.HALAL,
    terms=PackagingTerms(policy=PackagingPolicy.DEPOSIT, deposit=300, price=900),
    costs=COSTS,
    currency="MYR",
)
CUP = NewPackaging(
    name="Cup",
    unit="cup",  # type: ignore[arg-type]
    stream=Stream.OTHER,
    terms=PackagingTerms(policy=PackagingPolicy.LATE_FEE, free_days=7, fee_per_day=50, price=200),
    costs=COSTS,
    currency="MYR",
)
TIFFIN = NewPackaging(
    name="Tiffin",
    unit="box",  # type: ignore[arg-type]
    stream=Stream.HALAL,
    terms=PackagingTerms(policy=PackagingPolicy.DEPOSIT, deposit=1000),
    costs=COSTS,
    currency="MYR",
    single=True,
    has_lid=True,
)


@dataclass(frozen=True, kw_only=True)
class PackagingDemo:
    """The ids of the added rows, and the codes of the hubs and of the tiffin."""

    bakau: int
    tanjung: int
    bakau_code: str
    bowl: int
    cup: int
    tiffin: int
    tiffin_code: str


async def add_packaging(market: Market, clean: int = 20) -> PackagingDemo:
    """Let Hana and Ivan work at two hubs of the first alley that take everything; so many clean bowls are at Hub Bakau."""
    for person in (AINA.id, ROS.id, KEN.id, TOM, HANA, IVAN, ZUL):
        await market.visitor(person).writes("/start")
    town: PackagingDemo = await market.change(_add, market, clean)
    await market.deliver()
    return town


def _add(session: Session, market: Market, clean: int) -> PackagingDemo:
    now, rng = market.clock(), Random(4)
    ken = Actor(person_at(session, KEN.id))
    session.add(Organiser(person_id=ken.person, named_by=None, named_at=now))
    session.flush()
    bowl, cup, tiffin = (
        make_packaging_type(session, ken, kind, now=now, rng=rng) for kind in (BOWL, CUP, TIFFIN)
    )
    alley = session.exec(select(Alley.id).order_by(col(Alley.id))).first() or 0
    hubs = []
    for name, helper in (("Hub Bakau", HANA), ("Hub Tanjung", IVAN)):
        plan = HubPlan(
            name=name, location="By the ice works", opens_minute=600, closes_minute=1380, capacity=200
        )
        hub = open_hub(session, ken, alley, plan, now=now, rng=rng)
        for kind in (bowl, cup, tiffin):
            take_packaging(session, ken, hub, kind)
        name_hub_staff(session, ken, hub, person_at(session, helper), now=now)
        hubs.append(hub)
    buy_packaging(session, ken, hub_ref(hubs[0]), bowl, units=clean, now=now)
    code = hub_facts(session, hubs[0]).code
    tiffin_code = hub_facts(session, hubs[0]).takes[-1].code
    return PackagingDemo(
        bakau=hubs[0],
        tanjung=hubs[1],
        bakau_code=code,
        bowl=bowl,
        cup=cup,
        tiffin=tiffin,
        tiffin_code=tiffin_code,
    )


async def book(market: Market, packaging: int, person: int = AINA.id, units: int = 2) -> str:
    """Book kuih lapis that goes out in a packaging type; return the pickup ticket's code."""

    def booked(session: Session) -> str:
        item = session.exec(select(Item).where(col(Item.drop_id) == market.town.kuih_lapis)).one()
        item.packaging_id = packaging
        item.loan_deposit = session.get_one(PackagingType, packaging).deposit
        session.flush()
        shopper = person_at(session, person)
        joined = join(session, shopper, item.id or 0, units, now=market.clock(), rng=DICE)
        return session.exec(select(Ticket).where(col(Ticket.booking_id) == joined.booking)).one().code

    code = str(await market.change(booked))
    market.clock.move(seconds=61)  # within a minute a second booking is taken for a repeated tap
    return code


async def borrow(market: Market, packaging: int, person: int = AINA.id, units: int = 2) -> str:
    """Book, and let Ros hand over; return the returns ticket's code."""
    code = await book(market, packaging, person, units)

    def handed_over(session: Session) -> str:
        ros = Actor(person_at(session, ROS.id))
        collect(session, ros, code, units, market.clock(), DICE)
        rows = select(Ticket.code).where(col(Ticket.kind) == "returns").order_by(col(Ticket.id).desc())
        return session.exec(rows).first() or ""

    found = str(await market.change(handed_over))
    await market.deliver()
    return found


async def paid(market: Market) -> list[tuple[str, int]]:
    """Return the ledger's transfers, in their order."""
    rows = select(PackagingTransfer.kind, PackagingTransfer.amount).order_by(col(PackagingTransfer.id))
    found = await market.change(lambda session: list(session.exec(rows)))
    return [(kind.value, amount) for kind, amount in found]
