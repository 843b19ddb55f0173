"""Letters: one message to one person, waiting in or gone from the mailbox."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ColumnElement,
    Delete,
    Index,
    Integer,
    Select,
    UniqueConstraint,
    Update,
    and_,
    bindparam,
    delete,
    exists,
    func,
    literal,
    select,
    text,
    union_all,
    update,
)
from sqlmodel import Session, SQLModel, col

from storage.column import BIG, COUNTED, LETTER, column
from storage.given import Given, given, several
from storage.insert import insert_of
from storage.person import Person
from storage.reminder import Mute
from storage.waitlist import Entry

LANES = (1, 2, 3)
"""Named in a search for what is due: it then skips, lane by lane, what is not due yet."""


class Letter(SQLModel, table=True):
    """A notice for one reader. `about` names its subject ("drop:12"), `facts` is what the notice says, as
    data: it is rendered in the reader's language when it is sent.

    `(person, notice, about, due)` is written once. It may leave at `send_at`: when it is due, or later where its reader rests,
    snoozed it, or a send failed; `tries` counts those.
    queued -> sending -> sent | unreachable | failed | unknown, or queued -> dropped; queued <-> paused with its broadcast.
    """

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("person_id", "notice", "about", "due_at", name="letter_once"),
        CheckConstraint(
            "state IN ('queued', 'paused', 'sending', 'sent', 'unreachable', 'failed', 'unknown', 'dropped')",
            name="letter_state",
        ),
        CheckConstraint("lane BETWEEN 1 AND 3", name="letter_lane"),
        CheckConstraint("tries >= 0", name="letter_tries"),
        CheckConstraint("(state = 'sending') = (sender IS NOT NULL)", name="letter_sender"),
        Index(
            "letter_due",
            "lane",
            "send_at",
            "id",
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
        Index(
            "letter_sending",
            "taken_at",
            sqlite_where=text("state = 'sending'"),
            postgresql_where=text("state = 'sending'"),
        ),
        Index("letter_about", "about", "notice"),
        COUNTED,
    )

    id: int | None = column(LETTER, default=None, primary_key=True, sa_type=BIG)
    person_id: int = column(LETTER, sa_type=BigInteger, foreign_key="person.id")
    notice: str = column(LETTER, max_length=32)
    about: str = column(LETTER, max_length=64)
    facts: dict[str, Any] = column(LETTER, sa_type=JSON)
    lane: int = column(LETTER)
    due_at: datetime = column(LETTER)
    send_at: datetime = column(LETTER)
    late_after: datetime | None = column(LETTER, default=None)
    tries: int = column(LETTER, default=0)
    state: str = column(LETTER, default="queued", max_length=12)
    sender: str | None = column(LETTER, default=None, max_length=36)
    taken_at: datetime | None = column(LETTER, default=None)
    ended_at: datetime | None = column(LETTER, default=None)
    message_id: int | None = column(LETTER, default=None, sa_type=BigInteger)
    reason: str = column(LETTER, default="", max_length=200)


def waiting(person: int | Given, notice: str | Given, about: str | Given) -> Select[int | None]:
    return select(col(Letter.id)).where(*_waits(person, notice, about))


def unwrite(person: int, notice: str, about: str) -> Delete:
    return delete(Letter).where(*_waits(person, notice, about))


def unwrite_about(abouts: Sequence[str]) -> Delete:
    """Whatever waits about these subjects, for whomever."""
    return delete(Letter).where(col(Letter.about).in_(abouts), col(Letter.state) == "queued")


def write_to_waiting(session: Session, line: int, but: Collection[int], **letter: Any) -> None:
    """The same letter to each person who waits in a line, `but` some; the same is written once."""
    same = {"state": "queued", "reason": "", "tries": 0, "send_at": letter["due_at"]} | letter
    whom = (col(Entry.line_id) == line, col(Entry.state) == "waiting", col(Entry.person_id).is_not(None))
    columns = [literal(value, getattr(Letter, name).type).label(name) for name, value in same.items()]
    rows = select(col(Entry.person_id), *columns).where(*whom)
    rows = rows.where(col(Entry.person_id).not_in(but)) if but else rows
    session.connection().execute(
        insert_of(session, Letter).from_select(["person_id", *same], rows).on_conflict_do_nothing()
    )


def _due() -> Select[*tuple[Any, ...]]:
    of_letter = (
        *(Letter.id, Letter.person_id, Letter.notice, Letter.facts, Letter.send_at),
        *(Letter.late_after, Letter.lane, Letter.tries),
    )
    of_reader = (Person.language, Person.zone, Person.rest_from, Person.rest_until, Person.unreachable_at)
    muted = exists().where(
        col(Mute.person_id) == col(Letter.person_id), col(Mute.notice) == col(Letter.notice)
    )
    rows = select(*map(col, (*of_letter, *of_reader)), muted.label("muted"))
    return (
        rows.join(Person, col(Person.id) == col(Letter.person_id))
        .where(
            col(Letter.state) == "queued", col(Letter.lane).in_(LANES), col(Letter.send_at) <= given("now")
        )
        .order_by(col(Letter.lane), col(Letter.send_at), col(Letter.id))
        .limit(bindparam("most", type_=Integer))
        .with_for_update(of=Letter, skip_locked=True)
    )


DUE = _due()
"""What may leave by now, first lane first, with what decides whether it does: its reader's language and hours, and whether they want it.

On PostgreSQL those that another sender has locked are passed over.
"""

TAKEN: Update = (
    update(Letter)
    .where(col(Letter.id).in_(several("letters")))
    .values(state="sending", sender=bindparam("by"), taken_at=bindparam("at"))
)
"""Into a sender's hand."""


def put(ids: Sequence[int], **values: Any) -> Update:
    """The same for some letters."""
    return update(Letter).where(col(Letter.id).in_(ids)).values(**values)


HANDED_BACK: Update = (
    update(Letter)
    .where(col(Letter.id) == bindparam("letter"), col(Letter.sender) == bindparam("by"))
    .values(
        sender=None,
        state=bindparam("to_state"),
        ended_at=bindparam("ended"),
        message_id=bindparam("message"),
        reason=bindparam("why"),
        tries=col(Letter.tries) + bindparam("again"),
        send_at=func.coalesce(bindparam("later", type_=Letter.__table__.c.send_at.type), col(Letter.send_at)),  # type: ignore[attr-defined]
    )
)
"""Out of this sender's hand; nothing where another has it by now."""


def dropped_from(sender: str) -> Update:
    """Whatever it has in hand waits again."""
    mine = col(Letter.state) == "sending", col(Letter.sender) == sender
    return update(Letter).where(*mine).values(state="queued", sender=None)


def announced() -> ColumnElement[bool]:
    """In the last lane, and a message of its own: not the change of one that was sent."""
    return and_(col(Letter.lane) == LANES[-1], col(Letter.facts)["message"].as_string().is_(None))


def orphaned(sender: str, before: datetime | None, *which: ColumnElement[bool], **values: Any) -> Update:
    """In the hand of another sender, since `before` where that is given."""
    lost = [col(Letter.state) == "sending", col(Letter.sender) != sender, *which]
    if before:
        lost.append(col(Letter.taken_at) < before)
    return update(Letter).where(*lost).values(sender=None, **values)


def purge(now: datetime, most: int) -> Delete:
    """At most so many of those whose time to live is over since they ended."""
    over = col(Letter.ended_at) < now - timedelta(days=LETTER.days or 0)
    return delete(Letter).where(col(Letter.id).in_(select(col(Letter.id)).where(over).limit(most)))


def count_of(person: int) -> Select[int]:
    return select(func.count()).where(col(Letter.person_id) == person)


def next_due(after: datetime) -> Select[datetime, str]:
    """The first of the first of each lane."""
    first = [_first_due(lane, after).subquery() for lane in LANES]
    lanes = union_all(*(select(lane) for lane in first)).subquery()
    return select(lanes.c.send_at, lanes.c.notice).order_by(lanes.c.send_at).limit(1)


def _first_due(lane: int, after: datetime) -> Select[datetime, str]:
    rows = select(col(Letter.send_at), col(Letter.notice)).where(
        col(Letter.state) == "queued", col(Letter.lane) == lane, col(Letter.send_at) > after
    )
    return rows.order_by(col(Letter.send_at), col(Letter.id)).limit(1)


def _waits(person: int | Given, notice: str | Given, about: str | Given) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Letter.person_id) == person,
        col(Letter.notice) == notice,
        col(Letter.about) == about,
        col(Letter.state) == "queued",
    )
