"""A device that signs whatever it likes: money, stock and tickets are as an independent model says, and the owner is asked about what differs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from nacl.signing import SigningKey
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from market.actor import Actor
from market.kiosk.apply_scans import apply_scans
from market.kiosk.conflicts import conflict_list, settle_conflict
from market.kiosk.scan_body import SentScan
from market.kiosk.sign_in import SignIn, make_link, sign_in
from market.packaging.place import stall_ref
from market.refusal import Refusal
from market.sale.doubtful import doubtful_list, note_doubtful
from market.sale.oversold import note_oversold
from market.stock.change import change_price
from market.waitlist.join import join
from storage.drop import Item
from storage.engine import database_url as address
from storage.engine import writing
from storage.kiosk import KioskScan, ScanChoice, ScanConflict
from storage.notification import Notification
from storage.sale import DoubtfulSale, Oversold, Receipt
from storage.staff import StaffRole, StallStaff
from storage.ticket import Loan, Scan, Ticket
from storage.waitlist import Booking
from tests.market.kiosk.device import SampleDevice, uuid_of
from tests.market.sale.conftest import AINA, HOUR, KEN, KOPI, KUIH, NOW, ROS, SITI, STALL, TOM, add_market
from tests.people import admins

ADMINS = admins(KEN)
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
QUANTITY = {KUIH: 12, KOPI: 30}
PRICES = {KUIH: (852, 900), KOPI: (450,)}
"""What each item costs or once did. The dearest comes last."""
OPENS, ENDS = NOW - HOUR, NOW + 5 * HOUR
BOOKED = {AINA: 2, SITI: 3}
"""The units of kuih that each has booked."""
FIRST_DAY = datetime(2026, 11, 26, 20, tzinfo=NOW.tzinfo)
"""The market day on which the devices signed in begins at four in the morning in Kota Kinabalu."""


@dataclass
class HostileMarket:
    """A stall with two items, the tickets of two bookings, and the devices of its helper and of its owner."""

    engine: Engine
    tickets: dict[str, int]
    devices: list[SampleDevice]


@pytest.fixture
def market(database_url: str) -> Iterator[HostileMarket]:
    engine, rng, devices = writing(address(database_url)), Random(3), []
    with Session(engine) as session, session.begin():
        add_market(session)
        session.flush()
        session.add(StallStaff(stall_id=STALL, person_id=TOM, role=StaffRole.ALL, since=NOW))
        for item, quantity in QUANTITY.items():
            session.get_one(Item, item).quantity = quantity
        session.flush()
        change_price(session, Actor(ROS), KUIH, PRICES[KUIH][-1], NOW)
        for person, units in BOOKED.items():
            join(session, person, KUIH, units, now=NOW, rng=rng)
        session.flush()
        tickets = {
            row.code: session.get_one(Booking, row.booking_id).units
            for row in session.exec(select(Ticket).where(col(Ticket.booking_id).is_not(None)))
        }
        for person in (TOM, ROS):
            device = SampleDevice(name=f"device {person}", key=SigningKey(bytes([person] * 32)))
            offer = make_link(session, Actor(person), stall_ref(STALL), NOW, rng)
            asked = SignIn(code=offer.code, public_key=device.public_key, name=device.name)
            device.number = sign_in(session, asked, NOW, ADMINS).device
            devices.append(device)
    yield HostileMarket(engine, tickets, devices)
    engine.dispose()


@dataclass(kw_only=True)
class Sent:
    """A record as the model knows it."""

    uuid: str
    device: int
    action: str
    at: datetime
    received: datetime
    ticket: str = ""
    units: int = 0
    lines: dict[int, tuple[int, int]] = field(default_factory=dict)
    undoes: str = ""

    @property
    def refused(self) -> bool:
        return self.at > self.received + DAY

    @property
    def in_reach(self) -> bool:
        lately = self.received - 14 * DAY <= self.at <= self.received + 10 * MINUTE
        return lately and self.at >= FIRST_DAY

    @property
    def believed(self) -> datetime:
        return self.at if self.in_reach else self.received

    @property
    def sold_at(self) -> datetime:
        return min(self.believed, self.received)

    @property
    def total(self) -> int:
        return sum(units * price for units, price in self.lines.values())


@dataclass
class Model:
    """What has to be true of all that was sent, in so many words of docs/kiosk.md."""

    tickets: dict[str, int]
    sent: list[Sent] = field(default_factory=list)

    def undone(self, record: Sent) -> bool:
        return any(self.takes_back(undo, record) for undo in self.sent if undo.undoes == record.uuid)

    def takes_back(self, undo: Sent, record: Sent) -> bool:
        offline = record.received - record.at > MINUTE
        latest = record.received + (MINUTE if offline else 10 * MINUTE)
        by_clock = record.at <= undo.at <= record.at + MINUTE
        return not undo.refused and undo.device == record.device and by_clock and undo.received <= latest

    def sales(self) -> list[Sent]:
        return [each for each in self.sent if each.action == "sell" and not each.refused]

    def standing(self) -> list[Sent]:
        return [each for each in self.sales() if not self.undone(each)]

    def doubts(self) -> set[tuple[str, bool, bool, bool]]:
        found = set()
        for sale in self.standing():
            price = any(price not in PRICES[item] for item, (_, price) in sale.lines.items())
            worth = sum(QUANTITY[item] * PRICES[item][-1] for item in sale.lines)
            doubt = (sale.uuid, price, sale.total > 10 * worth, not sale.in_reach)
            if any(doubt[1:]):
                found.add(doubt)
        return found

    def missing(self) -> dict[tuple[str, int], int]:
        """The units of each line that were not there, and so what every item has sold: all others."""
        left, found = dict(QUANTITY), dict[tuple[str, int], int]()
        left[KUIH] -= sum(BOOKED.values())
        for sale in sorted(self.standing(), key=lambda each: (each.believed, each.uuid)):
            for item, (units, _) in sale.lines.items():
                there = min(units, left[item]) if OPENS <= sale.believed < ENDS else 0
                left[item] -= there
                if there < units:
                    found[sale.uuid, item] = units - there
        return found

    def scans_of(self, ticket: str) -> list[Sent]:
        """The hand-overs of a ticket that were stored as such, by their time."""
        units = self.tickets[ticket]
        known = [
            each
            for each in self.sent
            if each.action == "hand_over" and each.ticket == ticket and not each.refused
            if 1 <= each.units <= units and each.believed < ENDS + DAY
        ]
        return sorted(known, key=lambda each: (each.believed, each.uuid))

    def counted(self) -> tuple[dict[str, int], set[str]]:
        """What was collected on each ticket, and the scans that a person has to decide about."""
        done, conflicts = dict[str, int](), set[str]()
        for ticket, units in self.tickets.items():
            done[ticket] = 0
            for scan in self.scans_of(ticket):
                if self.undone(scan):
                    continue
                if scan.in_reach and done[ticket] + scan.units <= units:
                    done[ticket] += scan.units
                else:
                    conflicts.add(scan.uuid)
        return done, conflicts


class Hostile:
    """Records of a device: prices, times, undos, dates and sums at random, true ones among them."""

    def __init__(self, market: HostileMarket, model: Model, rng: Random) -> None:
        self._market, self._model, self._rng = market, model, rng

    def batch(self, device: int, now: datetime) -> list[tuple[Sent, SentScan]]:
        return [self._record(device, now) for _ in range(self._rng.randint(1, 4))]

    def _record(self, device: int, now: datetime) -> tuple[Sent, SentScan]:
        rng, sent = self._rng, self._model.sent
        kind = rng.choices(["sell", "hand_over", "undo", "take_back"], [5, 4, 5 if sent else 0, 1])[0]
        if kind == "sell":
            return self._sale(device, now)
        if kind == "undo":
            return self._undo(device, now, rng.choice(sent[-6:]))
        if kind == "take_back":
            return self._scan(device, now, rng.choice(["22222222", *self._market.tickets]), kind)
        return self._scan(device, now, rng.choice([*self._market.tickets]), kind)

    def _sale(self, device: int, now: datetime) -> tuple[Sent, SentScan]:
        rng = self._rng
        items = rng.sample([KUIH, KOPI], rng.randint(1, 2))
        wrong = (1, 0, 10**6, 10**12)
        lines = {
            item: (
                rng.choice([1, 1, 2, 3, 99]),
                rng.choice(PRICES[item]) if rng.random() < 0.7 else rng.choice(wrong),
            )
            for item in items
        }
        sale = {
            "method": rng.choice(["cash", "qr"]),
            "lines": [
                {"item": item, "units": units, "price": price} for item, (units, price) in lines.items()
            ],
        }
        at = self._time(now)
        scan = self._market.devices[device].record("", at, "sell", 0, sale=sale)
        return self._known(scan, device, "sell", at, now, lines=lines), scan

    def _scan(self, device: int, now: datetime, ticket: str, action: str) -> tuple[Sent, SentScan]:
        at, units = self._time(now), self._rng.choice([0, 1, 1, 2, 3, 6])
        scan = self._market.devices[device].record(ticket, at, action, units)
        return self._known(scan, device, action, at, now, ticket=ticket, units=units), scan

    def _undo(self, device: int, now: datetime, target: Sent) -> tuple[Sent, SentScan]:
        """An undo as its device would make it, or with a time of its own, of any device's record."""
        later = self._rng.choice([0, 30, 60, 61, -1, 3600]) * SECOND
        at = target.at + later if self._rng.random() < 0.8 else self._time(now)
        scan = self._market.devices[device].record("", at, "undo", 0, undoes=target.uuid)
        return self._known(scan, device, "undo", at, now, undoes=target.uuid), scan

    def _known(
        self, scan: SentScan, device: int, action: str, at: datetime, now: datetime, **more: Any
    ) -> Sent:
        return Sent(uuid=uuid_of(scan), device=device, action=action, at=at, received=now, **more)

    def _time(self, now: datetime) -> datetime:
        rng = self._rng
        true = now - rng.randint(0, 59) * SECOND
        lies = (
            now - rng.randint(1, 600) * MINUTE,
            now - rng.randint(1, 30) * DAY,
            datetime(2002, 1, 2, 3, 4, tzinfo=NOW.tzinfo),
            now + rng.choice([9 * MINUTE, 11 * MINUTE, 20 * HOUR, 25 * HOUR]),
        )
        return true if rng.random() < 0.6 else rng.choice(lies)


def one_round(market: HostileMarket, seed: int, batches: int) -> None:
    """Send so many batches, sending some again, and compare after each; then roll back."""
    rng, model, now = Random(seed), Model(market.tickets), NOW
    hostile = Hostile(market, model, rng)
    for device in market.devices:
        device.seq = 0
    with Session(market.engine) as session:
        transaction = session.begin()
        for _ in range(batches):
            now += rng.choice([5 * SECOND, 50 * SECOND, 5 * MINUTE, 11 * MINUTE, 2 * HOUR])
            device = rng.choice([0, 0, 0, 1])
            batch = hostile.batch(device, now)
            model.sent += [known for known, _ in batch]
            for _ in range(rng.choice([1, 1, 2])):
                number = market.devices[device].number
                apply_scans(session, number, [scan for _, scan in batch], now, rng, ADMINS)
        session.flush()
        session.expire_all()
        compare(session, model)
        helper_settles_nothing(session, now, rng)
        transaction.rollback()


def compare(session: Session, model: Model) -> None:
    uuids = {row.receipt_id: row.uuid for row in session.exec(select(KioskScan)) if row.receipt_id}
    receipts = session.exec(select(Receipt).order_by(col(Receipt.number))).all()
    assert [row.number for row in receipts] == [*range(1, len(receipts) + 1)]
    sales = {uuids[row.id]: (row.total, row.sold_at) for row in receipts if not row.voids_id}
    assert sales == {each.uuid: (each.total, each.sold_at) for each in model.sales()}
    voided = {uuids[row.voids_id] for row in receipts if row.voids_id}
    assert voided == {each.uuid for each in model.sales() if model.undone(each)}
    assert sum(row.total for row in receipts) == sum(each.total for each in model.standing())
    missing = {(uuids[row.receipt_id], row.item_id): row.units for row in session.exec(select(Oversold))}
    assert missing == model.missing()
    for item in session.exec(select(Item)):
        sold = sum(each.lines.get(item.id or 0, (0, 0))[0] for each in model.standing())
        lacks = sum(units for (_, of), units in missing.items() if of == item.id)
        assert item.sold == sold - lacks
        assert item.booked == item.sold + (sum(BOOKED.values()) if item.id == KUIH else 0)
    doubts = {
        (uuids[row.receipt_id], row.wrong_price, row.wrong_sum, row.wrong_day)
        for row in session.exec(select(DoubtfulSale))
        if uuids[row.receipt_id] not in voided
    }
    assert doubts == model.doubts()
    done, conflicts = model.counted()
    of_ticket = select(Ticket.code, Booking.collected).join(
        Booking, col(Booking.id) == col(Ticket.booking_id)
    )
    assert dict(session.exec(of_ticket).all()) == done
    of_scan = select(KioskScan.uuid).join(ScanConflict, col(ScanConflict.scan_id) == col(KioskScan.scan_id))
    assert set(session.exec(of_scan.where(col(ScanConflict.settled_at).is_(None)))) == conflicts
    owner_is_asked(session, bool(conflicts), bool(missing), bool(doubts))
    loans = sum(loan.units for loan in session.exec(select(Loan)))
    assert loans == sum(done.values()), "packaging is out for what went out"


def owner_is_asked(session: Session, conflicts: bool, missing: bool, doubts: bool) -> None:
    """By a message of its own, or by one for all that followed within a minute."""
    queued = session.exec(select(Notification).where(col(Notification.person_id) == ROS)).all()
    kinds = {row.kind for row in queued}
    for kind, waits in (("TwoScans", conflicts), ("SoldTooMany", missing), ("SaleDoubted", doubts)):
        assert not waits or kinds & {kind, "ConflictsWait"}


def helper_settles_nothing(session: Session, now: datetime, rng: Random) -> None:
    """The helper whose device sent it may settle none of it, and the owner may."""
    tom, ros = Actor(TOM), Actor(ROS)
    own = {scan.id for scan in session.exec(select(Scan)) if scan.by_id == TOM}
    for conflict in conflict_list(session, tom, stall_ref(STALL)):
        involved = {claim.scan for claim in (*conflict.counted, conflict.claim)}
        choice = {"newest_counted": conflict.newest_counted, "now": now, "rng": rng}
        if involved & own:
            with pytest.raises(Refusal), session.begin_nested():
                settle_conflict(session, tom, conflict.id, ScanChoice.BOTH, **choice)
    for row in session.exec(select(Oversold, Receipt).join(Receipt)):
        if row[1].by_id == TOM:
            with pytest.raises(Refusal), session.begin_nested():
                note_oversold(session, tom, row[0].id or 0, now)
    for sale in doubtful_list(session, tom, STALL):
        with pytest.raises(Refusal), session.begin_nested():
            note_doubtful(session, tom, sale.receipt, now)
    for sale in doubtful_list(session, ros, STALL)[:1]:
        note_doubtful(session, ros, sale.receipt, now)


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.empty_market("compares all receipts and scans")
def test_what_a_hostile_device_sends_is_as_a_model_says(market: HostileMarket, seed: int) -> None:
    one_round(market, seed, 12)


@pytest.mark.proof
@pytest.mark.long
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_ten_thousand_hostile_batches(market: HostileMarket) -> None:
    for seed in range(500):
        one_round(market, 100 + seed, 20)
