"""Sales and undos of three devices, in any sequence, repeated and in any batches: one state of stock, receipts and conflicts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from market.actor import Actor
from market.kiosk.apply_scans import apply_scans
from market.kiosk.scan_body import SentScan
from market.kiosk.sign_in import SignIn, make_link, sign_in
from market.packaging.place import stall_ref
from market.refusal import Refusal
from market.sale.left import sale_left
from market.sale.oversold import note_oversold
from market.sale.refund import RefundRequest, refund_part, undo_refund
from market.sale.sell import void_sale
from market.ticket.scan_rule import UNDOABLE
from storage.drop import Component, Item
from storage.engine import database_url as address
from storage.engine import writing
from storage.kiosk import KioskScan
from storage.notification import Notification
from storage.sale import Oversold, Receipt, ReceiptLine, Till
from tests.market.kiosk.device import SampleDevice
from tests.market.sale.conftest import KEN, KOPI, KUIH, NOW, ROS, STALL, add_market
from tests.people import admins

SECOND = timedelta(seconds=1)
LATER = NOW + timedelta(hours=8)
ADMINS = admins(KEN)
SET = 3
"""A set of a kuih and a kopi, which shares its units with both."""
LEFT = {KUIH: 3, KOPI: 4, SET: 5}
PRICES = {KUIH: 852, KOPI: 450, SET: 1200}


@dataclass
class SalesMarketDay:
    """A few of each item, and three devices of the stall, two of them of one person."""

    engine: Engine
    devices: list[SampleDevice]


@pytest.fixture
def market_day(database_url: str) -> Iterator[SalesMarketDay]:
    engine, rng, devices = writing(address(database_url)), Random(3), []
    with Session(engine) as session, session.begin():
        add_market(session)
        session.flush()
        session.add(Item(id=SET, drop_id=1, position=3, name="set", unit="box", price=1200, quantity=40))
        session.flush()
        for item, units in LEFT.items():
            session.get_one(Item, item).quantity = units
        session.add_all(Component(bundle_id=SET, item_id=item, units=1) for item in (KUIH, KOPI))
        for place in range(3):
            device = SampleDevice(name=f"device {place}", key=SigningKey(bytes([place] * 32)))
            offer = make_link(session, Actor(ROS), stall_ref(STALL), NOW, rng)
            asked = SignIn(code=offer.code, public_key=device.public_key, name=device.name)
            device.number = sign_in(session, asked, NOW, ADMINS).device
            devices.append(device)
    yield SalesMarketDay(engine, devices)
    engine.dispose()


@dataclass(frozen=True)
class Recorded:
    """A sale of items, at so many seconds from NOW."""

    device: int
    lines: dict[int, int]
    second: int


LINES = st.dictionaries(st.sampled_from([KUIH, KOPI, SET]), st.integers(1, 3), min_size=1)
SALES = st.builds(Recorded, st.integers(0, 2), LINES, st.integers(-90, 90))
UNDO_PLANS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 90), st.integers(0, 2)), max_size=4)


def sent_by(
    market_day: SalesMarketDay, sales: list[Recorded], undo_plans: list[tuple[int, int, int]]
) -> list[tuple[int, SentScan]]:
    """The sales as the devices signed them, with the device of each."""
    for device in market_day.devices:
        device.seq = 0
    found: list[tuple[int, SentScan]] = []
    for each in sales:
        lines = [{"item": item, "units": units, "price": PRICES[item]} for item, units in each.lines.items()]
        device = market_day.devices[each.device]
        at = NOW + each.second * SECOND
        sold = device.record("", at, "sell", 0, sale={"method": "cash", "lines": lines})
        found.append((each.device, sold))
    for number, later, device in undo_plans:
        if number < len(sales):
            own = sales[number].device if device else (sales[number].device + 1) % 3
            at = NOW + (sales[number].second + later) * SECOND
            found.append((own, market_day.devices[own].undo(found[number][1], at)))
    return found


def state_after(
    market_day: SalesMarketDay, sequence: list[tuple[int, SentScan]], size: int
) -> dict[str, Any]:
    """Return the state after these records in this sequence, in batches of this size; then roll back."""
    with Session(market_day.engine) as session:
        transaction, rng = session.begin(), Random(1)
        for device, run in groupby(sequence, key=lambda each: each[0]):
            sent = [each for _, each in run]
            for first in range(0, len(sent), size):
                batch = sent[first : first + size]
                apply_scans(session, market_day.devices[device].number, batch, LATER, rng, ADMINS)
        session.flush()
        session.expire_all()
        found = read_state(session)
        always_true(session)
        of_its_undos(session)
        transaction.rollback()
    return found


def read_state(session: Session) -> dict[str, Any]:
    names = dict(session.exec(select(KioskScan.receipt_id, KioskScan.uuid)).all())
    receipts = session.exec(select(Receipt)).all()
    missing = session.exec(select(Oversold)).all()
    queued = session.exec(select(Notification).where(col(Notification.state) == "queued")).all()
    ids = {row.id: (names[row.receipt_id], row.item_id) for row in missing}
    assert not missing or any(row.kind in ("SoldTooMany", "ConflictsWait") for row in queued)
    return {
        "items": {row.id: (row.sold, row.booked, row.held) for row in session.exec(select(Item))},
        "sales": {names[row.id]: (row.total, row.sold_at) for row in receipts if not row.voids_id},
        "voids": {names[row.voids_id]: row.total for row in receipts if row.voids_id},
        "conflicts": {ids[row.id]: row.units for row in missing},
        "refused": {row.uuid: row.why for row in session.exec(select(KioskScan)) if row.why},
    }


def always_true(session: Session) -> None:
    """Numbers have no gap, no item has more than there is, and its units are those of receipts that were there."""
    receipts = session.exec(select(Receipt).order_by(col(Receipt.number))).all()
    assert [row.number for row in receipts] == [*range(1, len(receipts) + 1)]
    till = session.get(Till, STALL)
    assert (till.next_number if till else 1) == len(receipts) + 1
    units = dict.fromkeys(LEFT, 0)
    moved = select(ReceiptLine).join(Receipt, col(Receipt.id) == col(ReceiptLine.receipt_id))
    for line in session.exec(moved.where(col(Receipt.goods_kept).is_(False))):
        units[line.item_id] += line.units
    for row in session.exec(select(Oversold)):
        units[row.item_id] -= row.units
    for item in (KUIH, KOPI):
        units[item] += units[SET]
    for row in session.exec(select(Item)):
        assert row.sold == row.booked == units[row.id or 0]
        assert 0 <= row.sold <= row.quantity


def of_its_undos(session: Session) -> None:
    """A void has the time of an undo of its sale. Of which of several depends on what came first: a receipt that is stored never changes."""
    undone: dict[str, set[datetime]] = {}
    for undo in session.exec(select(KioskScan).where(col(KioskScan.undoes).is_not(None))):
        undone.setdefault(undo.undoes or "", set()).add(undo.at)
    sales = select(KioskScan.uuid, Receipt.sold_at).join(
        Receipt, col(Receipt.voids_id) == col(KioskScan.receipt_id)
    )
    for sale, at in session.exec(sales):
        assert at in undone[sale]


def any_sequence_leads_to_one_state(data: st.DataObject, market_day: SalesMarketDay) -> None:
    sales = data.draw(st.lists(SALES, min_size=1, max_size=7))
    plans = data.draw(UNDO_PLANS)
    sent = sent_by(market_day, sales, plans)
    plain = state_after(market_day, sent, 1)
    places = st.permutations(range(len(sent)))
    sequence = [sent[place] for place in [*data.draw(places), *data.draw(places)]]
    assert state_after(market_day, sequence, data.draw(st.integers(1, 5))) == plain
    assert len(plain["sales"]) == len(sales), "none is lost"
    undone = {
        number
        for number, later, device in plans
        if number < len(sales) and device and later <= UNDOABLE.seconds
    }
    assert len(plain["voids"]) == len(undone)


def test_a_void_keeps_its_time_when_an_earlier_undo_comes(market_day: SalesMarketDay) -> None:
    """A device took a sale back twice, and the undo of the earlier time is sent last."""
    sent = [scan for _, scan in sent_by(market_day, [Recorded(0, {KUIH: 1}, 0)], [(0, 19, 1), (0, 3, 1)])]
    with Session(market_day.engine) as session:
        transaction, rng = session.begin(), Random(1)
        for each in sent:
            apply_scans(session, market_day.devices[0].number, [each], LATER, rng, ADMINS)
        voids = session.exec(select(Receipt).where(col(Receipt.voids_id).is_not(None))).all()
        assert [(void.number, void.total, void.sold_at) for void in voids] == [(2, -852, NOW + 19 * SECOND)]
        transaction.rollback()


def refunds_in_any_sequence_keep_the_counts(data: st.DataObject, market_day: SalesMarketDay) -> None:
    """Between the batches the owner refunds parts, undoes that, voids, and notes what was not there; the devices' undos come after it too."""
    sent = sent_by(
        market_day, data.draw(st.lists(SALES, min_size=1, max_size=7)), [*data.draw(UNDO_PLANS), (0, 5, 1)]
    )
    deeds = st.lists(st.sampled_from([*OWNERS]), max_size=4)
    with Session(market_day.engine) as session:
        transaction, rng = session.begin(), Random(data.draw(st.integers(0, 99)))
        for device, scan in sent:
            apply_scans(session, market_day.devices[device].number, [scan], LATER, rng, ADMINS)
            for deed in data.draw(deeds):
                point = session.begin_nested()
                try:
                    OWNERS[deed](session, rng)
                    point.commit()
                except Refusal:
                    point.rollback()
                session.flush()
                session.expire_all()
                always_true(session)
        for sale in session.exec(select(Receipt).where(col(Receipt.kind) == "sale")):
            left = sale_left(session, sale)
            assert left.paid >= 0
            assert all(line.left >= 0 for line in left.lines)
            assert left.units or not left.paid
        transaction.rollback()


def refund_something(session: Session, rng: Random) -> None:
    sale = rng.choice(session.exec(select(Receipt).where(col(Receipt.kind) == "sale")).all())
    left = sale_left(session, sale)
    asked = RefundRequest(
        receipt=sale.id or 0,
        units=tuple(rng.randint(0, line.left) for line in left.lines),
        step=left.step,
        goods_kept=rng.random() < 0.3,
    )
    refund_part(session, Actor(ROS), asked, now=LATER, rng=rng)


def undo_something(session: Session, rng: Random) -> None:
    rows = session.exec(select(Receipt.id).where(col(Receipt.kind) == "refund")).all()
    undo_refund(session, Actor(ROS), rng.choice([*rows, 0]) or 0, now=LATER, rng=rng)


def void_something(session: Session, rng: Random) -> None:
    rows = session.exec(select(Receipt.id).where(col(Receipt.kind) == "sale")).all()
    void_sale(session, Actor(ROS), rng.choice(rows) or 0, now=LATER, rng=rng)


def note_something(session: Session, rng: Random) -> None:
    rows = session.exec(select(Oversold.id)).all()
    note_oversold(session, Actor(ROS), rng.choice([*rows, 0]) or 0, LATER)


OWNERS = {
    "refund": refund_something,
    "undo": undo_something,
    "void": void_something,
    "note": note_something,
}
KEEPS_THE_FIXTURE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(max_examples=8, deadline=None, suppress_health_check=KEEPS_THE_FIXTURE)
@given(data=st.data())
@pytest.mark.feature("S16")
def test_any_sequence_leads_to_one_state(data: st.DataObject, market_day: SalesMarketDay) -> None:
    any_sequence_leads_to_one_state(data, market_day)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@settings(max_examples=8, deadline=None, suppress_health_check=KEEPS_THE_FIXTURE)
@given(data=st.data())
def test_on_postgresql_too(data: st.DataObject, market_day: SalesMarketDay) -> None:
    any_sequence_leads_to_one_state(data, market_day)


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
@settings(max_examples=20, deadline=None, suppress_health_check=KEEPS_THE_FIXTURE)
@given(data=st.data())
def test_refunds_keep_the_counts_of_what_kiosks_sold(data: st.DataObject, market_day: SalesMarketDay) -> None:
    refunds_in_any_sequence_keep_the_counts(data, market_day)


@pytest.mark.proof
@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
@settings(max_examples=80, deadline=None, suppress_health_check=KEEPS_THE_FIXTURE)
@given(data=st.data())
def test_very_many_sequences(data: st.DataObject, market_day: SalesMarketDay) -> None:
    any_sequence_leads_to_one_state(data, market_day)
