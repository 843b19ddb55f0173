"""A sender's hand: which letters it takes and which it leaves, and what became of those it took."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from market.mailbox import Fate, Lane
from market.rest import Rest, rest_end
from storage import letter as letters
from storage.person import set_reachable
from storage.store import touch

ORPHANED = timedelta(seconds=30)
"""A letter in a sender's hand longer than this has lost its sender: more than any request may take."""

LOOK = 500
"""So many letters are looked at in one go where the first ones are not to be sent."""


@dataclass(frozen=True)
class Due:
    """A letter in a sender's hand, and the language of its reader. `silent`: its reader rests."""

    id: int
    person: int
    notice: str
    facts: Mapping[str, Any]
    due_at: datetime
    language: str
    lane: int = Lane.BOOKING
    tries: int = 0
    silent: bool = False

    @property
    def once(self) -> bool:
        """Whether never is better than twice: so with an announcement, while a ticket is rather sent again, and a change is made again."""
        return self.lane == Lane.BROADCAST and "message" not in self.facts


@dataclass(frozen=True)
class Taken:
    """`more`: there may be others that are due."""

    letters: tuple[Due, ...] = ()
    more: bool = False


@dataclass(frozen=True)
class Ended:
    """What became of a letter in hand; without a `fate` it waits again, until `again_at`; `tried`: it was a try of its own."""

    letter: int
    person: int
    fate: Fate | None
    message: int | None = None
    reason: str = ""
    again_at: datetime | None = None
    tried: bool = False


def turn_over(
    session: Session, sender: str, now: datetime, ended: Sequence[Ended], most: int, zone: str
) -> Taken:
    """Note what became of letters in this sender's hand, and take at most `most` others, first lane first. locks: letter

    Whoever rests and has said no `zone` of their own rests in this one.
    """
    hand_back(session, sender, now, ended)
    return take(session, sender, now, most, zone) if most else Taken()


def take(session: Session, sender: str, now: datetime, most: int, zone: str) -> Taken:
    """Take letters that are due in hand; the others that are due are put off or dropped with their reason. locks: letter"""
    connection = session.connection()
    looked = most
    rows = connection.execute(letters.DUE, {"now": now, "most": looked}).all()
    steps = [step(row, now, zone) for row in rows]
    if len(rows) == looked and not all(isinstance(one, Send) for one in steps):
        looked = max(most, LOOK)
        rows = connection.execute(letters.DUE, {"now": now, "most": looked}).all()
        steps = [step(row, now, zone) for row in rows]
    sent = [(row, one) for row, one in zip(rows, steps, strict=True) if isinstance(one, Send)][:most]
    _put_off(session, rows, steps, now)
    if sent:
        ids = [row.id for row, _ in sent]
        connection.execute(letters.TAKEN, {"letters": ids, "by": sender, "at": now})
    return Taken(tuple(_due(row, one.silent) for row, one in sent), len(rows) == looked)


@dataclass(frozen=True)
class Send:
    silent: bool = False


@dataclass(frozen=True)
class Wait:
    until: datetime


@dataclass(frozen=True)
class GiveUp:
    reason: str


def step(row: Any, now: datetime, zone: str) -> Send | Wait | GiveUp:
    """What is done with a letter that may leave now: own bookings break a reader's rest without a sound, a reminder where it would else be
    too late, an announcement never.
    """
    if row.late_after and row.late_after < now:
        return GiveUp("too late")
    if row.unreachable_at:
        return GiveUp("unreachable")
    if row.muted:
        return GiveUp("stopped by its reader")
    ends = rest_end(now, Rest(row.rest_from, row.rest_until, row.zone or zone))
    if ends is None:
        return Send()
    late = row.late_after is not None and row.late_after < ends
    if row.lane == Lane.BOOKING or (row.lane == Lane.REMINDER and late):
        return Send(silent=True)
    return Wait(ends)


def _put_off(
    session: Session, rows: Sequence[Any], steps: Sequence[Send | Wait | GiveUp], now: datetime
) -> None:
    """Those that are done alike, together."""
    alike: dict[Send | Wait | GiveUp, list[int]] = {}
    for row, one in zip(rows, steps, strict=True):
        alike.setdefault(one, []).append(row.id)
    for one, ids in alike.items():
        if isinstance(one, Wait):
            session.connection().execute(letters.put(ids, send_at=one.until))
        elif isinstance(one, GiveUp):
            dropped = {"state": Fate.DROPPED.value, "ended_at": now, "reason": one.reason}
            session.connection().execute(letters.put(ids, **dropped))


def _due(row: Any, silent: bool) -> Due:
    facts = {**row.facts, "letter": row.id}
    return Due(
        row.id, row.person_id, row.notice, facts, row.send_at, row.language, row.lane, row.tries, silent
    )


def take_up(session: Session, sender: str, now: datetime, ended: Sequence[Ended], alone: bool) -> None:
    """Before a sender with an empty hand takes anything: what it has in hand by the rows, and what has not ended, was never begun. locks: letter

    Then what other senders have lost, as `orphans`.
    """
    hand_back(session, sender, now, ended)
    session.connection().execute(letters.dropped_from(sender))
    orphans(session, sender, now, alone)


def hand_back(session: Session, sender: str, now: datetime, ended: Sequence[Ended]) -> None:
    """Say what became of letters in this sender's hand. A reader who cannot be reached is not written to until they write again. locks: letter"""
    if not ended:
        return
    connection = session.connection()
    connection.execute(letters.HANDED_BACK, [_handed_back(one, sender, now) for one in ended])
    for lost in {one.person for one in ended if one.fate is Fate.UNREACHABLE}:
        connection.execute(set_reachable(lost, now))
        touch(session, ("person", lost))


def _handed_back(one: Ended, sender: str, now: datetime) -> dict[str, Any]:
    return {
        "letter": one.letter,
        "by": sender,
        "to_state": one.fate.value if one.fate else "queued",
        "ended": now if one.fate else None,
        "message": one.message,
        "why": one.reason[:200],
        "again": int(one.tried),
        "later": one.again_at,
    }


def orphans(session: Session, sender: str, now: datetime, alone: bool) -> None:
    """Letters whose sender is gone wait again, a ticket rather twice than never; what became of an announcement stays unknown.

    `alone`: no other sender lives; else one is gone whose letters are in hand too long. locks: letter
    """
    before = None if alone else now - ORPHANED
    connection = session.connection()
    unknown = {"state": Fate.UNKNOWN.value, "ended_at": now, "reason": "in flight when Lorong stopped"}
    connection.execute(letters.orphaned(sender, before, letters.announced(), **unknown))
    connection.execute(letters.orphaned(sender, before, ~letters.announced(), state="queued"))
