"""Who is concerned by a change of a drop, and telling them: what was, and what is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from market.mailbox import Lane, write_each
from storage.drop import Line
from storage.waitlist import Claim, Entry

Fact = str | int | None
NOTHING: Mapping[str, Fact] = {}


@dataclass(frozen=True)
class Concerned:
    """`claim` is what this person has claimed and not yet collected, None where they wait or hold."""

    person: int
    claim: int | None


def concerned(session: Session, drop: int) -> tuple[Concerned, ...]:
    """Whoever waits, holds or has claimed; nobody who has asked to be forgotten."""
    lines = select(Line.id).where(col(Line.drop_id) == drop)
    claims = select(Claim.person_id, Claim.id).where(
        col(Claim.line_id).in_(lines), col(Claim.state) == "claimed"
    )
    claimed = {
        person: claim for person, claim in session.exec(claims.order_by(col(Claim.id).desc())) if person
    }
    entries = select(Entry.person_id).where(
        col(Entry.line_id).in_(lines), col(Entry.state).in_(("waiting", "held"))
    )
    waiting = [person for person in session.exec(entries.distinct()) if person and person not in claimed]
    return tuple(Concerned(*each) for each in claimed.items()) + tuple(
        Concerned(one, None) for one in waiting
    )


def tell_concerned(
    session: Session, drop: int, notice: str, now: datetime, about: str, facts: Mapping[str, Fact] = NOTHING
) -> int:
    """How many letters. `about` tells this change from another of the same moment."""
    people = concerned(session, drop)
    tell_each(session, people, drop, notice, now, about, facts)
    return len(people)


def tell_each(
    session: Session,
    people: Iterable[Concerned],
    drop: int,
    notice: str,
    now: datetime,
    about: str,
    facts: Mapping[str, Fact] = NOTHING,
    late_after: datetime | None = None,
) -> None:
    """The same (person, notice, drop, about) at one moment is told once."""
    same = f"drop:{drop}/{about}"[:64]
    write_each(
        session,
        ((each.person, same, {"drop": drop, "claim": each.claim, **facts}) for each in people),
        notice,
        lane=Lane.BOOKING,
        due_at=now,
        late_after=late_after or now + timedelta(days=2),
    )
