"""How a person stands in the lines of drops: what waits, what is held for them, what is theirs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from market.deposit.facts import DepositFacts, deposit_of_claim
from market.drop.browse import any_drop, any_drops
from market.drop.facts import DropFacts, LineFacts
from market.refusal import ClaimNotYours, DropUnknown, HoldNotYours
from storage.deposit import Deposit, counted, standing_of
from storage.drop import Drop, Line
from storage.given import given
from storage.waitlist import Claim, Entry, Hold, own_rows

OWN_OF_DROP = own_rows(given("person"), given("now"), col(Line.drop_id) == given("drop"))
OWN_AHEAD = own_rows(
    given("person"), given("now"), col(Drop.ends_at) > given("now"), col(Drop.state) != "cancelled"
)


@dataclass(frozen=True)
class Waiting:
    """`number` None: the draw has yet to give it; `pseudonym` in a closed draw. Nobody up to number `turned` waits any more: it only grows.

    `split`: fewer are welcome, and the rest waits on.
    """

    line: int
    number: int | None
    party: int
    skipped: int
    turned: int
    pseudonym: str | None = None
    split: bool = False

    @property
    def ahead(self) -> int:
        """How many are before them, at most."""
        return max(0, (self.number or 0) - 1 - self.turned)


@dataclass(frozen=True)
class Held:
    """`deposit`: "" before a way to pay it is chosen, then asked, or said to be paid."""

    id: int
    line: int
    units: int
    until: datetime
    deposit: str = ""


@dataclass(frozen=True)
class Claimed:
    """`price` and `loan_deposit` each, in minor units, as they were at keeping; `paid` of all of it, before."""

    id: int
    line: int
    units: int
    price: int
    loan_deposit: int
    collected: int
    coming: bool
    claimed_at: datetime
    paid: int = 0

    @property
    def to_pay(self) -> int:
        """What is left to pay at the stall."""
        return max(0, self.units * self.price - self.paid)


Own = Held | Claimed | Waiting


@dataclass(frozen=True)
class Standing:
    """On one drop; what needs an answer first."""

    held: tuple[Held, ...] = ()
    claimed: tuple[Claimed, ...] = ()
    waiting: tuple[Waiting, ...] = ()

    @property
    def all(self) -> tuple[Own, ...]:
        return (*self.held, *self.claimed, *self.waiting)


NOTHING = Standing()


@dataclass(frozen=True)
class Mine:
    """Something of one's own, with its drop and line."""

    drop: DropFacts
    line: LineFacts
    own: Own


@dataclass(frozen=True)
class HoldFacts:
    """A hold in any state; `claim` where it was kept, `number` of its entry, `rest` what its person still waits for in that line."""

    id: int
    drop: DropFacts
    line: LineFacts
    number: int
    units: int
    until: datetime
    state: str
    ended_at: datetime | None
    claim: int | None
    rest: int = 0
    deposit: str = ""

    @property
    def deposit_each(self) -> int:
        return self.drop.deposit_of(self.line)


@dataclass(frozen=True)
class ClaimFacts:
    """A claim in any state; `rest` as of a hold."""

    drop: DropFacts
    line: LineFacts
    claimed: Claimed
    state: str
    ended_at: datetime | None
    rest: int = 0
    deposit: DepositFacts | None = None


def standing(session: Session, person: int, drop: int, now: datetime) -> Standing:
    """One statement."""
    rows = session.connection().execute(OWN_OF_DROP, {"person": person, "now": now, "drop": drop})
    return _sorted(map(_own, rows))


def mine(session: Session, person: int, now: datetime) -> tuple[Mine, ...]:
    """On every drop that is not over or cancelled: holds by their end, then claims and places by the drop's start. One statement where there is nothing."""
    rows = list(session.connection().execute(OWN_AHEAD, {"person": person, "now": now}))
    if not rows:
        return ()
    drops = {drop.id: drop for drop in any_drops(session, tuple({row.drop_id for row in rows}))}
    found = [Mine(drops[row.drop_id], drops[row.drop_id].line(row.line_id), _own(row)) for row in rows]
    return tuple(one for kind in (Held, Claimed, Waiting) for one in found if isinstance(one.own, kind))


def drop_of_line(session: Session, line: int) -> DropFacts:
    """Raises DropUnknown."""
    drop = session.exec(select(Line.drop_id).where(col(Line.id) == line)).first()
    if drop is None:
        raise DropUnknown
    return any_drop(session, drop)


def own_hold(session: Session, person: int, hold: int) -> HoldFacts:
    """Raises HoldNotYours."""
    facts = hold_facts(session, hold, col(Hold.person_id) == person)
    if facts is None:
        raise HoldNotYours
    return facts


def hold_facts(session: Session, hold: int, *conditions: Any) -> HoldFacts | None:
    """Whoever it is held for: for a letter about it."""
    rows = select(Hold, Entry.number, Claim.id, Deposit.state).join(
        Entry, col(Entry.id) == col(Hold.entry_id)
    )
    rows = rows.outerjoin(Claim, col(Claim.hold_id) == col(Hold.id)).outerjoin(
        Deposit, standing_of(col(Hold.id))
    )
    found = session.exec(rows.where(col(Hold.id) == hold, *conditions)).first()
    if found is None:
        return None
    row, number, claim, deposit = found
    drop = drop_of_line(session, row.line_id)
    line = drop.line(row.line_id)
    rest = _rest(session, row.person_id, row.line_id)
    ends = (row.until, row.state, row.ended_at)
    return HoldFacts(hold, drop, line, number or 0, row.units, *ends, claim, rest, deposit or "")


def held_facts(drop: DropFacts, line: LineFacts, number: int, held: Held) -> HoldFacts:
    """Of a hold that runs."""
    return HoldFacts(held.id, drop, line, number, held.units, held.until, "live", None, None)


def own_claim(session: Session, person: int, claim: int) -> ClaimFacts:
    """Raises ClaimNotYours."""
    row = session.exec(select(Claim).where(col(Claim.id) == claim, col(Claim.person_id) == person)).first()
    if row is None:
        raise ClaimNotYours
    drop = drop_of_line(session, row.line_id)
    claimed = Claimed(
        claim,
        row.line_id,
        row.units,
        row.price,
        row.loan_deposit,
        row.collected,
        row.coming,
        row.claimed_at,
        counted(session, claim),
    )
    rest = _rest(session, person, row.line_id)
    deposit = deposit_of_claim(session, claim)
    return ClaimFacts(drop, drop.line(row.line_id), claimed, row.state, row.ended_at, rest, deposit)


def _rest(session: Session, person: int | None, line: int) -> int:
    waits = select(Entry.party).where(
        col(Entry.line_id) == line, col(Entry.person_id) == person, col(Entry.state) == "waiting"
    )
    return session.exec(waits).first() or 0


def _own(row: Any) -> Own:
    if row.claim is not None:
        return Claimed(
            row.claim,
            row.line_id,
            row.units,
            row.price,
            row.loan_deposit,
            row.collected,
            row.coming,
            row.claimed_at,
            row.paid or 0,
        )
    if row.hold is not None:
        return Held(row.hold, row.line_id, row.held, row.until, row.deposit or "")
    turned = (row.first or 1) - 1
    return Waiting(row.line_id, row.number, row.party, row.skipped, turned, row.pseudonym, row.split)


def _sorted(own: Iterable[Own]) -> Standing:
    everything = tuple(own)
    return Standing(
        tuple(one for one in everything if isinstance(one, Held)),
        tuple(one for one in everything if isinstance(one, Claimed)),
        tuple(one for one in everything if isinstance(one, Waiting)),
    )
