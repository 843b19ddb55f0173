"""Why nothing moves: for each place in a line the true reason, from the rows that decide."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from market.draw.beacon import time_of
from market.drop.facts import DropFacts, LineFacts
from market.waitlist.standing import Mine, Waiting, mine
from storage.waitlist import head_of, live_holds


class Reason(StrEnum):
    PAUSED = "paused"
    LOT = "lot"
    OWN_PARTY = "own party"
    HEAD_PARTY = "head party"
    HOLD = "hold"
    CLAIMED = "claimed"


@dataclass(frozen=True)
class Why:
    """What each reason knows: `at` the lot's or the hold's time, `number` whose hold it is or who is next,
    `party` how many they wait for, `free` the units nobody has."""

    mine: Mine
    waiting: Waiting
    reason: Reason
    at: datetime | None = None
    number: int = 0
    party: int = 0
    free: int = 0


def why(session: Session, person: int, now: datetime) -> tuple[Why, ...]:
    """For each place of this person's that waits."""
    return tuple(
        _why(session, one, one.own, now) for one in mine(session, person, now) if isinstance(one.own, Waiting)
    )


def _why(session: Session, one: Mine, waiting: Waiting, now: datetime) -> Why:
    drop, line = one.drop, one.line
    if drop.state == "paused":
        return Why(one, waiting, Reason.PAUSED)
    if waiting.number is None:
        return Why(one, waiting, Reason.LOT, at=_draws_at(drop, line))
    free = line.quantity - line.claimed - line.held
    head = session.connection().execute(head_of(line.id)).first()
    if free > 0 and head:
        own = head.number == waiting.number
        reason = Reason.OWN_PARTY if own else Reason.HEAD_PARTY
        return Why(one, waiting, reason, number=head.number, party=head.party, free=free)
    hold = session.connection().execute(live_holds(line.id)).first()
    if hold:
        return Why(one, waiting, Reason.HOLD, at=hold.until, number=hold.number or 0)
    return Why(one, waiting, Reason.CLAIMED)


def _draws_at(drop: DropFacts, line: LineFacts) -> datetime | None:
    """Once the entries are closed, the time of the round that decides."""
    if line.draw and line.draw.round:
        return time_of(line.draw.round)
    return drop.draws_at or drop.pot_until
