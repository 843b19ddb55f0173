"""The season: a short one has no violation, a seed determines it, and each check finds its invariant when it is broken by hand."""

import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlmodel import Session

from benchmarks.season import change_log, invariants, transitions
from benchmarks.season.__main__ import summary
from benchmarks.season.faults import Fault
from benchmarks.season.people import drawn_people
from benchmarks.season.run import SeasonResult, SeasonSize, run_season
from benchmarks.season.simulation import Act, Simulation, Violated
from benchmarks.season.transitions import Change
from market.admins import Admins
from storage.alley import Alley
from storage.deposit import Deposit, DepositState, PaymentMethod, Transfer, TransferKind
from storage.drop import Drop, DropState, Item
from storage.notification import Notification
from storage.payment import Payment
from storage.person import Person
from storage.stall import Stall, StallApproval
from storage.store import Store
from storage.waitlist import Booking, BookingState, Entry, EntryState, Hold, HoldState
from tests.seeds import seeds

SHORT = SeasonSize(weeks=1, people=40)
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def test_a_short_season_breaks_nothing(sqlite_template: Path) -> None:
    result = await run_season(1, SHORT, sqlite_template)
    assert result.violation == ""
    assert result.commits > 300
    assert {"join", "confirm", "publish", "approve", "end holds", "acknowledge and claim"} <= {*result.by_act}
    assert len(result.by_fault) > 5


@pytest.mark.proof
@pytest.mark.parametrize("seed", seeds(11)[1:])
async def test_ten_seasons_break_nothing(seed: int, sqlite_template: Path) -> None:
    """The ten seeds together contain every fault."""
    result = await run_season(seed, SHORT, sqlite_template)
    assert summary(result, SHORT).startswith(f"seed {seed}: "), summary(result, SHORT)


async def test_a_seed_determines_the_season_and_until_stops_at_the_same_rows(sqlite_template: Path) -> None:
    size = SeasonSize(weeks=1, people=20, until=60)
    first = await run_season(3, size, sqlite_template)
    assert first.steps == 60
    assert first == await run_season(3, size, sqlite_template)
    assert (await run_season(4, size, sqlite_template)).digest != first.digest


def test_a_violation_says_how_it_is_replayed() -> None:
    result = SeasonResult(
        seed=7, steps=41, acts=1, commits=1, faults=0, refused=0, violation="no item is oversold: item 3"
    )
    text = summary(result, SHORT)
    assert text.startswith("seed 7, step 41: no item is oversold: item 3")
    assert text.endswith("python -m benchmarks.season --seed 7 --weeks 1 --people 40 --until 41")


def add_one_of_each(session: Session) -> None:
    """Write a drop with a waiting entry, a hold, two bookings, one of them with a deposit, and a notification; ids begin at 1."""
    for person in range(1, 6):
        session.add(Person(id=person, first_name=f"P{person}", language="en", created_at=NOW))
    place: dict[str, Any] = {"zone": "Asia/Kuching", "territory": "MY", "latitude": 6.0, "longitude": 116.0}
    session.add(Alley(id=1, code="A", name="Lorong", city="Kuching", currency="MYR", **place))
    session.flush()
    approved: dict[str, Any] = {"language": "en", "state": StallApproval.APPROVED, "asked_at": NOW}
    session.add(Stall(id=1, code="S", name="Stall", owner_id=5, alley_id=1, **approved))
    session.flush()
    hours = {
        "opens_at": NOW - HOUR,
        "starts_at": NOW + 30 * HOUR,
        "ends_at": NOW + 34 * HOUR,
        "created_at": NOW,
    }
    session.add(
        Drop(
            id=1,
            code="D",
            stall_id=1,
            alley_id=1,
            name="Tea",
            language="en",
            state=DropState.PUBLISHED,
            **hours,
        )
    )
    session.flush()
    counts = {"quantity": 4, "booked": 2, "held": 1, "waiting": 2, "next_number": 5}
    session.add(Item(id=1, drop_id=1, name="tea", price=500, **counts))
    session.flush()
    states = (EntryState.BOOKED, EntryState.BOOKED, EntryState.HELD, EntryState.WAITING)
    for number, state in enumerate(states, 1):
        units = 2 if state is EntryState.WAITING else 1
        session.add(
            Entry(
                id=number, item_id=1, person_id=number, number=number, units=units, state=state, joined_at=NOW
            )
        )
    session.flush()
    for number in (1, 2, 3):
        state = HoldState.LIVE if number == 3 else HoldState.BOOKED
        ended = None if number == 3 else NOW
        references = {"entry_id": number, "item_id": 1, "person_id": number, "units": 1, "given_at": NOW}
        session.add(Hold(id=number, until=NOW + HOUR, state=state, ended_at=ended, **references))
    session.flush()
    for number in (1, 2):
        references = {"hold_id": number, "item_id": 1, "person_id": number, "units": 1, "price": 500}
        session.add(Booking(id=number, state=BookingState.BOOKED, booked_at=NOW, **references))
    session.flush()
    money: dict[str, Any] = {"stall_id": 1, "amount": 200, "currency": "MYR"}
    session.add(
        Deposit(
            id=1, hold_id=1, booking_id=1, person_id=1, units=1, way=PaymentMethod.INVOICE, reference="LR-1", charge="c1",
            state=DepositState.PAID, refund_until=NOW, asked_at=NOW, paid_at=NOW, **money,
        )
    )  # fmt: skip
    session.flush()
    session.add(
        Transfer(
            id=1,
            deposit_id=1,
            kind=TransferKind.RECEIVED,
            debit="provider",
            credit="deposits",
            made_at=NOW,
            **money,
        )
    )
    paid: dict[str, Any] = {"amount": 200, "currency": "MYR", "raw": {}, "received_at": NOW}
    session.add(Payment(id=1, charge="c1", payload="p", payer_id=1, deposit_id=1, matched_at=NOW, **paid))
    due = {"due_at": NOW, "send_at": NOW, "payload": {}, "priority": 1}
    session.add(Notification(id=1, person_id=1, kind="units_held", about="drop:1/hold:3", **due))


@pytest.fixture
async def rows(sqlite_template: Path, tmp_path: Path) -> sqlite3.Connection:
    """Return a connection without constraints to a market without violations."""
    file = tmp_path / "lorong.db"
    shutil.copyfile(sqlite_template, file)
    store = Store(f"sqlite:///{file}")
    await store.write(add_one_of_each)
    await store.close()
    change_log.install(file)
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    unguarded = "SELECT type, name FROM sqlite_schema WHERE type = 'trigger' AND name NOT LIKE 'season%'"
    for _, name in connection.execute(unguarded).fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')
    return connection


def insert_again(connection: sqlite3.Connection, table: str, where: str, **changed: Any) -> None:
    """Copy a row under a new id, in a table that has lost its constraints."""
    columns = [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")]
    (row,) = connection.execute(f"SELECT * FROM {table} WHERE {where}").fetchall()
    values = dict(zip(columns, row, strict=True)) | {"id": 99} | changed
    without_constraints(connection, table, columns)
    marks = ", ".join("?" for _ in columns)
    connection.execute(f"INSERT INTO {table} VALUES ({marks})", [values[name] for name in columns])


def without_constraints(connection: sqlite3.Connection, table: str, columns: list[str]) -> None:
    connection.execute(f"CREATE TABLE bare AS SELECT * FROM {table}")
    connection.execute(f"DROP TABLE {table}")
    connection.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
    connection.execute(f"INSERT INTO {table} SELECT * FROM bare")
    connection.execute("DROP TABLE bare")


def sql(statement: str) -> Callable[[sqlite3.Connection], object]:
    return lambda connection: connection.execute(statement)


def again(table: str, where: str, **changed: Any) -> Callable[[sqlite3.Connection], object]:
    return lambda connection: insert_again(connection, table, where, **changed)


BREAKS: dict[str, Callable[[sqlite3.Connection], object]] = {
    "no item is oversold": sql("UPDATE item SET quantity = 2"),
    "held equals the live holds": sql("UPDATE item SET held = 2"),
    "booked equals the bookings and what was sold": sql("UPDATE booking SET state = 'released' WHERE id = 1"),
    "waiting equals the waiting entries": sql("UPDATE item SET waiting = 1"),
    "one live hold per person and item": again("hold", "id = 3"),
    "one waiting entry per person and item": again("entry", "id = 4", number=9),
    "a held entry has one live hold": sql("UPDATE entry SET state = 'held' WHERE id = 4"),
    "a hold ends once": again("booking", "id = 1"),
    "a number is given once": again("entry", "id = 4", person_id=5),
    "the next number is above all given": sql("UPDATE item SET next_number = 4"),
    "a later entry has a later number": again("entry", "id = 4", person_id=5, number=0),
    "each subject of the ledger sums to zero": sql("UPDATE transfer SET credit = debit"),
    "transfers are of their deposit's stall, amount and currency": sql("UPDATE transfer SET amount = 100"),
    "the ledger says what the deposit's state says": sql("UPDATE deposit SET state = 'due'"),
    "a hold has one open deposit": again("deposit", "id = 1", reference="LR-2", charge=None),
    "a notification is written once": again("notification", "id = 1"),
    "what is in flight has a sender": sql("UPDATE notification SET state = 'sending'"),
    "a payment is recorded once": again("payment", "id = 1"),
    "a matched payment has one deposit of its charge": sql("UPDATE deposit SET charge = 'c2'"),
}


def test_a_sound_market_has_no_violations(rows: sqlite3.Connection) -> None:
    assert invariants.check(rows) == []


def test_every_invariant_is_broken_once() -> None:
    assert {*BREAKS} == {invariant.name for invariant in invariants.INVARIANTS}


@pytest.mark.parametrize("name", BREAKS)
def test_an_invariant_is_found_broken_in_all_rows_and_in_touched_ones(
    name: str, rows: sqlite3.Connection
) -> None:
    last = rows.execute("SELECT COALESCE(MAX(id), 0) FROM season_change").fetchone()[0]
    BREAKS[name](rows)
    assert [found for found in invariants.check(rows) if found.startswith(name)]
    touched = transitions.touched_rows(transitions.changes_since(rows, last)[0])
    if any(touched.values()):  # a recreated table has no log
        assert [found for found in invariants.check(rows, touched) if found.startswith(name)]


IMPOSSIBLE = {
    "a state is followed by one that may follow it": "UPDATE hold SET state = 'live', ended_at = NULL WHERE id = 1",
    "an ended hold or entry does not end again": "UPDATE hold SET ended_at = '2027-01-01' WHERE id = 1",
    "a number never changes": "UPDATE entry SET number = 9 WHERE id = 4",
    "numbers never run backwards": "UPDATE item SET next_number = 1",
    "append-only rows are never changed": "UPDATE transfer SET kind = 'kept'",
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_an_impossible_change_is_found(name: str, rows: sqlite3.Connection) -> None:
    assert {*IMPOSSIBLE} == {rule for rule, _ in transitions.TRANSITIONS}
    rows.execute(IMPOSSIBLE[name])
    changes, _ = transitions.changes_since(rows, 0)
    assert [found for found in transitions.broken_transitions(changes) if found.startswith(name)]


def test_a_deleted_hold_is_found(rows: sqlite3.Connection) -> None:
    rows.execute("DELETE FROM hold WHERE id = 3")
    changes, _ = transitions.changes_since(rows, 0)
    assert transitions.broken_transitions(changes)


CLOSINGS = {
    "a hidden drop": "UPDATE \"drop\" SET hidden_at = '2026-01-01'",
    "a paused drop": "UPDATE \"drop\" SET state = 'paused'",
    "a drop that is over": "UPDATE \"drop\" SET ends_at = '2026-01-01'",
    "a drop that is not open yet": "UPDATE \"drop\" SET opens_at = '2027-01-01'",
    "a stall that was turned down": "UPDATE stall SET state = 'turned_down'",
    "a closed alley": "UPDATE alley SET closed_at = '2026-01-01'",
}


def new_hold() -> list[Change]:
    return [Change(table="hold", row=3, old=None, new={"units": 1, "item_id": 1})]


def test_units_may_be_given_while_drop_stall_and_alley_are_open(rows: sqlite3.Connection) -> None:
    assert transitions.units_given_while_closed(rows, new_hold()) == []


@pytest.mark.parametrize("closing", CLOSINGS)
def test_units_given_by_what_is_closed_are_found(closing: str, rows: sqlite3.Connection) -> None:
    rows.execute(CLOSINGS[closing])
    assert transitions.units_given_while_closed(rows, new_hold())


def test_the_first_in_line_waiting_for_available_units_is_found(rows: sqlite3.Connection) -> None:
    now = "2026-11-24 02:00:00.000000"
    assert transitions.first_in_line_waits(rows, {1}, now) == []
    rows.execute("UPDATE item SET quantity = 5")
    assert transitions.first_in_line_waits(rows, {1}, now)


@pytest.fixture
async def simulation(sqlite_template: Path, tmp_path: Path) -> Simulation:
    rng = Random(1)
    made = Simulation(folder=tmp_path, rng=rng, people=drawn_people(rng, 10), admins=Admins(), payment_qr="")
    await made.open_new(sqlite_template)
    return made


def add_person(session: Session, person: int) -> None:
    session.add(Person(id=person, first_name="Ros", language="en", created_at=NOW))
    session.flush()


def add_two(session: Session) -> None:
    add_person(session, 1)
    add_person(session, 2)


@pytest.mark.parametrize("fault", list(Fault))
async def test_an_act_with_a_fault_is_done_once(fault: Fault, simulation: Simulation) -> None:
    for person in range(1, 6):
        await simulation.do(Act(name="add", action=partial(add_person, person=person)), fault)
        assert simulation.row("SELECT COUNT(*) FROM person")[0] == person
    await simulation.close()


async def test_an_act_that_is_interrupted_leaves_nothing(simulation: Simulation) -> None:
    result = await simulation._attempt(Act(name="add", action=add_two), 1, before_statement=3)
    assert result.lost
    assert simulation.rows("SELECT id FROM person") == []
    await simulation.close()


async def test_an_act_that_commits_in_the_middle_is_found(simulation: Simulation) -> None:
    def commits(session: Session) -> None:
        add_person(session, 1)
        session.connection().exec_driver_sql("COMMIT")
        session.connection().exec_driver_sql("BEGIN")
        add_person(session, 2)

    with pytest.raises(Violated, match="leaves nothing"):
        await simulation._attempt(Act(name="add", action=commits), 1, before_statement=0)
    await simulation.close()


async def test_an_update_with_two_effects_is_found(
    simulation: Simulation, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = iter(range(1, 9))
    act = Act(name="add", action=lambda session: add_person(session, next(names)))
    once = simulation.store.execute_once
    done: list[int] = []

    async def twice(update: int, now: datetime, action: Any) -> Any:
        done.append(update)
        return await (once(update, now, action) if len(done) == 1 else simulation.store.write(action))

    monkeypatch.setattr(simulation.store, "execute_once", twice)
    with pytest.raises(Violated, match="one effect"):
        await simulation.do(act, Fault.DUPLICATE)
    await simulation.close()


async def test_an_action_that_raises_is_found(simulation: Simulation) -> None:
    with pytest.raises(Violated, match="ZeroDivisionError"):
        await simulation.do(Act(name="divide", action=lambda _: 1 // 0))
    await simulation.close()


async def test_a_full_disk_leaves_nothing_and_acts_succeed_afterwards(simulation: Simulation) -> None:
    await simulation.fill_disk(acts=3)

    def add_many(session: Session) -> None:
        for person in range(1, 400):
            add_person(session, person)

    act = Act(name="add", action=add_many)
    assert (await simulation.do(act)).lost
    assert simulation.rows("SELECT id FROM person") == []
    await simulation.empty_disk()
    assert not (await simulation.do(act)).lost
    await simulation.close()


async def test_a_restore_brings_back_what_was_there_at_the_backup(simulation: Simulation) -> None:
    await simulation.do(Act(name="add", action=lambda session: add_person(session, 1)))
    await simulation.back_up()
    await simulation.do(Act(name="add", action=lambda session: add_person(session, 2)))
    assert await simulation.restore()
    assert simulation.rows("SELECT id FROM person") == [(1,)]
    await simulation.close()


async def test_a_payment_that_is_lost_is_found(simulation: Simulation) -> None:
    simulation.check_payments()
    simulation.charges["charge-1"] = 500
    with pytest.raises(Violated, match="each payment is recorded once"):
        simulation.check_payments()
    await simulation.close()
