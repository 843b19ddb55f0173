"""Broadcasts: one announcement that becomes many notifications."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint

from locales.user_text import REASON
from storage.column import AUTOINCREMENT, OWNER, PUBLIC, column, enum_column, one_of
from storage.row import Row


class BroadcastState(StrEnum):
    """The states of a broadcast."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    SENT = "sent"
    STOPPED = "stopped"


class BroadcastKind(StrEnum):
    """An operational broadcast reaches everybody; a promotional one leaves out who wants no promotions."""

    OPERATIONAL = "operational"
    PROMOTIONAL = "promotional"


class StopReason(StrEnum):
    """Why a broadcast was stopped, or never began. STOPPED: an organiser stopped it. TOO_SOON: another promotion began less than a week before."""

    STOPPED = "stopped"
    LATE = "too late"
    TOO_SOON = "too soon"
    DROP_CANCELLED = "drop cancelled"
    DROP_GONE = "drop gone"
    AUTHOR_GONE = "author gone"


class ButtonTarget(StrEnum):
    """The target of a button of a broadcast, by the prefix of its link."""

    DROP = "d"
    STALL = "s"


class Broadcast(Row, table=True):
    """A broadcast: draft -> scheduled -> sending <-> paused -> sent | stopped.

    `audience` is stored as `Audience.stored` returns it. A scheduled broadcast starts at `send_at`, or `minutes_before` minutes before the
    drop `drop_id` starts. `buttons` are pairs of a `ButtonTarget` and an id. Notifications are written up to the person `cursor`; None: to all.
    `message_id` is the progress message in its author's chat, which got its final text at `final_report_at`. `revision` counts corrections.
    It was recalled at `recalled_at`, where Telegram allowed it. `counts` are its notifications by kind and state, once it has ended.
    """

    __tablename__ = "broadcast"
    __table_args__ = (
        CheckConstraint(one_of("state", BroadcastState), name="broadcast_state"),
        CheckConstraint(one_of("kind", BroadcastKind), name="broadcast_kind"),
        CheckConstraint("(drop_id IS NULL) = (minutes_before IS NULL)", name="broadcast_minutes_before"),
        CheckConstraint("send_at IS NULL OR drop_id IS NULL", name="broadcast_when"),
        CheckConstraint("minutes_before BETWEEN 0 AND 20160", name="broadcast_fortnight"),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    author_id: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    audience: dict[str, Any] = column(PUBLIC, sa_type=JSON)
    kind: BroadcastKind = enum_column(PUBLIC, BroadcastKind, 12, default=BroadcastKind.OPERATIONAL)
    picture_hash: str | None = column(
        PUBLIC, default=None, foreign_key="picture.hash", max_length=64, index=True
    )
    buttons: list[tuple[str, int]] = column(PUBLIC, default_factory=list, sa_type=JSON)
    state: BroadcastState = enum_column(PUBLIC, BroadcastState, 12, default=BroadcastState.DRAFT)
    reason: str = column(PUBLIC, default="", max_length=REASON.longest)
    send_at: datetime | None = column(PUBLIC, default=None)
    drop_id: int | None = column(PUBLIC, default=None, foreign_key="drop.id", index=True)
    minutes_before: int | None = column(PUBLIC, default=None)
    total: int = column(PUBLIC, default=0)
    counts: dict[str, int] = column(PUBLIC, default_factory=dict, sa_type=JSON)
    cursor: int | None = column(PUBLIC, default=None, sa_type=BigInteger)
    message_id: int | None = column(PUBLIC, default=None, sa_type=BigInteger)
    revision: int = column(PUBLIC, default=0)
    created_at: datetime = column(PUBLIC)
    started_at: datetime | None = column(PUBLIC, default=None)
    paused_at: datetime | None = column(PUBLIC, default=None)
    recalled_at: datetime | None = column(PUBLIC, default=None)
    ended_at: datetime | None = column(PUBLIC, default=None)
    final_report_at: datetime | None = column(PUBLIC, default=None)


class Wording(Row, table=True):
    """The text of a broadcast in one language, as it was typed."""

    __tablename__ = "wording"

    broadcast_id: int = column(PUBLIC, primary_key=True, foreign_key="broadcast.id")
    language: str = column(PUBLIC, primary_key=True, max_length=12)
    words: str = column(PUBLIC, max_length=4096)
