"""Lists of tasks of an alley: before it opens, and when it is taken down."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text

from locales.user_text import REASON
from storage.column import AUTOINCREMENT, OWNER, PUBLIC, column, enum_column, one_of
from storage.row import Row

RUNNING = "ended_at IS NULL"


class TaskListKind(StrEnum):
    """The kinds of a list: what is checked before an opening, and what is done when an alley is left."""

    BEFORE_OPENING = "before_opening"
    TAKE_DOWN = "take_down"


class TaskList(Row, table=True):
    """A list of tasks of an alley since `began_at`. It runs until an organiser hands it back."""

    __tablename__ = "task_list"
    __table_args__ = (
        CheckConstraint(one_of("kind", TaskListKind), name="task_list_kind"),
        CheckConstraint("ended_by IS NULL OR ended_at IS NOT NULL", name="task_list_ended"),
        Index(
            "task_list_running",
            "alley_id",
            "kind",
            unique=True,
            sqlite_where=text(RUNNING),
            postgresql_where=text(RUNNING),
        ),
        Index("task_list_of_alley", "alley_id", "kind", "id"),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    alley_id: int = column(PUBLIC, foreign_key="alley.id")
    kind: TaskListKind = enum_column(PUBLIC, TaskListKind, 16)
    began_at: datetime = column(PUBLIC)
    began_by: int | None = column(
        OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True
    )
    ended_at: datetime | None = column(PUBLIC, default=None)
    ended_by: int | None = column(
        OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True
    )


class Task(Row, table=True):
    """A task of a list, by the code that the rules of the city have for it. Its owner has taken it.

    It is open until `settled_at`. Then it is done, or cannot be done for the `exception` in somebody's words.
    """

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("settled_by IS NULL OR settled_at IS NOT NULL", name="task_settled_by"),
        CheckConstraint("exception IS NULL OR settled_at IS NOT NULL", name="task_exception"),
        CheckConstraint("picture_hash IS NULL OR settled_at IS NOT NULL", name="task_picture"),
        CheckConstraint(
            "NOT needs_photo OR settled_at IS NULL OR exception IS NOT NULL OR picture_hash IS NOT NULL",
            name="task_proof",
        ),
        UniqueConstraint("list_id", "code", name="task_once"),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    list_id: int = column(PUBLIC, foreign_key="task_list.id")
    code: str = column(PUBLIC, max_length=24)
    due_at: datetime | None = column(PUBLIC, default=None)
    needs_photo: bool = column(PUBLIC, default=False)
    owner_id: int | None = column(
        OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True
    )
    settled_at: datetime | None = column(PUBLIC, default=None)
    settled_by: int | None = column(
        OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True
    )
    exception: str | None = column(PUBLIC, default=None, max_length=REASON.longest)
    picture_hash: str | None = column(
        PUBLIC, default=None, foreign_key="picture.hash", max_length=64, index=True
    )
