"""An evening at a stall: an alley, its stall, several drops of one date, and people with bookings, holds and tickets.

In `tests/market` the fixture has one ready:

    async def test_a_released_booking_is_no_ticket(store: Store, evening: Evening) -> None:
        kuih = evening.item("kuih lapis")
        await store.write(release, TOM, kuih.booking(TOM), NOW)

A test elsewhere, or one that needs other people at other items, lays its own:

    plan = (DropPlan(ItemPlan("sate", quantity=3, booked=((TOM, 2),), waiting=((MEI, 2),))),)
    evening = await lay_evening(store, plan)

Everything is made by the market's own actions, once in a process for each plan and database; after that its rows are
copied, which takes a few milliseconds. The evening is over at `evening.ends_at`; nothing has been handed out yet.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from random import Random

from sqlmodel import Session, col, select

from market.actor import Actor
from market.admins import NO_ADMINS
from market.organiser.alleys import add_alley, name_alley, place_alley
from market.organiser.stalls import approve
from market.stall import apply_for_stall
from market.stock.draft import prepare, publish
from market.stock.parsed_message import ParsedMessage
from market.stock.stock_line import StockLine
from market.waitlist.join import join
from storage.alley import Alley
from storage.beacon_kind import BeaconKind
from storage.drop import Drop, Item
from storage.stall import StallApproval
from storage.store import Store
from storage.ticket import Ticket
from tests.holding import join_for_hold
from tests.kept_rows import KeptRows
from tests.people import add_people

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
"""Tuesday, ten in the morning in the alley."""
SATURDAY = date(2026, 11, 28)
KEN, ROS, TOM, SITI, MEI, LINA, WANG, JO = range(4001, 4009)
NAMES = dict(enumerate(("Ken", "Ros", "Tom", "Siti", "Mei", "Lina", "Wang", "Jo"), start=KEN))
"""Ken organises, Ros has the stall, Jo has nothing to do with it, and the others shop."""
ORGANISER, OWNER = Actor(KEN, is_configured_admin=True), Actor(ROS)

Units = tuple[tuple[int, int], ...]
"""People and their units."""


@dataclass(frozen=True)
class ItemPlan:
    """An item, and who comes to it: first those who book, then those who are offered a hold, then those who wait."""

    name: str
    quantity: int = 12
    price: int = 850
    loan_deposit: int = 0
    booked: Units = ()
    held: Units = ()
    waiting: Units = ()


@dataclass(frozen=True)
class DropPlan:
    """A drop of that Saturday with its items, from an hour on for four hours; so much a person."""

    items: tuple[ItemPlan, ...]
    start: time = time(18)
    per_person: int = 3


USUAL = (
    DropPlan(
        (
            ItemPlan("kuih lapis", booked=((TOM, 2),), held=((SITI, 1),)),
            ItemPlan("kopi", quantity=20, price=300, loan_deposit=450, booked=((SITI, 1),)),
        )
    ),
    DropPlan(
        (
            ItemPlan(
                "sate", quantity=2, price=1200, booked=((MEI, 1),), held=((LINA, 1),), waiting=((WANG, 2),)
            ),
        ),
        start=time(19),
    ),
)
"""Kuih with some left, coffee in cups that are lent, and sate of which nothing is left."""


@dataclass(frozen=True, kw_only=True)
class EveningItem:
    """An item, and what people have of it: ids and codes of tickets by person."""

    id: int
    drop: int
    name: str
    price: int
    bookings: Units
    holds: Units
    tickets: tuple[tuple[int, str], ...]

    def booking(self, person: int) -> int:
        return dict(self.bookings)[person]

    def hold(self, person: int) -> int:
        return dict(self.holds)[person]

    def ticket(self, person: int) -> str:
        """Return the code of a person's pickup ticket."""
        return dict(self.tickets)[person]


@dataclass(frozen=True, kw_only=True)
class Evening:
    """The ids of an evening."""

    alley: int
    stall: int
    starts_at: datetime
    ends_at: datetime
    items: tuple[EveningItem, ...]

    def item(self, name: str) -> EveningItem:
        return next(item for item in self.items if item.name == name)


async def lay_evening(store: Store, plan: tuple[DropPlan, ...] = USUAL) -> Evening:
    """Write an evening into an empty store."""
    return await _kept(plan).lay(store)


@cache
def _kept(plan: tuple[DropPlan, ...]) -> KeptRows[Evening]:
    return KeptRows(lambda store: store.write(make_evening, plan))


def make_evening(session: Session, plan: tuple[DropPlan, ...] = USUAL) -> Evening:
    """Make an evening by the actions of its organiser, its stall and its shoppers."""
    rng = Random(1)
    add_people(session, NAMES, created_at=NOW)
    alley = _make_alley(session, rng)
    stall = apply_for_stall(session, OWNER, "Dapur Ros", alley, "en", NO_ADMINS, NOW, rng)
    approve(session, ORGANISER, stall, StallApproval.ASKED, NOW)
    items = [item for drop in plan for item in _make_drop(session, stall, drop, rng)]
    drops = [session.get_one(Drop, item.drop) for item in items]
    return Evening(
        alley=alley,
        stall=stall,
        starts_at=min(drop.starts_at for drop in drops),
        ends_at=max(drop.ends_at for drop in drops),
        items=tuple(items),
    )


def _make_alley(session: Session, rng: Random) -> int:
    name_alley(session, ORGANISER, "Lorong Bakau")
    place_alley(session, ORGANISER, 5.98, 116.07)
    name = add_alley(session, ORGANISER, rng)
    session.flush()
    return session.exec(select(Alley.id).where(col(Alley.name) == name)).one() or 0


def _make_drop(session: Session, stall: int, plan: DropPlan, rng: Random) -> list[EveningItem]:
    """Publish a drop, and let its people come."""
    end = time(plan.start.hour + 4)
    lines = tuple(
        StockLine(
            quantity=item.quantity, name=item.name, price=item.price, deposit=item.loan_deposit or None,
            limit=plan.per_person, day=SATURDAY, start=plan.start, end=end,
        )
        for item in plan.items
    )  # fmt: skip
    drop = prepare(session, OWNER, stall, ParsedMessage(lines), "", None, "en", NOW, rng)
    publish(session, OWNER, drop, BeaconKind.LOCAL, NOW, rng)
    session.flush()
    rows = session.exec(select(Item).where(col(Item.drop_id) == drop).order_by(col(Item.position))).all()
    ids = [row.id or 0 for row in rows]
    return [_visit(session, drop, item, each, rng) for item, each in zip(ids, plan.items, strict=True)]


def _visit(session: Session, drop: int, item: int, plan: ItemPlan, rng: Random) -> EveningItem:
    bookings, holds, tickets = [], [], []
    for person, units in plan.booked:
        booking = join(session, person, item, units, NOW, rng).booking
        session.flush()
        bookings.append((person, booking or 0))
        tickets.append(
            (person, session.exec(select(Ticket.code).where(col(Ticket.booking_id) == booking)).one())
        )
    for person, units in plan.held:
        holds.append((person, join_for_hold(session, person, item, units, now=NOW).hold or 0))
    for person, units in plan.waiting:
        join(session, person, item, units, NOW, rng)
    session.flush()
    return EveningItem(
        id=item,
        drop=drop,
        name=plan.name,
        price=plan.price,
        bookings=tuple(bookings),
        holds=tuple(holds),
        tickets=tuple(tickets),
    )
