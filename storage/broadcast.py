"""Broadcasts: one announcement, many letters."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint
from sqlmodel import SQLModel

from storage.column import COUNTED, OWNER, PUBLIC, column


class Broadcast(SQLModel, table=True):
    """draft -> sending -> sent | stopped. `audience` is {"alley": id or 0, "language": code or "", "role": word or ""}.

    Letters are written up to the person `reached`, None: to all. `message_id` is the progress message in its author's chat, whose
    last word was said at `told_at`.
    """

    __tablename__ = "broadcast"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'sending', 'sent', 'stopped')", name="broadcast_state"),
        COUNTED,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    author_id: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    words: str = column(PUBLIC, default="", max_length=4096)
    audience: dict[str, Any] = column(PUBLIC, sa_type=JSON)
    state: str = column(PUBLIC, default="draft", max_length=8)
    total: int = column(PUBLIC, default=0)
    reached: int | None = column(PUBLIC, default=None, sa_type=BigInteger)
    message_id: int | None = column(PUBLIC, default=None, sa_type=BigInteger)
    created_at: datetime = column(PUBLIC)
    started_at: datetime | None = column(PUBLIC, default=None)
    ended_at: datetime | None = column(PUBLIC, default=None)
    told_at: datetime | None = column(PUBLIC, default=None)
