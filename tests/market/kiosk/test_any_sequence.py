"""Scans of three devices and of the chat, in any sequence, repeated and in any batches: one state of tickets, loans, conflicts and notifications."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
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
from market.packaging.place import stall_ref
from market.ticket.facts import facts_of
from market.ticket.recount import _scans_of, _undos
from market.ticket.scan import collect
from market.ticket.scan_rule import ScanOutcome, outcomes
from market.waitlist.shopper_actions import confirm
from storage.engine import database_url as address
from storage.engine import writing
from storage.kiosk import KioskScan, ScanConflict
from storage.notification import Notification
from storage.ticket import Loan, Scan, Ticket
from storage.waitlist import Booking
from tests.holding import join_for_hold
from tests.market.kiosk.device import SampleDevice
from tests.market.ticket.conftest import AINA, KEN, NOW, ROS, actor_of, add_market
from tests.people import admins

SECOND = timedelta(seconds=1)
ADMINS = admins(KEN)
OWNERS = (ROS, KEN, ROS)
"""Two of the three devices are one person's."""
UNITS = 3


@dataclass(kw_only=True)
class KioskMarketDay:
    """A booking of three with packaging, one unit handed over in the chat at NOW, and three devices of the stall."""

    engine: Engine
    pickup: str
    returns: str
    devices: list[SampleDevice]


@pytest.fixture
def market_day(database_url: str) -> Iterator[KioskMarketDay]:
    engine = writing(address(database_url))
    rng = Random(3)
    with Session(engine) as session, session.begin():
        add_market(session)
        session.flush()
        joined = join_for_hold(session, AINA, 1, UNITS, now=NOW)
        booking = confirm(session, AINA, joined.hold or 0, UNITS, now=NOW, rng=rng)
        pickup = session.exec(select(Ticket.code).where(col(Ticket.booking_id) == booking)).one()
        collect(session, actor_of(ROS), pickup, 1, now=NOW, rng=rng)
        returns = session.exec(select(Ticket.code).where(col(Ticket.loan_id).is_not(None))).one()
        devices = []
        for place, person in enumerate(OWNERS):
            device = SampleDevice(name=f"device {place}", key=SigningKey(bytes([place] * 32)))
            offer = make_link(session, actor_of(person), stall_ref(1), NOW, rng)
            asked = SignIn(code=offer.code, public_key=device.public_key, name=device.name)
            device.number = sign_in(session, asked, NOW, ADMINS).device
            devices.append(device)
    yield KioskMarketDay(engine=engine, pickup=pickup, returns=returns, devices=devices)
    engine.dispose()


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """A scan, or an undo of the scan with the number `undoes`, at so many seconds from NOW."""

    device: int
    is_return: bool
    units: int
    second: int
    undoes: int | None = None


SCANS = st.builds(
    Recorded,
    device=st.integers(0, 2),
    is_return=st.booleans(),
    units=st.integers(1, UNITS),
    second=st.integers(-90, 90),
)
UNDO_PLANS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 90), st.integers(0, 2)), max_size=3)


def sent_by(
    market_day: KioskMarketDay, scans: list[Recorded], undo_plans: list[tuple[int, int, int]]
) -> list[tuple[int, SentScan]]:
    """The scans as the devices signed them, with the device of each."""
    for device in market_day.devices:
        device.seq = 0
    found: list[tuple[int, SentScan]] = []
    for each in scans:
        code, action = (
            (market_day.returns, "take_back") if each.is_return else (market_day.pickup, "hand_over")
        )
        at = NOW + each.second * SECOND
        found.append((each.device, market_day.devices[each.device].record(code, at, action, each.units)))
    for number, later, device in undo_plans:
        if number < len(scans):
            own = scans[number].device if device else (scans[number].device + 1) % 3
            at = NOW + (scans[number].second + later) * SECOND
            found.append((own, market_day.devices[own].undo(found[number][1], at)))
    return found


def state_after(
    market_day: KioskMarketDay, sequence: list[tuple[int, SentScan]], size: int
) -> dict[str, Any]:
    """Return the state after these scans in this sequence, in batches of this size; then roll back."""
    with Session(market_day.engine) as session:
        transaction = session.begin()
        for device, run in groupby(sequence, key=lambda each: each[0]):
            scans = [scan for _, scan in run]
            for first in range(0, len(scans), size):
                batch = scans[first : first + size]
                apply_scans(session, market_day.devices[device].number, batch, NOW, Random(1), ADMINS)
        session.flush()
        found = read_state(session)
        agrees_with_the_rule(session)
        transaction.rollback()
    return found


def read_state(session: Session) -> dict[str, Any]:
    session.expire_all()
    booking, loan = session.exec(select(Booking)).one(), session.exec(select(Loan)).one()
    uuids = dict(session.exec(select(KioskScan.scan_id, KioskScan.uuid)).all())
    scans = {uuids.get(scan.id, "chat"): scan for scan in session.exec(select(Scan))}
    names = {scan.id: name for name, scan in scans.items()}
    queued = session.exec(select(Notification).where(col(Notification.state) == "queued"))
    conflicts = {
        row.id: names[row.scan_id] for row in session.exec(select(ScanConflict)) if row.settled_at is None
    }
    notified = [each for each in queued if each.kind in ("TwoScans", "ConflictsWait", "PackagingReturned")]
    assert not conflicts or any(each.kind != "PackagingReturned" for each in notified), "somebody is asked"
    return {
        "booking": (booking.collected, booking.state, booking.ended_at),
        "loan": (loan.units, loan.returned),
        "returns ticket revoked": session.exec(
            select(Ticket.revoked_at).where(col(Ticket.loan_id).is_not(None))
        ).one(),
        "scans": {name: (scan.undone_at is None, scan.decision) for name, scan in scans.items()},
        "refused": {row.uuid: row.why for row in session.exec(select(KioskScan)) if row.why},
        "conflicts": sorted(conflicts.values()),
        "returned": sorted(
            names[each.payload["scan_id"]] for each in notified if each.kind == "PackagingReturned"
        ),
    }


def agrees_with_the_rule(session: Session) -> None:
    """The rows say what the pure rule says of the set of scans that is stored."""
    for row in session.exec(select(Ticket)).all():
        ticket = facts_of(session, row)
        scans = _scans_of(session, ticket)
        found = outcomes([scan.claim for scan in scans], _undos(session, scans), ticket.units)
        for scan in scans:
            assert (found[scan.claim.key] is ScanOutcome.COUNTS) == (scan.row.undone_at is None)
        assert ticket.done == sum(scan.row.units for scan in scans if scan.row.undone_at is None)
        assert ticket.done <= ticket.units


def any_sequence_leads_to_one_state(data: st.DataObject, market_day: KioskMarketDay) -> None:
    scans = data.draw(st.lists(SCANS, min_size=1, max_size=7))
    sent = sent_by(market_day, scans, data.draw(UNDO_PLANS))
    plain = state_after(market_day, sent, 1)
    places = st.permutations(range(len(sent)))
    sequence = [sent[place] for place in [*data.draw(places), *data.draw(places)]]
    assert state_after(market_day, sequence, data.draw(st.integers(1, 5))) == plain


KEEPS_THE_FIXTURE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(max_examples=12, deadline=None, suppress_health_check=KEEPS_THE_FIXTURE)
@given(data=st.data())
def test_any_sequence_leads_to_one_state(data: st.DataObject, market_day: KioskMarketDay) -> None:
    any_sequence_leads_to_one_state(data, market_day)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@settings(max_examples=8, deadline=None, suppress_health_check=KEEPS_THE_FIXTURE)
@given(data=st.data())
def test_on_postgresql_too(data: st.DataObject, market_day: KioskMarketDay) -> None:
    any_sequence_leads_to_one_state(data, market_day)


@pytest.mark.proof
@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
@settings(max_examples=120, deadline=None, suppress_health_check=KEEPS_THE_FIXTURE)
@given(data=st.data())
def test_very_many_sequences(data: st.DataObject, market_day: KioskMarketDay) -> None:
    any_sequence_leads_to_one_state(data, market_day)
