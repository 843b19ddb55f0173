"""Three gates that count offline and sync in any sequence, cut anywhere and repeated: one number, as an independent computation says, never negative."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey
from sqlalchemy import Engine
from sqlmodel import Session, func, select

from market.gate.people_inside import CountedMarketDay, counted_alley
from market.kiosk.apply_scans import apply_scans
from market.kiosk.kiosk_place import GateRef
from market.kiosk.scan_body import SentScan
from market.kiosk.sign_in import SignIn, make_link, sign_in
from market.organiser.roles import name_organiser
from storage.engine import database_url as address
from storage.engine import writing
from storage.gate import GateCount
from storage.kiosk import KioskScan
from tests.market.kiosk.device import SampleDevice
from tests.market.ticket.conftest import KEN, NOW, ROS, actor_of, add_market
from tests.people import admins

SECOND = timedelta(seconds=1)
SYNC = NOW + timedelta(hours=2)
ADMINS = admins(KEN)
OWNERS = (ROS, KEN, ROS)
"""Two of the three gates are one organiser's."""


@dataclass(kw_only=True)
class Gates:
    engine: Engine
    devices: list[SampleDevice]


@pytest.fixture
def gates(database_url: str) -> Iterator[Gates]:
    engine = writing(address(database_url))
    rng, devices = Random(3), []
    with Session(engine) as session, session.begin():
        add_market(session)
        session.flush()
        name_organiser(session, actor_of(KEN), ROS, ADMINS, NOW)
        for place, person in enumerate(OWNERS):
            device = SampleDevice(name=f"gate {place}", key=SigningKey(bytes([place] * 32)))
            offer = make_link(session, actor_of(person), GateRef(1), NOW, rng)
            asked = SignIn(code=offer.code, public_key=device.public_key, name=device.name)
            device.number = sign_in(session, asked, NOW, ADMINS).device
            devices.append(device)
    yield Gates(engine=engine, devices=devices)
    engine.dispose()


@dataclass(frozen=True, kw_only=True)
class Tapped:
    """People who went in (or out, below zero) at a gate, so many seconds after NOW."""

    gate: int
    people: int
    second: int


@dataclass(frozen=True, kw_only=True)
class TakenBack:
    """An undo of the record with a number, at a gate, so many seconds after NOW."""

    gate: int
    number: int
    second: int


Event = Tapped | TakenBack

TAPS = st.builds(
    Tapped,
    gate=st.integers(0, 2),
    people=st.integers(-6, 6).filter(bool),
    second=st.integers(0, 5400),
)
UNDOS = st.lists(st.tuples(st.integers(0, 11), st.integers(-2, 70), st.booleans()), max_size=6)


def planned(taps: Sequence[Tapped], undos: Sequence[tuple[int, int, bool]]) -> list[Event]:
    """The taps, and undos of some of them: in time or too late, at the gate of the tap or at another."""
    found: list[Event] = [*taps]
    for number, later, is_own in undos:
        if number < len(taps):
            tap = taps[number]
            gate = tap.gate if is_own else (tap.gate + 1) % 3
            found.append(TakenBack(gate=gate, number=number, second=tap.second + later))
    return found


def signed(gates: Gates, events: Sequence[Event]) -> list[SentScan]:
    for device in gates.devices:
        device.seq = 0
    found: list[SentScan] = []
    for event in events:
        device, at = gates.devices[event.gate], NOW + event.second * SECOND
        if isinstance(event, Tapped):
            action = "enter" if event.people > 0 else "leave"
            found.append(device.record("", at, action, abs(event.people)))
        else:
            found.append(device.undo(found[event.number], at))
    return found


def by_hand(events: Sequence[Event], arrived: set[int]) -> tuple[int, int, int, int]:
    """Who went in and out, who is inside and the most at once, of the events that have arrived: computed without the market's code."""
    taken_back = set()
    for number, event in enumerate(events):
        if number in arrived and isinstance(event, TakenBack):
            tap = events[event.number]
            if tap.gate == event.gate and 0 <= event.second - tap.second <= 60:
                taken_back.add(event.number)
    minutes: dict[int, list[int]] = defaultdict(list)
    for number, event in enumerate(events):
        if number in arrived and number not in taken_back and isinstance(event, Tapped):
            minutes[event.second // 60].append(event.people)
    inside = peak = 0
    for minute in sorted(minutes):
        inside = max(inside + sum(minutes[minute]), 0)
        peak = max(peak, inside)
    people = [each for some in minutes.values() for each in some]
    entered = sum(each for each in people if each > 0)
    return entered, entered - sum(people), inside, peak


def read(session: Session, now: datetime) -> tuple[int, int, int, int]:
    days: tuple[CountedMarketDay, ...] = counted_alley(session, actor_of(KEN), 1, now, days=1).days
    if not days:
        return 0, 0, 0, 0
    found = days[0].people
    assert found.inside == days[0].hours[-1].people.inside
    assert found.peak == max(hour.people.peak for hour in days[0].hours)
    return found.entered, found.exited, found.inside, found.peak


def any_sync_is_one_number(data: st.DataObject, gates: Gates) -> None:
    """Each gate sends parts of what it has, in any sequence and again and again; after each sync the number is right."""
    events = planned(data.draw(st.lists(TAPS, min_size=1, max_size=12)), data.draw(UNDOS))
    scans = signed(gates, events)
    syncs = data.draw(
        st.lists(
            st.tuples(st.integers(0, 2), st.lists(st.integers(0, len(scans) - 1), max_size=8)), max_size=6
        )
    )
    everything = [(gate, [*range(len(scans))]) for gate in data.draw(st.permutations(range(3)))]
    with Session(gates.engine) as session:
        transaction = session.begin()
        arrived = set[int]()
        for place, (gate, numbers) in enumerate([*syncs, *everything]):
            own = [number for number in numbers if events[number].gate == gate]
            now = SYNC + place * timedelta(minutes=7)
            device = gates.devices[gate].number
            results = apply_scans(session, device, [scans[each] for each in own], now, Random(1), ADMINS)
            assert len(results) == len(own)
            arrived.update(own)
            session.flush()
            assert read(session, now) == by_hand(events, arrived)
        assert arrived == {*range(len(events))}
        stored = session.exec(select(func.count()).select_from(KioskScan)).one()
        assert stored == len(events), "each event once"
        assert all(row.entered >= 0 and row.exited >= 0 for row in session.exec(select(GateCount)))
        transaction.rollback()


KEEPS_THE_FIXTURE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(max_examples=40, deadline=None, suppress_health_check=KEEPS_THE_FIXTURE)
@given(data=st.data())
def test_any_sync_is_one_number(data: st.DataObject, gates: Gates) -> None:
    any_sync_is_one_number(data, gates)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@settings(max_examples=15, deadline=None, suppress_health_check=KEEPS_THE_FIXTURE)
@given(data=st.data())
def test_on_postgresql_too(data: st.DataObject, gates: Gates) -> None:
    any_sync_is_one_number(data, gates)


@pytest.mark.proof
@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
@settings(max_examples=300, deadline=None, suppress_health_check=KEEPS_THE_FIXTURE)
@given(data=st.data())
def test_very_many_syncs(data: st.DataObject, gates: Gates) -> None:
    any_sync_is_one_number(data, gates)
