"""Returns and pickups that two kiosks and a hub scanned, in any sequence, repeated and in any batches: one state of loans, stock and money."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, permutations
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from market.kiosk.apply_scans import apply_scans
from market.kiosk.scan_body import SentScan
from market.kiosk.sign_in import SignIn, make_link, sign_in
from market.packaging.ledger import packaging_accounts, standing_transfers
from market.packaging.movement import standing_movements
from market.packaging.place import stall_ref
from market.packaging.refund import owed_for, pay_back
from market.ticket.bearer import lend_packaging
from market.ticket.scan import collect, take_packaging_back
from storage.engine import database_url as address
from storage.engine import writing
from storage.kiosk import KioskScan, ScanConflict
from storage.packaging import PackagingPlace, PackagingStock
from storage.ticket import Loan, Scan, Ticket
from tests.market.kiosk.device import SampleDevice
from tests.market.packaging.invariants import check_stock
from tests.market.packaging.market_rows import (
    AINA,
    BOWL_ITEM,
    CUP,
    CUP_ITEM,
    DAY,
    HANA,
    KEN,
    NOW,
    ROS,
    ROS_STALL,
    WEI,
    actor_of,
    add_market,
    book,
    returns_code,
)
from tests.people import admins

ADMINS = admins(KEN)
UNITS = 3


@dataclass(kw_only=True)
class ScannedMarketDay:
    """Three bowls and three cups that Aina booked, one of each handed over in the chat; a cup of nobody; one bowl back at a hub, paid; two kiosks."""

    engine: Engine
    pickups: list[str]
    returns: list[str]
    devices: list[SampleDevice]


@pytest.fixture
def market_day(database_url: str) -> Iterator[ScannedMarketDay]:
    engine = writing(address(database_url))
    rng = Random(3)
    with Session(engine) as session, session.begin():
        add_market(session)
        session.flush()
        pickups, returns = [], []
        for item in (BOWL_ITEM, CUP_ITEM):
            pickups.append(book(session, AINA, item, UNITS, rng))
            collect(session, actor_of(ROS), pickups[-1], 1, NOW, rng)
            returns.append(returns_code(session))
        returns.append(lend_packaging(session, actor_of(ROS), ROS_STALL, CUP, units=2, now=NOW, rng=rng))
        back = take_packaging_back(session, actor_of(HANA), returns[0], 1, now=NOW)
        pay_back(session, actor_of(HANA), back, now=NOW)
        devices = []
        for stall, person in ((1, ROS), (2, WEI)):
            device = SampleDevice(name=f"device {stall}", key=SigningKey(bytes([stall] * 32)))
            offer = make_link(session, actor_of(person), stall_ref(stall), NOW, rng)
            asked = SignIn(code=offer.code, public_key=device.public_key, name=device.name)
            device.number = sign_in(session, asked, NOW, ADMINS).device
            devices.append(device)
    yield ScannedMarketDay(engine=engine, pickups=pickups, returns=returns, devices=devices)
    engine.dispose()


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """A scan of a device, at so many hours from NOW. Only the first device's stall hands over."""

    device: int
    is_return: bool
    ticket: int
    units: int
    hour: int


SCANS = st.builds(
    Recorded,
    device=st.integers(0, 1),
    is_return=st.booleans(),
    ticket=st.integers(0, 2),
    units=st.integers(1, UNITS),
    hour=st.sampled_from((-2, -1, 0, 1, 10 * 24, 12 * 24)),
)
UNDO_PLANS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 90)), max_size=3)


def sent_by(
    market_day: ScannedMarketDay, scans: list[Recorded], undo_plans: list[tuple[int, int]]
) -> list[tuple[int, SentScan]]:
    """The scans as the devices signed them, with the device of each."""
    for device in market_day.devices:
        device.seq = 0
    found: list[tuple[int, SentScan]] = []
    for each in scans:
        at = NOW + each.hour * DAY / 24
        if each.is_return:
            scan = market_day.devices[each.device].record(
                market_day.returns[each.ticket], at, "take_back", each.units
            )
        else:
            scan = market_day.devices[0].record(
                market_day.pickups[each.ticket % 2], at, "hand_over", each.units
            )
        found.append((each.device if each.is_return else 0, scan))
    for number, seconds in undo_plans:
        if number < len(scans):
            device, scan = found[number]
            at = NOW + scans[number].hour * DAY / 24 + seconds * DAY / 86400
            found.append((device, market_day.devices[device].undo(scan, at)))
    return found


def state_after(
    market_day: ScannedMarketDay, sequence: list[tuple[int, SentScan]], size: int
) -> dict[str, Any]:
    """Return the state after these scans in this sequence, in batches of this size; then roll back."""
    with Session(market_day.engine) as session:
        transaction = session.begin()
        for device, run in groupby(sequence, key=lambda each: each[0]):
            scans = [scan for _, scan in run]
            for first in range(0, len(scans), size):
                batch = scans[first : first + size]
                apply_scans(
                    session, market_day.devices[device].number, batch, NOW + 13 * DAY, Random(1), ADMINS
                )
        session.flush()
        check_stock(session)
        found = read_state(session)
        transaction.rollback()
    return found


def read_state(session: Session) -> dict[str, Any]:
    uuids = dict(session.exec(select(KioskScan.scan_id, KioskScan.uuid)).all())
    scans = {scan.id: uuids.get(scan.id, str(scan.id)) for scan in session.exec(select(Scan))}
    conflicts = session.exec(select(ScanConflict).where(col(ScanConflict.settled_at).is_(None)))
    return {
        "loans": [
            (loan.units, loan.returned, loan.lost, loan.due_at)
            for loan in session.exec(select(Loan).order_by(col(Loan.id)))
        ],
        "counted": sorted(scans[scan.id] for scan in session.exec(select(Scan)) if scan.undone_at is None),
        "conflicts": sorted((row.stall_id, scans[row.scan_id]) for row in conflicts),
        "stock": sorted(
            (place.kind, place.hub_id or place.stall_id or place.id, row.type_id, row.state, row.units)
            for row, place in session.exec(select(PackagingStock, PackagingPlace).join(PackagingPlace))
            if row.units
        ),
        "moved": sorted(
            (scans[row.scan_id], row.units, row.reason, row.made_at)
            for row in standing_movements(session)
            if row.scan_id
        ),
        "money": sorted(
            (scans[row.scan_id], row.kind, row.amount) for row in standing_transfers(session) if row.scan_id
        ),
        "accounts": {name: amount for name, amount in packaging_accounts(session)["MYR"].items() if amount},
        "owed": sorted((scans[scan], owed_for(session, scan or 0)) for scan in scans),
    }


def any_sequence_leads_to_one_state(data: st.DataObject, market_day: ScannedMarketDay) -> None:
    sent = sent_by(market_day, data.draw(st.lists(SCANS, min_size=1, max_size=7)), data.draw(UNDO_PLANS))
    plain = state_after(market_day, sent, 1)
    places = st.permutations(range(len(sent)))
    sequence = [sent[place] for place in [*data.draw(places), *data.draw(places)]]
    assert state_after(market_day, sequence, data.draw(st.integers(1, 5))) == plain


KEEPS_THE_FIXTURE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(max_examples=12, deadline=None, suppress_health_check=KEEPS_THE_FIXTURE)
@given(data=st.data())
def test_any_sequence_leads_to_one_state(data: st.DataObject, market_day: ScannedMarketDay) -> None:
    any_sequence_leads_to_one_state(data, market_day)


@pytest.mark.empty_market("compares all movements")
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@settings(max_examples=6, deadline=None, suppress_health_check=KEEPS_THE_FIXTURE)
@given(data=st.data())
def test_on_postgresql_too(data: st.DataObject, market_day: ScannedMarketDay) -> None:
    any_sequence_leads_to_one_state(data, market_day)


@pytest.mark.empty_market("compares all movements")
def test_an_undone_hand_over_settles_again_what_was_charged_after_it(market_day: ScannedMarketDay) -> None:
    """Three cups went out two hours before the chat's one, which was undone, and a cup came back ten days later.

    The fee counts from when it really went out, whichever of the three scans arrives last.
    """
    out = Recorded(device=0, is_return=False, ticket=1, units=3, hour=-2)
    back = Recorded(device=0, is_return=True, ticket=1, units=1, hour=240)
    sent = sent_by(market_day, [out, back], [(0, 0)])
    states = [state_after(market_day, list(sequence), 1) for sequence in permutations(sent)]
    assert states == [states[0]] * 6
    assert [amount for _, kind, amount in states[0]["money"] if kind == "charged"] == [150]


@pytest.mark.empty_market("compares all movements")
def test_a_late_fee_that_ended_is_charged_again(market_day: ScannedMarketDay) -> None:
    """A cup comes back an hour late, in time once the hand-over is undone, and late again by another one."""
    out = Recorded(device=0, is_return=False, ticket=1, units=3, hour=-2)
    back = Recorded(device=0, is_return=True, ticket=1, units=1, hour=7 * 24 - 1)
    out_sent, again, back_sent, undo = sent_by(market_day, [out, out, back], [(0, 0)])
    late = state_after(market_day, [out_sent, back_sent, undo, again], 1)
    assert late == state_after(market_day, [out_sent, undo, again, back_sent], 1)
    assert [amount for _, kind, amount in late["money"] if kind == "charged"] == [50]


@pytest.mark.proof
@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
@settings(max_examples=100, suppress_health_check=KEEPS_THE_FIXTURE)
@given(data=st.data())
def test_very_many_sequences(data: st.DataObject, market_day: ScannedMarketDay) -> None:
    any_sequence_leads_to_one_state(data, market_day)


@pytest.mark.proof
@pytest.mark.long
@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
@settings(max_examples=2000, suppress_health_check=KEEPS_THE_FIXTURE)
@given(data=st.data())
def test_two_thousand_sequences(data: st.DataObject, market_day: ScannedMarketDay) -> None:
    any_sequence_leads_to_one_state(data, market_day)


def test_a_refund_is_paid_once_though_another_scan_of_the_same_units_counts(
    market_day: ScannedMarketDay,
) -> None:
    """The hub paid for a bowl; a kiosk's earlier scan of it arrives, counts alone, and is owed nothing."""
    with Session(market_day.engine) as session:
        before = packaging_accounts(session)["MYR"]
        earlier = market_day.devices[1].record(market_day.returns[0], NOW - DAY / 24, "take_back", 1)
        apply_scans(session, market_day.devices[1].number, [earlier], NOW, Random(1), ADMINS)
        session.flush()
        scans = session.exec(select(Scan).join(Ticket).where(col(Ticket.code) == market_day.returns[0])).all()
        counted = [scan for scan in scans if scan.undone_at is None]
        assert [(scan.stall_id, scan.units) for scan in counted] == [(2, 1)]
        assert [owed_for(session, scan.id or 0) for scan in scans] == [0, 0]
        assert packaging_accounts(session)["MYR"] == before
        session.rollback()
