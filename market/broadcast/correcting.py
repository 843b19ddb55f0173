"""Correcting and recalling a sent broadcast: one notification for each edit and each deletion."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, literal
from sqlmodel import Session, col, func, select, update

from locales.languages import CODES
from market.actor import Actor, require_organiser
from market.broadcast.broadcast_notifications import (
    are_kept,
    correction_subject,
    lock_broadcast,
    notifications_of,
    own_broadcast,
    recall_subject,
)
from market.broadcast.notifications import BroadcastCorrection, BroadcastRecall, ChangeOfMessage
from market.broadcast.progress import Progress, progress
from market.broadcast.refusals import (
    BroadcastGone,
    BroadcastUnderway,
    NothingArrived,
    NothingWritten,
    NotificationsGone,
    RecallTooLate,
)
from market.broadcast.wording import fit_text, language_for, wordings
from market.notification.outbox import DeliveryStatus, row_values
from storage.broadcast import Broadcast, BroadcastState, Wording
from storage.insert import insert_of, json_object
from storage.notification import Notification, NotificationState
from storage.person import Person
from storage.store import mark_changed

DELETABLE = timedelta(hours=48)
"""Telegram deletes a message no later than this after it was sent."""

Condition = ColumnElement[bool]


def correctable(session: Session, actor: Actor, broadcast: int, now: datetime) -> tuple[tuple[str, int], ...]:
    """Return the languages of a broadcast, each with the number of people who received it.

    Raises NotOrganiser, BroadcastGone, BroadcastUnderway, NotificationsGone, NothingArrived.
    """
    require_organiser(session, actor)
    row = session.get(Broadcast, broadcast)
    if row is None or row.author_id != actor.person:
        raise BroadcastGone
    _require_settled(session, row, now)
    words = wordings(session, broadcast)
    return tuple((language, _count(session, _arrived_in(row, words, language))) for language in words)


def correct_broadcast(
    session: Session, actor: Actor, broadcast: int, language: str, words: str, now: datetime
) -> Progress:
    """Replace the text in one language. Received messages are edited, and queued ones are sent with the new text.

    Raises as `correctable`, and NothingWritten, TextTooLong. locks: broadcast, notification
    """
    require_organiser(session, actor)
    row = own_broadcast(session, actor, broadcast)
    _require_settled(session, row, now)
    written = wordings(session, broadcast)
    if language not in written:
        raise NothingWritten
    wording = session.get_one(Wording, (broadcast, language))
    wording.words = fit_text(words, row.picture_hash is not None)
    _drop_queued(session, correction_subject(broadcast, row.revision), "corrected again", now)
    row.revision += 1
    row.final_report_at = None
    session.flush()
    subject = correction_subject(broadcast, row.revision)
    correction = BroadcastCorrection(broadcast_id=broadcast, message_id=0)
    _queue(session, correction, subject, _arrived_in(row, written, language), now=now)
    return progress(session, broadcast, now)


def recallable(session: Session, actor: Actor, broadcast: int, now: datetime) -> tuple[int, int]:
    """Return from how many chats the message can still be deleted, and from how many no longer.

    Raises NotOrganiser, BroadcastGone, BroadcastUnderway, NotificationsGone, NothingArrived, RecallTooLate.
    """
    require_organiser(session, actor)
    row = BroadcastGone.unless(session.get(Broadcast, broadcast))
    return _recallable(session, row, now)


def recall_broadcast(
    session: Session, actor: Actor, broadcast: int, message: int | None, now: datetime
) -> Progress:
    """Delete the message in each chat where Telegram still allows it. Any organiser may recall; the author follows progress in `message`.

    Raises as `recallable`. locks: broadcast, notification
    """
    require_organiser(session, actor)
    row = lock_broadcast(session, broadcast)
    _recallable(session, row, now)
    _drop_queued(session, correction_subject(broadcast, row.revision), "recalled", now)
    row.recalled_at, row.final_report_at = now, None
    if row.author_id == actor.person:
        row.message_id = message
    session.flush()
    recall = BroadcastRecall(broadcast_id=broadcast, message_id=0)
    _queue(session, recall, recall_subject(broadcast), _deletable(row, now), now=now)
    return progress(session, broadcast, now)


def _recallable(session: Session, row: Broadcast, now: datetime) -> tuple[int, int]:
    if row.state == BroadcastState.PAUSED:
        raise BroadcastUnderway
    _require_settled(session, row, now)
    young, all_ = _count(session, _deletable(row, now)), _count(session, _arrived(row))
    if not young:
        raise RecallTooLate
    return young, all_ - young


def _require_settled(session: Session, row: Broadcast, now: datetime) -> None:
    """Refuse a broadcast with messages in flight, or of which nothing arrived or is stored any more.

    Raises BroadcastGone, BroadcastUnderway, NotificationsGone, NothingArrived.
    """
    if (
        row.state in (BroadcastState.DRAFT, BroadcastState.SCHEDULED)
        or row.recalled_at
        or row.started_at is None
    ):
        raise BroadcastGone
    in_hand = select(Notification.id).where(
        *notifications_of(row.id or 0), col(Notification.state) == NotificationState.SENDING
    )
    if row.state == BroadcastState.SENDING or session.exec(in_hand.limit(1)).first():
        raise BroadcastUnderway
    if not are_kept(row, now):
        raise NotificationsGone
    if not _count(session, _arrived(row)):
        raise NothingArrived


def _arrived(row: Broadcast) -> tuple[Condition, ...]:
    return (
        *notifications_of(row.id or 0),
        col(Notification.state) == DeliveryStatus.SENT.value,
        col(Notification.message_id).is_not(None),
    )


def _arrived_in(row: Broadcast, words: Mapping[str, str], language: str) -> tuple[Condition, ...]:
    """Return the conditions on Notification for received messages in this language."""
    tongues = [code for code in CODES if language_for(words, code) == language]
    readers = select(Person.id).where(col(Person.language).in_(tongues))
    return *_arrived(row), col(Notification.person_id).in_(readers)


def _deletable(row: Broadcast, now: datetime) -> tuple[Condition, ...]:
    return *_arrived(row), col(Notification.ended_at) > now - DELETABLE


def _count(session: Session, conditions: tuple[Condition, ...]) -> int:
    return session.exec(select(func.count()).where(*conditions)).one()


def _drop_queued(session: Session, subject: str, reason: str, now: datetime) -> None:
    """Drop the queued notifications of an earlier correction."""
    waits = update(Notification).where(
        col(Notification.about) == subject, col(Notification.state) == NotificationState.QUEUED
    )
    gone = {"state": DeliveryStatus.DROPPED.value, "ended_at": now, "reason": reason}
    session.connection().execute(waits.values(gone))


def _queue(
    session: Session, change: ChangeOfMessage, about: str, conditions: tuple[Condition, ...], now: datetime
) -> None:
    """Queue the same change for each of these messages, with the id and the address of that message, in one INSERT ... SELECT."""
    values = row_values(change, now, about=about)
    payload = json_object(session, {**values.pop("payload"), "message_id": col(Notification.message_id)})
    columns = Notification.__table__.c  # type: ignore[attr-defined]
    same = (literal(value, columns[name].type) for name, value in values.items())
    rows = select(Notification.person_id, Notification.address_id, *same, payload).where(*conditions)  # type: ignore[call-overload]
    names = ["person_id", "address_id", *values, "payload"]
    notifications = insert_of(session, Notification).from_select(names, rows)
    session.connection().execute(notifications.on_conflict_do_nothing())
    mark_changed(session, "notification")
