"""The refund of a part of a sale, and its undo within a minute: each is a receipt of its own, and the sale stays as it was."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

from sqlmodel import Session, col, select

from market.actor import Actor, Right, require_right
from market.drop.locked_item import LockedItem
from market.market_day.day import day_of
from market.person import lock_unblocked_person
from market.refusal import ButtonForged
from market.sale.amounts import amounts_of_receipt
from market.sale.left import SaleLeft, sale_left
from market.sale.oversold import give_back, take_again
from market.sale.receipt import ReceiptFacts, own_receipt
from market.sale.refusals import (
    NothingLeftOfSale,
    ReceiptChanged,
    ReceiptUnknown,
    RefundUndone,
    RefundUnfit,
    SaleUndoOver,
)
from market.sale.sell import offer_again
from market.sale.stored_receipt import (
    SoldLine,
    lock_items_sold,
    next_receipt,
    refuse_voided,
    sale_of,
    store_receipt,
    void_number,
)
from market.sale.till import lock_open_day, money_of
from market.ticket.scan_rule import UNDOABLE
from market.waitlist.allocate import allocate
from storage.sale import Receipt, ReceiptKind, ReceiptLine


@dataclass(frozen=True, kw_only=True)
class RefundRequest:
    """Units of each line of a receipt that are refunded, in the sequence of its lines. `step` is that of what was read; `goods_kept`: none come back."""

    receipt: int
    units: tuple[int, ...]
    step: int
    goods_kept: bool = False


@dataclass(frozen=True, kw_only=True)
class RefundFacts:
    """A sale with what is left of it, and the part that is about to be refunded."""

    receipt: ReceiptFacts
    left: SaleLeft
    units: tuple[int, ...]

    @property
    def discount(self) -> int:
        """Return the share of the discount that the part had, in minor units."""
        gross = part_gross(self.left, self.units)
        return gross - self.left.part_total(gross)

    @property
    def paid(self) -> int:
        """Return what goes back to the buyer, in minor units."""
        return self.left.paid_back(part_gross(self.left, self.units))


def part_gross(left: SaleLeft, units: Sequence[int]) -> int:
    """Return what units of the lines of a sale cost, in minor units."""
    return sum(line.price * each for line, each in zip(left.lines, units, strict=True))


def refund_facts(session: Session, actor: Actor, receipt: int, units: tuple[int, ...]) -> RefundFacts:
    """Return what is left of a sale, to the stall's owner; no units are none of each line, and no more than is left of one.

    Raises ReceiptUnknown, StallUnknown, NotYourStall, AlreadyVoided, NothingLeftOfSale, ButtonForged.
    """
    sale = sale_of(session, receipt)
    require_right(session, actor, sale.stall_id, Right.OWN)
    left = _left(session, sale)
    wanted = units or (0,) * len(left.lines)
    _refuse_forged(left, wanted)
    return RefundFacts(
        receipt=own_receipt(session, actor, receipt),
        left=left,
        units=tuple(min(line.left, each) for line, each in zip(left.lines, wanted, strict=True)),
    )


def refund_part(session: Session, actor: Actor, refund: RefundRequest, *, now: datetime, rng: Random) -> int:
    """Refund a part of a sale on the market day of now, and return the id of the refund. Units that come back are offered to those who wait.

    For the stall's owner. Raises Blocked, ReceiptUnknown, StallUnknown, NotYourStall, AlreadyVoided, NothingLeftOfSale, ReceiptChanged, RefundUnfit,
    DayIsClosed, ButtonForged. locks: person, drop, item, hold, till
    """
    lock_unblocked_person(session, actor.person)
    sale = sale_of(session, refund.receipt)
    stall = require_right(session, actor, sale.stall_id, Right.OWN)
    money = money_of(session, stall)
    locked = {each.item.id or 0: each for each, _ in lock_items_sold(session, sale)}
    left = _left(session, sale)
    _refuse_unfit(left, refund)
    day = day_of(now, money.zone)
    till = lock_open_day(session, sale.stall_id, day)
    tapped = [(line, units) for line, units in zip(left.lines, refund.units, strict=True) if units]
    part = [(locked[line.item], line, units) for line, units in tapped if line.item is not None]
    others = [line.given_back(units) for line, units in tapped if line.item is None]
    row = next_receipt(till, money, day, actor.person, now=now, rng=rng)
    row.kind, row.refunds_id, row.goods_kept = ReceiptKind.REFUND, sale.id, refund.goods_kept
    row.method, row.currency, row.exponent = sale.method, sale.currency, sale.exponent
    gross = part_gross(left, refund.units)
    row.total, row.paid = -left.part_total(gross), -left.paid_back(gross)
    stored = store_receipt(
        session,
        row,
        [SoldLine(locked=each, name=line.name, units=-units, price=line.price) for each, line, units in part],
        [*others, *left.discount_back(gross)],
    )
    if not refund.goods_kept:
        for each, _, units in part:
            give_back(session, sale, each, units)
        offer_again(session, [each for each, *_ in part], now)
    return stored


def undo_refund(session: Session, actor: Actor, refund: int, *, now: datetime, rng: Random) -> int:
    """Undo a refund within a minute and return the sale. Its units are taken again. For who made it, while the stall is theirs.

    Raises Blocked, ReceiptUnknown, StallUnknown, NotYourStall, SaleUndoOver, AlreadyVoided, RefundUndone, RefundedUnitsGone, DayIsClosed.
    locks: person, drop, item, hold, till
    """
    lock_unblocked_person(session, actor.person)
    row = session.get(Receipt, refund)
    if row is None or row.kind is not ReceiptKind.REFUND:
        raise ReceiptUnknown
    money = money_of(session, require_right(session, actor, row.stall_id, Right.OWN))
    if row.by_id != actor.person or row.sold_at <= now - UNDOABLE:
        raise SaleUndoOver
    sale = session.get_one(Receipt, row.refunds_id)
    locked = {each.item.id or 0: each for each, _ in lock_items_sold(session, sale)}
    refuse_voided(session, sale)
    undone = void_number(session, refund)
    if undone is not None:
        raise RefundUndone(undone)
    lines = _lines(session, row, locked)
    if not row.goods_kept:
        for line in lines:
            allocate(session, line.locked, now)
            take_again(session, sale, line.locked, line.units, now=now)
    day = day_of(now, money.zone)
    undo = next_receipt(lock_open_day(session, row.stall_id, day), money, day, actor.person, now=now, rng=rng)
    undo.kind, undo.voids_id, undo.refunds_id = ReceiptKind.UNDO, row.id, sale.id
    undo.method, undo.currency, undo.exponent = row.method, row.currency, row.exponent
    undo.total, undo.paid, undo.goods_kept = -row.total, -row.paid, row.goods_kept
    amounts = [replace(each, amount=-each.amount) for each in amounts_of_receipt(session, row.id)]
    store_receipt(session, undo, lines, amounts)
    if not row.goods_kept:
        offer_again(session, [line.locked for line in lines], now)
    return sale.id or 0


def _left(session: Session, sale: Receipt) -> SaleLeft:
    """Return what is left of a sale. Raises AlreadyVoided, NothingLeftOfSale."""
    refuse_voided(session, sale)
    left = sale_left(session, sale)
    if not left.units:
        raise NothingLeftOfSale
    return left


def _refuse_unfit(left: SaleLeft, refund: RefundRequest) -> None:
    """Refuse what cannot be refunded. Raises ReceiptChanged, RefundUnfit, ButtonForged."""
    _refuse_forged(left, refund.units)
    if refund.step != left.step:
        raise ReceiptChanged
    if not any(refund.units):
        raise RefundUnfit
    if any(units > line.left for line, units in zip(left.lines, refund.units, strict=True)):
        raise ButtonForged


def _refuse_forged(left: SaleLeft, units: tuple[int, ...]) -> None:
    """Refuse units that no button names. Raises ButtonForged."""
    if len(units) != len(left.lines) or any(each < 0 for each in units):
        raise ButtonForged


def _lines(session: Session, refund: Receipt, locked: dict[int, LockedItem]) -> list[SoldLine]:
    """Return the lines of a refund with their units above zero, in its sequence."""
    rows = select(ReceiptLine).where(col(ReceiptLine.receipt_id) == refund.id)
    return [
        SoldLine(locked=locked[line.item_id], name=line.name, units=-line.units, price=line.price)
        for line in session.exec(rows.order_by(col(ReceiptLine.position)))
    ]
