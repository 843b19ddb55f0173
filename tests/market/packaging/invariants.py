"""The invariants of packaging at every commit."""

from collections import Counter, defaultdict
from typing import Any

from sqlmodel import Session, col, func, select

from market.packaging.ledger import packaging_accounts
from storage.packaging import (
    Haul,
    MovementReason,
    PackagingAsset,
    PackagingMovement,
    PackagingStock,
    PackagingType,
    Wash,
)
from storage.packaging_ledger import PackagingTransfer
from storage.ticket import Loan, Scan, Ticket

Point = tuple[int, int, str]


def check(session: Session) -> None:
    """Check all invariants on freshly read rows."""
    check_stock(session)
    _check_money(session)


def check_stock(session: Session) -> None:
    """Check the invariants of units on freshly read rows."""
    session.expire_all()
    stock = _stock(session)
    moves = list(session.exec(select(PackagingMovement).order_by(col(PackagingMovement.id))))
    _check_sums(stock, moves)
    _check_streams(session, moves)
    _check_assets(session, stock, moves)
    _check_hauls(session, stock, moves)
    _check_loans(session, stock)


def _stock(session: Session) -> dict[Point, int]:
    rows = session.exec(select(PackagingStock)).all()
    assert all(row.units >= 0 for row in rows)
    return {(row.place_id, row.type_id, row.state): row.units for row in rows if row.units}


def _check_sums(stock: dict[Point, int], moves: list[PackagingMovement]) -> None:
    sums: Counter[Point] = Counter()
    for move in moves:
        if move.from_id and move.from_state:
            sums[move.from_id, move.type_id, move.from_state] -= move.units
        if move.to_id and move.to_state:
            sums[move.to_id, move.type_id, move.to_state] += move.units
    assert {point: units for point, units in sums.items() if units} == stock
    reversals = [move for move in moves if move.reverses_id]
    assert all(move.reason is MovementReason.UNDONE for move in reversals)
    gone = [move for move in moves if move.to_id is None]
    assert all(move.reverses_id for move in gone), "nothing leaves the books but an undone entry"


def _check_streams(session: Session, moves: list[PackagingMovement]) -> None:
    streams = {kind.id: kind.stream for kind in session.exec(select(PackagingType))}
    hauls = {haul.id: haul.stream for haul in session.exec(select(Haul))}
    washes = {wash.id: wash.stream for wash in session.exec(select(Wash))}
    for move in moves:
        assert move.stream == streams[move.type_id]
        assert move.haul_id is None or hauls[move.haul_id] == move.stream
        assert move.wash_id is None or washes[move.wash_id] == move.stream


def _check_assets(session: Session, stock: dict[Point, int], moves: list[PackagingMovement]) -> None:
    last: dict[int | None, Any] = {move.asset_id: (move.to_id, move.to_state) for move in moves}
    there: Counter[Point] = Counter()
    for asset in session.exec(select(PackagingAsset)):
        assert last[asset.id] == (asset.place_id, asset.state), "an asset is where it went last"
        there[asset.place_id, asset.type_id, asset.state] += 1
    assert all(count <= stock.get(point, 0) for point, count in there.items())


def _check_hauls(session: Session, stock: dict[Point, int], moves: list[PackagingMovement]) -> None:
    on_way: dict[tuple[int, int], int] = defaultdict(int)
    undone = {move.reverses_id for move in moves}
    for move in moves:
        if move.id in undone:
            continue
        if move.reason is MovementReason.SENT and move.to_id:
            on_way[move.to_id, move.type_id] += move.units
        if move.reason is MovementReason.ARRIVED and move.from_id:
            on_way[move.from_id, move.type_id] -= move.units
    for (place, packaging), units in on_way.items():
        kept = sum(found for (at, kind, _), found in stock.items() if (at, kind) == (place, packaging))
        assert kept == units >= 0, "what was sent has arrived, is on the way, or was counted lost"


def _check_loans(session: Session, stock: dict[Point, int]) -> None:
    for loan in session.exec(select(Loan).where(col(Loan.type_id).is_not(None))):
        assert loan.place_id is not None
        assert loan.type_id is not None
        for state, units in (("out", loan.out), ("lost", loan.lost)):
            assert stock.get((loan.place_id, loan.type_id, state), 0) == units
    for ticket in session.exec(select(Ticket).where(col(Ticket.kind) == "returns")):
        scanned = select(func.coalesce(func.sum(Scan.units), 0)).where(
            col(Scan.ticket_id) == ticket.id, col(Scan.undone_at).is_(None), col(Scan.swapped).is_(False)
        )
        assert session.exec(scanned).one() == session.get_one(Loan, ticket.loan_id).returned


def _check_money(session: Session) -> None:
    for accounts in packaging_accounts(session).values():
        assert sum(accounts.values()) == 0
        assert accounts.get("refunds", 0) <= 0
        assert accounts.get("deposits", 0) <= 0
    for loan in session.exec(select(Loan).where(col(Loan.type_id).is_not(None))):
        assert _balance(session, loan, "deposits") == -loan.deposit * loan.out, "a deposit for each unit out"
        paid = _balance(session, loan, "cash")
        assert paid >= 0, "no more was refunded than was taken"
        gone = -_balance(session, loan, "refunds") - _balance(session, loan, "pot")
        assert gone <= loan.deposit * loan.returned, "one refund a unit"


def _balance(session: Session, loan: Loan, account: str) -> int:
    found = 0
    for row in session.exec(select(PackagingTransfer).where(col(PackagingTransfer.loan_id) == loan.id)):
        found += row.amount * ((row.debit == account) - (row.credit == account))
    return found
