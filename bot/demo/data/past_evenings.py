"""The demo's market with what happened before: five evenings of Ros by the market's own rules, each step at its own time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlmodel import Session, col, select

from bot.demo.data.bookings import add_bookings
from bot.demo.data.drop_plan import DropPlan
from bot.demo.data.evening_plans import (
    COLLECTED_TONIGHT,
    CUP,
    CUPS,
    DISHES,
    DRINK,
    HUB,
    LIVE_TONIGHT,
    NOT_COMING,
    PAST_EVENINGS,
    TEH_TARIK,
    TONIGHT,
    PastEvening,
    with_bookings,
)
from bot.demo.data.people_and_stalls import JOANNA, OTHER_SHOPPERS
from bot.demo.data.seed import DemoMarket, drop_row, item_rows, leave_out_what_was_due, publish, seed
from market.actor import Actor
from market.forecast.forecast import store_forecasts
from market.forecast.stall_days import AHEAD, COUNT_AFTER, count_days
from market.live.next_live import announce_live
from market.packaging.asset import buy_assets, next_serials
from market.packaging.hub import name_hub_staff, open_hub, take_packaging
from market.packaging.packaging_type import make_packaging_type
from market.packaging.place import hub_ref, stall_ref
from market.packaging.refund import pay_back
from market.public_code import new_code
from market.sale.cart import CartLine
from market.sale.day import close_day, day_facts
from market.sale.sell import SaleRequest, sell
from market.stock.wind_up import wind_up
from market.ticket.scan import PackagingReturn, collect, take_packaging_back
from market.waitlist.shopper_actions import release
from storage.address import Address
from storage.beacon_kind import BeaconKind
from storage.drop import Drop, DropTag, Item
from storage.packaging import PackagingAsset
from storage.sale import SaleMethod
from storage.stall import Stall
from storage.ticket import Loan, Ticket
from storage.waitlist import Booking

MINUTE = timedelta(minutes=1)
GIVEN_UP_BEFORE = timedelta(hours=6)


def seed_with_past(
    session: Session,
    now: datetime,
    rng: Random,
    beacon: BeaconKind = BeaconKind.LOCAL,
    *,
    is_reached: bool = False,
) -> DemoMarket:
    """As `seed`, with Ros's past evenings, a hub with cups, and a live drop tonight. Raises DatabaseNotEmpty if there is an alley."""
    market = seed(session, now, rng, beacon, is_reached=is_reached)
    past = _open_past(session, market, now, rng)
    for evening in PAST_EVENINGS:
        past.live(evening)
    past.begin_tonight(market.seri_muka)
    leave_out_what_was_due(session, now)
    return market


@dataclass(frozen=True, kw_only=True)
class _Past:
    """The market in which the past evenings are made. `people` are ids by Telegram id."""

    session: Session
    now: datetime
    rng: Random
    people: Mapping[int, int]
    stall: Stall
    ros: Actor
    joanna: Actor
    hub: int
    cup: int

    @property
    def stall_id(self) -> int:
        return self.stall.id or 0

    def live(self, evening: PastEvening) -> None:
        """Add an evening from its first booking to the morning on which it is counted."""
        guests = self._guests(evening)
        drops = self._dishes(evening, guests)
        starts_at, ends_at = drops[0].starts_at, drops[0].ends_at
        bookings = self._bookings(drops)
        self._release(bookings, guests[NOT_COMING : evening.absent], now=starts_at - GIVEN_UP_BEFORE)
        store_forecasts(self.session, self.stall_id, starts_at - AHEAD)
        absent = guests[: evening.absent]
        self._collect([each for each in bookings if each[0].person_id not in absent], starts_at)
        self._sell(drops[0], evening.walk_ins, starts_at + timedelta(hours=2))
        for drop in drops:
            wind_up(self.session, drop.id or 0, ends_at)
        self._close_day(ends_at)
        self._bring_back(evening.cups_out, ends_at + timedelta(hours=14))
        count_days(self.session, self.stall_id, ends_at + COUNT_AFTER)

    def begin_tonight(self, seri_muka: int) -> None:
        """Store the forecast of today, let the first customers collect, and announce what is sold live."""
        tonight = self.session.get_one(Drop, seri_muka)
        store_forecasts(self.session, self.stall_id, tonight.starts_at - AHEAD)
        if tonight.starts_at + COLLECTED_TONIGHT * MINUTE < self.now:
            self._collect(self._bookings([tonight])[:COLLECTED_TONIGHT], tonight.starts_at)
        for plan in TONIGHT:
            self._post(plan, self.now)
        live = self._post(LIVE_TONIGHT, self.now)
        announce_live(self.session, self.ros, live.id or 0, announced=True, now=self.now)

    def _guests(self, evening: PastEvening) -> list[int]:
        """Return the ids of the shoppers, each evening with others first."""
        ids = [self.people[each.id] for each in OTHER_SHOPPERS]
        return ids[evening.weeks_ago * 12 :] + ids[: evening.weeks_ago * 12]

    def _dishes(self, evening: PastEvening, guests: Sequence[int]) -> list[Drop]:
        """Add the drops of an evening with their bookings; what is drunk is booked by who comes alone."""
        day_before = self.now - evening.ago - timedelta(days=1)
        come = [*guests[evening.absent :], *guests[: evening.absent]]
        return [
            self._post(with_bookings(plan, booked), day_before, come if plan is DRINK else guests)
            for plan, booked in zip(DISHES, evening.booked, strict=True)
        ]

    def _post(self, plan: DropPlan, now: datetime, shoppers: Sequence[int] = ()) -> Drop:
        """Add a drop in a market that is seeded now; its bookings are of the first of these shoppers, without any of the first of the town."""
        session = self.session
        stall = session.exec(select(Stall).where(col(Stall.name) == plan.stall.name)).one()
        drop = drop_row(plan, now, new_code(session, Drop, self.rng), stall, alleys={})
        publish(session, drop)
        session.add_all(DropTag(drop_id=drop.id or 0, tag=tag) for tag in plan.tags)
        items = [*item_rows(plan, drop)]
        for planned, _, item in items:
            item.packaging_id = self.cup if planned.name == TEH_TARIK.name else None
            session.add(item)
        session.flush()
        numbers = (each.id for each in OTHER_SHOPPERS)
        people = dict(zip(numbers, shoppers, strict=False)) if shoppers else self.people
        add_bookings(session, now, self.rng, items, people=people)
        return drop

    def _bookings(self, drops: Sequence[Drop]) -> list[tuple[Booking, str]]:
        """Return the bookings of drops with the codes of their tickets."""
        rows = (
            select(Booking, Ticket.code)
            .join(Ticket, col(Ticket.booking_id) == col(Booking.id))
            .join(Item, col(Item.id) == col(Booking.item_id))
            .where(col(Item.drop_id).in_([drop.id for drop in drops]))
        )
        return [*self.session.exec(rows.order_by(col(Booking.id)))]

    def _release(
        self, bookings: Sequence[tuple[Booking, str]], people: Sequence[int], *, now: datetime
    ) -> None:
        """Let these people give their bookings up."""
        for booking, _ in bookings:
            if (person := booking.person_id or 0) in people:
                release(self.session, person, booking.id or 0, now)

    def _collect(self, bookings: Sequence[tuple[Booking, str]], starts_at: datetime) -> None:
        """Let bookings be collected minute by minute, those with a cup in a clean one."""
        cups = self._clean_cups()
        for minutes, (booking, code) in enumerate(bookings, start=1):
            in_cup = self.session.get_one(Item, booking.item_id).packaging_id
            assets, cups = (cups[:1], cups[1:]) if in_cup else ((), cups)
            at = starts_at + minutes * MINUTE
            collect(self.session, self.ros, code, booking.units, now=at, rng=self.rng, assets=assets)

    def _clean_cups(self) -> tuple[int, ...]:
        """Return the cups that were never out."""
        out = select(PackagingAsset.id).where(col(PackagingAsset.type_id) == self.cup)
        at_stall = out.where(col(PackagingAsset.state) == "clean").order_by(col(PackagingAsset.id))
        return tuple(cup or 0 for cup in self.session.exec(at_stall))

    def _sell(self, drop: Drop, people: int, since: datetime) -> None:
        """Sell one unit of a drop's item to each of so many people at the stall."""
        item = self.session.exec(select(Item).where(col(Item.drop_id) == drop.id)).one()
        for minutes in range(people):
            cart = (CartLine(item.id or 0, 1),)
            sale = SaleRequest(stall=self.stall_id, cart=cart, method=SaleMethod.CASH, total=item.price)
            sell(self.session, self.ros, sale, now=since + minutes * MINUTE, rng=self.rng)

    def _close_day(self, now: datetime) -> None:
        """Close the day with the cash that is expected."""
        today = day_facts(self.session, self.ros, self.stall_id, None, now=now)
        cash = today.figures.expected
        close_day(self.session, self.ros, self.stall_id, today.day, counted=cash, expected=cash, now=now)

    def _bring_back(self, stay_out: int, now: datetime) -> None:
        """Let the cups that are out come back to the hub, all but so many, and pay their deposits back."""
        session, place = self.session, hub_ref(self.hub)
        rows = (
            select(Ticket.code, PackagingAsset.id)
            .join(Loan, col(Loan.id) == col(Ticket.loan_id))
            .join(PackagingAsset, col(PackagingAsset.place_id) == col(Loan.place_id))
            .order_by(col(Loan.id))
        )
        out = session.exec(rows).all()
        for code, cup in out[: len(out) - stay_out]:
            in_hub = PackagingReturn(place=place, assets=(cup or 0,))
            scan = take_packaging_back(session, self.joanna, code, 1, now=now, packaging_return=in_hub)
            pay_back(session, self.joanna, scan, now=now)


def _open_past(session: Session, market: DemoMarket, now: datetime, rng: Random) -> _Past:
    """Open the hub and buy the cups before the first evening."""
    opened_at = now - PAST_EVENINGS[0].ago - timedelta(days=3)
    ken = Actor(market.ken, is_configured_admin=True)
    people = dict(session.exec(select(Address.external_id, Address.person_id)).all())
    stall = session.exec(select(Stall).where(col(Stall.owner_id) == market.ros)).one()
    cup = make_packaging_type(session, ken, CUP, now=opened_at, rng=rng)
    hub = open_hub(session, ken, stall.alley_id, HUB, now=opened_at, rng=rng)
    take_packaging(session, ken, hub, cup)
    name_hub_staff(session, ken, hub, people[JOANNA.id], now=opened_at)
    serials = next_serials(session, cup, CUPS)
    buy_assets(session, ken, stall_ref(stall.id or 0), cup, serials=serials, now=opened_at)
    return _Past(
        session=session,
        now=now,
        rng=rng,
        people=people,
        stall=stall,
        ros=Actor(market.ros),
        joanna=Actor(people[JOANNA.id]),
        hub=hub,
        cup=cup,
    )
