"""The messages that show things which change: remembering them, which are due to be drawn again, and what became of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, or_
from sqlmodel import Session, col, delete, select, update
from sqlmodel.sql.expression import SelectOfScalar

from storage.address import Address, address_at, addresses_at, chat_of_address
from storage.drop import Drop, Item
from storage.insert import insert_or_replace
from storage.param import param
from storage.person import Person
from storage.shown import REPLY_LEAD, ShownKind, ShownMessage

QUIET = timedelta(seconds=3)
"""The least time between two edits of one message."""
KEPT = timedelta(days=90)
"""How long a message is kept true after its drop is over, or after it was drawn last where it belongs to no item."""
MIN_RETRY, MAX_RETRY = timedelta(seconds=10), timedelta(minutes=10)
SWEEP_BATCH = 500

_UNCHANGED = col(ShownMessage.marks) == param("seen_marks")
_DRAWN_UNTIL, _QUIET = param("drawn_until", ShownMessage.true_until), param("quiet", ShownMessage.quiet_until)
CLEAR = (
    update(ShownMessage)
    .where(col(ShownMessage.id) == param("shown"))
    .values(
        digest=case(
            (_UNCHANGED, param("drawn_digest", ShownMessage.digest)),
            (param("sent") == 1, ""),
            else_=col(ShownMessage.digest),
        ),
        picture=case(
            (_UNCHANGED, param("drawn_picture", ShownMessage.picture)), else_=col(ShownMessage.picture)
        ),
        form=case((_UNCHANGED, param("drawn_form", ShownMessage.form)), else_=col(ShownMessage.form)),
        quiet_until=_QUIET,
        true_until=case((_UNCHANGED, _DRAWN_UNTIL), else_=col(ShownMessage.true_until)),
        tries=0,
        shown_at=param("now"),
        due_at=case((_UNCHANGED, _DRAWN_UNTIL), else_=_QUIET),
    )
)
"""Note what a message shows. Where it was marked or registered anew meanwhile, nobody knows what it shows: it is drawn and sent once more."""
DELETE_GONE = delete(ShownMessage).where(col(ShownMessage.id) == param("shown"), _UNCHANGED)


@dataclass(frozen=True, kw_only=True)
class DrawnMessage:
    """A message that was drawn in a chat: `chat` is a Telegram id, `picture` the picture's key, `true_until` when it stops being true by itself.

    `item_marks` are the item's `marks` as they were when it was read; None where it is not known whether its thing has changed since.
    """

    chat: int
    message: int
    kind: ShownKind
    subject: int
    item: int | None
    form: str
    picture: str
    digest: str
    item_marks: int | None = None
    true_until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class StaleMessage:
    """A message to be drawn again, with its reader's language. `marks` is acknowledged with what was drawn."""

    id: int
    person: int
    chat: int
    message: int
    kind: ShownKind
    subject: int
    item: int | None
    form: str
    picture: str
    digest: str
    marks: int
    true_until: datetime | None
    language: str
    reachable: bool


class EditState(StrEnum):
    """The result of drawing a message again."""

    TRUE = "true"
    LATER = "later"
    GONE = "gone"


@dataclass(frozen=True, kw_only=True)
class EditResult:
    """The result for one message. TRUE: it shows what `digest`, `picture` and `form` say; `sent`: it was edited for that.

    LATER: it is tried again after `seconds`; None: after a delay that grows.
    """

    id: int
    marks: int
    state: EditState
    digest: str = ""
    picture: str = ""
    form: str = ""
    true_until: datetime | None = None
    sent: bool = False
    seconds: float | None = None


def remember(session: Session, drawn: Sequence[DrawnMessage], now: datetime) -> None:
    """Remember what messages show, due at once where that may have changed since it was read. Chats of nobody are left out.

    No mark of these items is committed before this is. locks: item
    """
    owners = _owners(session, {one.chat for one in drawn})
    marks = _lock_marks(session, {one.item for one in drawn if one.item_marks is not None})
    rows = [
        _row(one, *owners[one.chat], unchanged=_is_unchanged(one, marks), now=now)
        for one in drawn
        if one.chat in owners
    ]
    newest = {(row["address_id"], row["message"]): row for row in rows}
    in_order = [row for _, row in sorted(newest.items())]
    insert_or_replace(session, ShownMessage, in_order, key=("address_id", "message"), counter="marks")


def _owners(session: Session, chats: Collection[int]) -> dict[int, tuple[int, int]]:
    """Return address and person by chat."""
    rows = session.connection().execute(addresses_at(chats))
    return {chat: (address or 0, person) for chat, address, person in rows}


def _lock_marks(session: Session, items: Collection[int | None]) -> dict[int, int]:
    """Lock items against marks, and return the marks of each."""
    rows = select(col(Item.id), Item.marks).where(col(Item.id).in_(items)).order_by(col(Item.id))
    return {item or 0: marks for item, marks in session.exec(rows.with_for_update(key_share=True))}


def _is_unchanged(drawn: DrawnMessage, marks: Mapping[int, int]) -> bool:
    """Return whether a message shows what is so. A ticket without its picture does not."""
    if drawn.kind is ShownKind.TICKET and not drawn.picture:
        return False
    return drawn.item_marks is not None and marks.get(drawn.item or 0) == drawn.item_marks


def _row(
    drawn: DrawnMessage, address: int, person: int, *, unchanged: bool, now: datetime
) -> dict[str, object]:
    return {
        "address_id": address,
        "message": drawn.message,
        "person_id": person,
        "kind": drawn.kind,
        "subject_id": drawn.subject,
        "item_id": drawn.item,
        "form": drawn.form,
        "picture": drawn.picture,
        "digest": drawn.digest,
        "marks": 1,
        "due_at": drawn.true_until if unchanged else now + REPLY_LEAD,
        "quiet_until": now + REPLY_LEAD,
        "true_until": drawn.true_until,
        "tries": 0,
        "shown_at": now,
    }


def remembered_among(session: Session, messages: Collection[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return those of some messages, by chat and id, that are remembered."""
    owners = _owners(session, {chat for chat, _ in messages})
    chats = {address: chat for chat, (address, _) in owners.items()}
    found = session.exec(
        select(ShownMessage.address_id, ShownMessage.message).where(
            col(ShownMessage.address_id).in_(chats),
            col(ShownMessage.message).in_([one for _, one in messages]),
        )
    ).all()
    return tuple(
        (chats[address], message) for address, message in found if (chats[address], message) in messages
    )


def forget_messages(session: Session, messages: Collection[tuple[int, int]]) -> None:
    """Forget messages, by chat and id: they show something else now, or are gone."""
    for chat, message in sorted(messages):
        session.connection().execute(delete(ShownMessage).where(_is(chat, message)))


def _is(chat: int, message: int) -> ColumnElement[bool]:
    """Return the condition that a row is this message."""
    return (col(ShownMessage.address_id) == address_at(chat)) & (col(ShownMessage.message) == message)


def due_messages(now: datetime) -> SelectOfScalar[int | None]:
    """Return the messages that are due to be drawn again."""
    return select(col(ShownMessage.id)).where(*_is_due(now))


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return col(ShownMessage.due_at).is_not(None), col(ShownMessage.due_at) <= now


def stale_messages(session: Session, now: datetime, limit: int) -> tuple[StaleMessage, ...]:
    """Return messages that are due to be drawn again, the longest due first."""
    rows = (
        select(ShownMessage, chat_of_address(), Address.unreachable_at, Person.language)
        .join(Address, col(Address.id) == col(ShownMessage.address_id))
        .join(Person, col(Person.id) == col(ShownMessage.person_id))
        .where(*_is_due(now))
        .order_by(col(ShownMessage.due_at), col(ShownMessage.id))
        .limit(limit)
    )
    return tuple(
        StaleMessage(
            id=row.id or 0,
            person=row.person_id,
            chat=chat,
            message=row.message,
            kind=row.kind,
            subject=row.subject_id,
            item=row.item_id,
            form=row.form,
            picture=row.picture,
            digest=row.digest,
            marks=row.marks,
            true_until=row.true_until,
            language=language,
            reachable=unreachable_at is None,
        )
        for row, chat, unreachable_at, language in session.exec(rows)
    )


def acknowledge(session: Session, results: Iterable[EditResult], now: datetime) -> None:
    """Store what became of drawing messages again. One that changed meanwhile stays due."""
    in_order = sorted(results, key=lambda one: one.id)
    gone = [{"shown": one.id, "seen_marks": one.marks} for one in in_order if one.state is EditState.GONE]
    true = [_cleared(one, now) for one in in_order if one.state is EditState.TRUE]
    for statement, rows in ((DELETE_GONE, gone), (CLEAR, true)):
        if rows:
            session.connection().execute(statement, rows)
    for result in in_order:
        if result.state is EditState.LATER:
            _put_off(session, result, now)


def _put_off(session: Session, result: EditResult, now: datetime) -> None:
    row = session.get(ShownMessage, result.id)
    if row is None:
        return
    wait = (
        min(MAX_RETRY, MIN_RETRY * 2 ** min(row.tries, 6))
        if result.seconds is None
        else timedelta(seconds=result.seconds)
    )
    row.tries += result.seconds is None
    row.due_at = row.quiet_until = now + wait


def _cleared(result: EditResult, now: datetime) -> dict[str, object]:
    """Return the parameters of CLEAR."""
    return {
        "shown": result.id,
        "seen_marks": result.marks,
        "drawn_digest": result.digest,
        "sent": int(result.sent),
        "drawn_picture": result.picture,
        "drawn_form": result.form,
        "drawn_until": result.true_until,
        "quiet": now + QUIET if result.sent else now,
        "now": now,
    }


def sweep_shown(session: Session, now: datetime) -> int:
    """Forget some messages whose drop was over long ago, and return how many."""
    old = now - KEPT
    over = (
        select(col(Item.id))
        .join(Drop, col(Drop.id) == col(Item.drop_id))
        .where(col(Item.id) == col(ShownMessage.item_id), col(Drop.ends_at) > old)
    )
    aged = and_(col(ShownMessage.shown_at) <= old, or_(col(ShownMessage.item_id).is_(None), ~over.exists()))
    found = select(ShownMessage.id).where(aged).order_by(col(ShownMessage.shown_at)).limit(SWEEP_BATCH)
    gone = delete(ShownMessage).where(col(ShownMessage.id).in_(found))
    return session.connection().execute(gone).rowcount
