"""Random sequences of actions: each unit is in one place, streams never mix, and the ledger is consistent."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlmodel import Session, col, select

from market.packaging.asset import buy_assets
from market.packaging.crate import Crate
from market.packaging.hauling import add_to_haul, lose_haul, receive_haul, send_haul
from market.packaging.loss import overdue_loans, write_off_overdue
from market.packaging.place import PlaceRef
from market.packaging.refund import (
    leave_to_alley,
    pay_back,
    settle_place,
    take_fee,
    undo_leaving,
)
from market.packaging.stock import (
    StockUnits,
    buy_packaging,
    count_stock,
    quarantine,
    release_quarantined,
    retire,
)
from market.packaging.waiver import undo_waiver, waive_fee
from market.packaging.washing import finish_wash, start_wash
from market.refusal import Refusal
from market.ticket.asset_scan import take_asset_back
from market.ticket.bearer import lend_packaging
from market.ticket.scan import (
    PackagingReturn,
    PackagingSwap,
    collect,
    swap_packaging,
    take_packaging_back,
    undo_scan,
)
from storage.engine import database_url, writing
from storage.packaging import Haul, MovementReason, PackagingAsset, PackagingState, PackagingType, Wash
from storage.packaging_ledger import FeeWaiver, PackagingTransfer
from storage.ticket import Loan, ReturnCondition, Scan, Ticket
from tests.market.packaging.invariants import check
from tests.market.packaging.market_rows import (
    AINA,
    BOWL,
    BOWL_ITEM,
    CRATE,
    CUP,
    CUP_ITEM,
    HANA,
    HUB,
    HUB_2,
    IVAN,
    KEN,
    NOW,
    ROS,
    ROS_STALL,
    TOM,
    WEI,
    WEI_STALL,
    ZUL,
    actor_of,
    add_market,
    book,
)

PEOPLE = st.sampled_from((ROS, WEI, HANA, IVAN, KEN, AINA))
PLACES = st.sampled_from((ROS_STALL, WEI_STALL, HUB, HUB_2))
KINDS = st.sampled_from((BOWL, CUP, CRATE))
UNITS = st.integers(1, 4)
CONDITIONS = st.sampled_from(list(ReturnCondition))
ON_SHELF = st.sampled_from((PackagingState.CLEAN, PackagingState.RETURNED, PackagingState.QUARANTINED))
PICK = st.integers(0, 999)


class PackagingMachine(RuleBasedStateMachine):
    """The market's counters on SQLite. A rule names rows by their rank, so that each always has some once one exists."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        file = Path(self.folder.name) / "lorong.db"
        shutil.copy(self.template, file)
        self.engine = writing(database_url(f"sqlite:///{file}"))
        self.now, self.rng = NOW, Random(7)
        self.pickups: list[str] = []
        with Session(self.engine) as session, session.begin():
            add_market(session)
            for person, item in ((AINA, BOWL_ITEM), (TOM, CUP_ITEM), (ZUL, BOWL_ITEM)):
                self.pickups.append(book(session, person, item, 6, self.rng))

    def teardown(self) -> None:
        self.engine.dispose()
        self.folder.cleanup()

    def act(self, action: Callable[..., Any], person: int, *args: Any, **kwargs: Any) -> None:
        with suppress(Refusal), Session(self.engine) as session, session.begin():
            action(session, actor_of(person), *args, **kwargs)

    def pick(self, table: Any, number: int, *conditions: Any) -> Any:
        with Session(self.engine, expire_on_commit=False) as session:
            found = session.exec(select(table).where(*conditions).order_by(table.id)).all()
        return found[number % len(found)] if found else None

    def returns_code(self, number: int) -> str:
        ticket = self.pick(Ticket, number, col(Ticket.kind) == "returns")
        return ticket.code if ticket else ""

    @rule(number=PICK, units=UNITS)
    def collect(self, number: int, units: int) -> None:
        code = self.pickups[number % len(self.pickups)]
        self.act(collect, ROS, code, units, self.now, self.rng)

    @rule(place=PLACES, kind=KINDS, units=UNITS)
    def lend(self, place: PlaceRef, kind: int, units: int) -> None:
        self.act(lend_packaging, KEN, place, kind, units=units, now=self.now, rng=self.rng)

    def assets(self, *numbers: int) -> tuple[int, ...]:
        """Pieces by their rank, each once."""
        found = [self.pick(PackagingAsset, number) for number in numbers]
        return tuple(dict.fromkeys(asset.id for asset in found if asset))

    @rule(place=PLACES, number=st.integers(1, 9))
    def buy_piece(self, place: PlaceRef, number: int) -> None:
        self.act(buy_assets, KEN, place, CRATE, serials=(f"T{number}",), now=self.now)

    @rule(place=PLACES, one=PICK, other=PICK, units=UNITS)
    def lend_pieces(self, place: PlaceRef, one: int, other: int, units: int) -> None:
        known = self.assets(one, other)
        self.act(lend_packaging, KEN, place, CRATE, units=units, now=self.now, rng=self.rng, assets=known)

    @rule(person=PEOPLE, number=PICK, condition=CONDITIONS)
    def take_piece_back(self, person: int, number: int, condition: ReturnCondition) -> None:
        asset, kind = self.pick(PackagingAsset, number), self.pick(PackagingType, CRATE - 1)
        if asset:
            outcome = PackagingReturn(condition=condition)
            self.act(take_asset_back, person, kind.code, asset.serial, now=self.now, packaging_return=outcome)

    @rule(person=PEOPLE, number=PICK, empty=PICK, full=PICK)
    def swap_pieces(self, person: int, number: int, empty: int, full: int) -> None:
        swap = PackagingSwap(empty=self.assets(empty), full=self.assets(full))
        self.act(swap_packaging, person, self.returns_code(number), 1, now=self.now, swap=swap)

    @rule(place=PLACES, one=PICK, other=PICK)
    def wash_pieces(self, place: PlaceRef, one: int, other: int) -> None:
        self.act(start_wash, KEN, place, Crate(assets=self.assets(one, other)), now=self.now)

    @rule(ends=st.tuples(PLACES, PLACES), one=PICK, other=PICK, state=ON_SHELF)
    def send_pieces(
        self, ends: tuple[PlaceRef, PlaceRef], one: int, other: int, state: PackagingState
    ) -> None:
        crate = Crate(assets=self.assets(one, other))
        self.act(send_haul, KEN, ends, crate, state=state, now=self.now)

    @rule(number=PICK, one=PICK, mixed=st.booleans())
    def receive_pieces(self, number: int, one: int, mixed: bool) -> None:
        haul = self.pick(Haul, number)
        if haul:
            crate = Crate(assets=self.assets(one))
            self.act(receive_haul, KEN, haul.id, crate, mixed=mixed, now=self.now)

    @rule(person=PEOPLE, number=PICK, units=UNITS, condition=CONDITIONS)
    def take_back(self, person: int, number: int, units: int, condition: ReturnCondition) -> None:
        outcome = PackagingReturn(condition=condition)
        self.act(
            take_packaging_back,
            person,
            self.returns_code(number),
            units,
            now=self.now,
            packaging_return=outcome,
        )

    @rule(person=PEOPLE, number=PICK, units=UNITS, pickup=PICK, goods=st.booleans())
    def swap(self, person: int, number: int, units: int, pickup: int, goods: bool) -> None:
        code = self.pickups[pickup % len(self.pickups)] if goods else None
        swap = PackagingSwap(pickup=code)
        self.act(swap_packaging, person, self.returns_code(number), units, now=self.now, swap=swap)

    @rule(number=PICK)
    def undo(self, number: int) -> None:
        scan = self.pick(Scan, number)
        if scan:
            self.act(undo_scan, scan.by_id, scan.id, self.now, self.rng)

    @rule(person=PEOPLE, number=PICK, amount=st.integers(0, 1200), outcome=st.sampled_from("pltw"))
    def money(self, person: int, number: int, amount: int, outcome: str) -> None:
        scan = self.pick(Scan, number)
        if scan is None:
            return
        match outcome:
            case "p":
                self.act(pay_back, person, scan.id, now=self.now)
            case "l":
                self.act(leave_to_alley, person, scan.id, amount, now=self.now)
            case "t":
                self.act(take_fee, person, scan.id, now=self.now)
            case _:
                self.act(waive_fee, person, scan.id, now=self.now)

    @rule(number=PICK)
    def take_waiver_back(self, number: int) -> None:
        waiver = self.pick(FeeWaiver, number)
        if waiver:
            self.act(undo_waiver, waiver.by_id, waiver.id, now=self.now)

    @rule(number=PICK)
    def take_left_back(self, number: int) -> None:
        transfer = self.pick(PackagingTransfer, number, col(PackagingTransfer.kind) == "left")
        if transfer:
            self.act(undo_leaving, transfer.by_id, transfer.id, now=self.now)

    @rule(place=PLACES)
    def settle(self, place: PlaceRef) -> None:
        self.act(settle_place, KEN, place, now=self.now)

    @rule(place=PLACES, bowls=st.integers(0, 3), cups=st.integers(0, 2))
    def start_wash(self, place: PlaceRef, bowls: int, cups: int) -> None:
        crate = Crate(units={kind: units for kind, units in ((BOWL, bowls), (CUP, cups)) if units})
        self.act(start_wash, KEN, place, crate, now=self.now)

    @rule(number=PICK)
    def finish_wash(self, number: int) -> None:
        wash = self.pick(Wash, number)
        if wash:
            self.act(finish_wash, KEN, wash.id, now=self.now)

    @rule(ends=st.tuples(PLACES, PLACES), bowls=st.integers(0, 3), cups=st.integers(0, 2), state=ON_SHELF)
    def send(self, ends: tuple[PlaceRef, PlaceRef], bowls: int, cups: int, state: PackagingState) -> None:
        crate = Crate(units={kind: units for kind, units in ((BOWL, bowls), (CUP, cups)) if units})
        self.act(send_haul, KEN, ends, crate, state=state, now=self.now)

    @rule(number=PICK, kind=KINDS, units=UNITS, mixed=st.booleans())
    def receive(self, number: int, kind: int, units: int, mixed: bool) -> None:
        haul = self.pick(Haul, number)
        if haul:
            crate = Crate(units={kind: units})
            self.act(receive_haul, KEN, haul.id, crate, mixed=mixed, now=self.now)

    @rule(number=PICK, kind=KINDS, units=UNITS)
    def add_to_crates(self, number: int, kind: int, units: int) -> None:
        haul = self.pick(Haul, number)
        if haul:
            self.act(add_to_haul, KEN, haul.id, Crate(units={kind: units}), now=self.now)

    @rule(number=PICK)
    def lose_rest(self, number: int) -> None:
        haul = self.pick(Haul, number)
        if haul:
            self.act(lose_haul, KEN, haul.id, now=self.now)

    @rule(place=PLACES, kind=KINDS, state=ON_SHELF, counted=st.integers(0, 12))
    def count(self, place: PlaceRef, kind: int, state: PackagingState, counted: int) -> None:
        self.act(count_stock, KEN, place, kind, counted={state: counted}, now=self.now)

    @rule(place=PLACES, kind=KINDS, state=ON_SHELF, units=UNITS, what=st.sampled_from("brqx"))
    def shelve(self, place: PlaceRef, kind: int, state: PackagingState, units: int, what: str) -> None:
        chosen = StockUnits(place=place, packaging=kind, state=state)
        match what:
            case "b":
                self.act(buy_packaging, KEN, place, kind, units=units, now=self.now)
            case "r":
                self.act(release_quarantined, KEN, place, kind, units=units, now=self.now)
            case "q":
                reason = MovementReason.DAMAGED
                self.act(quarantine, KEN, chosen, units=units, reason=reason, now=self.now)
            case _:
                self.act(retire, KEN, chosen, units=units, now=self.now)

    @rule(seconds=st.sampled_from((1, 30, 61, 86_400 * 9, 86_400 * 40)))
    def pass_time(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def write_off(self) -> None:
        with Session(self.engine) as session, session.begin():
            for loan in overdue_loans(session, self.now, 10):
                write_off_overdue(session, loan, self.now)

    @invariant()
    def everything_holds(self) -> None:
        with Session(self.engine) as session:
            check(session)


def run(template: Path, examples: int, steps: int) -> None:
    class Machine(PackagingMachine):
        pass

    Machine.template = template
    quiet = [HealthCheck.too_slow, HealthCheck.data_too_large]
    wanted = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=quiet
    )
    run_state_machine_as_test(Machine, settings=wanted)  # type: ignore[no-untyped-call]


@pytest.mark.hypothesis
@pytest.mark.feature("X19")
def test_packaging_holds_under_any_order(sqlite_template: Path) -> None:
    run(sqlite_template, 12, 30)


@pytest.mark.hypothesis
@pytest.mark.proof
def test_packaging_holds_under_any_order_in_full(sqlite_template: Path) -> None:
    run(sqlite_template, 150, 60)


def test_a_machine_does_lend_and_take_back(sqlite_template: Path) -> None:
    """The rules do something: a run by hand leaves loans that came back."""
    PackagingMachine.template = sqlite_template
    machine = PackagingMachine()
    machine.collect(0, 3)
    machine.take_back(HANA, 0, 2, ReturnCondition.FINE)
    machine.money(HANA, 1, 0, "p")
    loan = machine.pick(Loan, 0)
    paid = machine.pick(PackagingTransfer, 0, col(PackagingTransfer.kind) == "refunded")
    assert (loan.units, loan.returned, paid.amount) == (3, 2, 600)
    machine.everything_holds()
    machine.teardown()
