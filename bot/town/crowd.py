"""The neighbours behind the counters: what is claimed, held and waited for, as rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import cast

from sqlmodel import Session

from bot.town.cast import CROWD, ZONE
from bot.town.plan import LinePlan
from market.reminder import remind_claim
from market.ticket.code import draw_code
from market.waitlist.length import hold_until
from storage.drop import Drop, Line
from storage.ticket import Ticket
from storage.waitlist import Claim, Entry, Hold


@dataclass
class Turn:
    """One party's way through a line, as far as it has come."""

    plan: LinePlan
    drop: Drop
    line: Line
    entry: Entry
    hold: Hold | None = None
    claim: Claim | None = None


def settle_in(
    session: Session, now: datetime, dice: Random, lines: list[tuple[LinePlan, Drop, Line]]
) -> None:
    """Give each line the people that its counts speak of; whom a plan names is reminded like anyone."""
    turns = [turn for each in lines for turn in _turns(*each, now)]
    session.add_all(turn.entry for turn in turns)
    session.flush()
    for turn in turns:
        turn.hold = _hold(turn, now)
    session.add_all(turn.hold for turn in turns if turn.hold)
    session.flush()
    for turn in turns:
        turn.claim = _claim(turn)
    session.add_all(turn.claim for turn in turns if turn.claim)
    session.flush()
    claims = [turn.claim for turn in turns if turn.claim]
    session.add_all(_ticket(claim, dice) for claim in claims)
    session.flush()
    for turn in turns:
        if turn.claim and turn.claim.person_id == turn.plan.who:
            remind_claim(session, turn.claim, now)


def _turns(plan: LinePlan, drop: Drop, line: Line, now: datetime) -> Iterator[Turn]:
    """Claims first, then holds, then who waits; before a draw nobody has a number yet."""
    claimed, held = (units // plan.party for units in plan.taken)
    states = ["claimed"] * claimed + ["held"] * held + ["waiting"] * (plan.waiting // plan.party)
    people = [each.id for each in CROWD]
    if plan.who:
        people.insert(0, plan.who)
    for place, state in enumerate(states):
        entry = Entry(
            line_id=cast("int", line.id),
            person_id=people[place],
            number=place + 1 if drop.policy == "queue" else None,
            party=plan.party,
            state=state,
            joined_at=drop.opens_at + (now - drop.opens_at) * place / (len(states) + 1),
        )
        yield Turn(plan, drop, line, entry)


def _hold(turn: Turn, now: datetime) -> Hold | None:
    entry = turn.entry
    if entry.state == "waiting":
        return None
    claimed = entry.state == "claimed"
    given_at = entry.joined_at if claimed else now
    starts_at, cut_off = turn.line.starts_at or turn.drop.starts_at, turn.line.starts_at or turn.drop.ends_at
    return Hold(
        entry_id=cast("int", entry.id),
        line_id=entry.line_id,
        person_id=entry.person_id,
        units=entry.party,
        given_at=given_at,
        until=hold_until(given_at, starts_at, cut_off, ZONE),
        state="claimed" if claimed else "live",
        ended_at=given_at + timedelta(minutes=2) if claimed else None,
    )


def _claim(turn: Turn) -> Claim | None:
    hold = turn.hold
    if hold is None or hold.state != "claimed":
        return None
    return Claim(
        hold_id=cast("int", hold.id),
        line_id=hold.line_id,
        person_id=hold.person_id,
        units=hold.units,
        price=turn.line.price,
        loan_deposit=turn.line.loan_deposit,
        claimed_at=cast("datetime", hold.ended_at),
    )


def _ticket(claim: Claim, dice: Random) -> Ticket:
    return Ticket(
        code=draw_code(dice),
        kind="claim",
        claim_id=claim.id,
        person_id=claim.person_id,
        made_at=claim.claimed_at,
    )
