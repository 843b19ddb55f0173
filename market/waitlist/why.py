"""Why nothing moves: for each place in a line, and for each line, the true reason, by the decision that settling acts on."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from market.acting import Acting, must_staff
from market.draw.beacon import time_of
from market.drop.facts import DropFacts, LineFacts
from market.refusal import DropUnknown
from market.waitlist.ground import Ground, ground
from market.waitlist.standing import Mine, Waiting, drop_of_line, mine
from market.waitlist.turn import Turn, Turns
from storage.draw import Draw
from storage.waitlist import head_of, live_holds


class Reason(StrEnum):
    NOBODY = "nobody"
    NOT_OPEN = "not open"
    HIDDEN = "hidden"
    PAUSED = "paused"
    DRAW = "draw"
    OWN_PARTY = "own party"
    HEAD_PARTY = "head party"
    PART = "part"
    LAST_CALL = "last call"
    HOLD = "hold"
    CLAIMED = "claimed"


@dataclass(frozen=True)
class Cause:
    """What each reason knows: `at` the draw's, the opening's or the hold's time, `number` whose hold it is or who is next,
    `party` how many they wait for, `free` the units nobody has, `part` what has run out."""

    reason: Reason
    at: datetime | None = None
    number: int = 0
    party: int = 0
    free: int = 0
    part: str = ""


@dataclass(frozen=True)
class Why:
    mine: Mine
    waiting: Waiting
    cause: Cause


@dataclass(frozen=True)
class WhyLine:
    """To the stall; the cause is that of the first who waits."""

    drop: DropFacts
    line: LineFacts
    cause: Cause


def why(session: Session, person: int, now: datetime) -> tuple[Why, ...]:
    """For each place of this person's that waits."""
    places = [(one, one.own) for one in mine(session, person, now) if isinstance(one.own, Waiting)]
    return tuple(Why(one, own, _cause(session, own.line, own.number, now)) for one, own in places)


def why_line(session: Session, acting: Acting, line: int, now: datetime) -> WhyLine:
    """Raises DropUnknown, NotYourStall."""
    drop = drop_of_line(session, line)
    must_staff(session, acting, drop.stall.id)
    row = drop.line(line)
    head = session.connection().execute(head_of(line)).first()
    if head is None and not row.waiting:
        return WhyLine(drop, row, Cause(Reason.NOBODY, free=row.free))
    return WhyLine(drop, row, _cause(session, line, head.number if head else None, now))


def _cause(session: Session, line: int, number: int | None, now: datetime) -> Cause:
    at = ground(session, line, lock=False)
    if at is None:
        raise DropUnknown
    return _shut(session, at, number, now) or _turn(session, at, number or 0, now) or _taken(session, at)


def _shut(session: Session, at: Ground, number: int | None, now: datetime) -> Cause | None:
    """Nothing is given out at all, or not to who has no number."""
    drop = at.drop
    if drop.hidden_at:
        return Cause(Reason.HIDDEN)
    if drop.state == "paused":
        return Cause(Reason.PAUSED)
    if now < drop.opens_at:
        return Cause(Reason.NOT_OPEN, at=drop.opens_at)
    if number is None:
        return Cause(Reason.DRAW, at=_draws_at(session, at))
    return None


def _draws_at(session: Session, at: Ground) -> datetime | None:
    """Once the entries are closed, the time of the round that decides."""
    decides = session.exec(select(Draw.round).where(col(Draw.line_id) == at.line.id)).first()
    return time_of(decides) if decides else at.drop.draws_at or at.drop.pot_until


def _turn(session: Session, at: Ground, number: int, now: datetime) -> Cause | None:
    """Something is free and is kept for a party that it is too little for, or for whoever taps."""
    if at.free <= 0:
        return None
    if at.calls(now):
        return Cause(Reason.LAST_CALL, free=at.free)
    turns = Turns(session, [each for each in at.all if not each.calls(now)], lock=False)
    list(turns)
    passed = _passed(turns, at, number)
    if passed is None:
        return None
    own = passed.entry.line_id == at.line.id and passed.entry.number == number
    reason = Reason.OWN_PARTY if own else Reason.HEAD_PARTY
    return Cause(reason, number=passed.entry.number or 0, party=passed.entry.party, free=at.free)


def _passed(turns: Turns, at: Ground, number: int) -> Turn | None:
    """The party that this number waits for: itself, or the one that all behind it wait for."""
    own = (turn for turn in turns.passed if turn.entry.line_id == at.line.id and turn.entry.number == number)
    return next(own, None) or turns.blocker(at)


def _taken(session: Session, at: Ground) -> Cause:
    """Nothing is free: a hold runs, a part has run out, or all is claimed."""
    parts = [line for line, units in at.needs[1:] if line.quantity - line.claimed - line.held < units]
    if parts and at.line.quantity > at.line.claimed + at.line.held:
        return Cause(Reason.PART, part=parts[0].name)
    hold = session.connection().execute(live_holds(at.line.id or 0)).first()
    if hold:
        return Cause(Reason.HOLD, at=hold.until, number=hold.number or 0)
    return Cause(Reason.CLAIMED)
