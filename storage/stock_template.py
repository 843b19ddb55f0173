"""Templates: what a stall saved to post it again on the same day of a week."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, delete
from sqlmodel import Session, col

from locales.user_text import DROP, TEMPLATE, WORDS
from storage.column import AUTOINCREMENT, PUBLIC, column
from storage.row import Row


class StockTemplate(Row, table=True):
    """A drop as it is posted again on a `weekday` (0 is Monday): `message` is its stock lines as JSON, with the hours and without a day.

    `drop_name` is what the drop is called, `name` what the stall calls the template.
    """

    __tablename__ = "stock_template"
    __table_args__ = (
        UniqueConstraint("stall_id", "name", name="stock_template_name"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="stock_template_weekday"),
        Index("stock_template_by_picture_hash", "picture_hash"),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    stall_id: int = column(PUBLIC, foreign_key="stall.id")
    name: str = column(PUBLIC, max_length=TEMPLATE.longest)
    weekday: int = column(PUBLIC)
    drop_name: str = column(PUBLIC, max_length=DROP.longest)
    message: str = column(PUBLIC, max_length=6000)
    words: str = column(PUBLIC, default="", max_length=WORDS.longest)
    language: str = column(PUBLIC, max_length=12)
    picture_hash: str | None = column(PUBLIC, default=None, foreign_key="picture.hash", max_length=64)
    saved_at: datetime = column(PUBLIC)


def delete_templates_of(session: Session, stalls: Sequence[int]) -> None:
    """Delete all templates of some stalls."""
    session.connection().execute(delete(StockTemplate).where(col(StockTemplate.stall_id).in_(stalls)))
