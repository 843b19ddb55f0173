"""Access facts of alleys: what somebody needs to know before they come."""

from enum import StrEnum

from sqlalchemy import CheckConstraint

from locales.user_text import ACCESS_WORDS
from storage.column import PUBLIC, column, enum_column, one_of
from storage.row import Row


class AccessKind(StrEnum):
    """The facts, in the order in which they are read. A button has the place in this order: a new one comes last."""

    STEP_FREE = "step_free"
    TOILET = "toilet"
    PRAYER_ROOM = "prayer_room"
    SEATS = "seats"
    LIGHT = "light"


class AccessAnswer(StrEnum):
    """The answer to a fact."""

    UNKNOWN = "unknown"
    YES = "yes"
    NO = "no"


class AccessFact(Row, table=True):
    """A fact of an alley, as an organiser recorded it, with their `words` about it. Without a row it is unknown."""

    __tablename__ = "access_fact"
    __table_args__ = (
        CheckConstraint(one_of("kind", AccessKind), name="access_fact_kind"),
        CheckConstraint(one_of("answer", AccessAnswer), name="access_fact_answer"),
    )

    alley_id: int = column(PUBLIC, primary_key=True, foreign_key="alley.id")
    kind: AccessKind = enum_column(PUBLIC, AccessKind, 12, primary_key=True)
    answer: AccessAnswer = enum_column(PUBLIC, AccessAnswer, 8)
    words: str = column(PUBLIC, default="", max_length=ACCESS_WORDS.longest)
