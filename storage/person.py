"""People who wrote to the bot. Where they are reached is in `storage.address`."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, Select, Update, select, text, update
from sqlmodel import col

from locales.user_text import PERSON, REASON
from storage.column import AUTOINCREMENT, BIG, PERSONAL, column
from storage.param import Param
from storage.row import Row

BLOCKED = "blocked_at IS NOT NULL"


class Person(Row, table=True):
    """A person. `language` is one of Lorong's; it follows the person's Telegram unless `language_chosen`.

    `pending_prompt` is the packed prompt that their next words answer, "" for none. Quiet hours last from `quiet_from` until `quiet_until`, in
    minutes of the day in their `zone` ("": the market's); equal values: none. They get no promotions since `no_promotions_at`.
    They said at `adult_at` that they are 18 or older; no date of birth is stored.
    """

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("quiet_from BETWEEN 0 AND 1439", name="person_quiet_from"),
        CheckConstraint("quiet_until BETWEEN 0 AND 1439", name="person_quiet_until"),
        Index("person_blocked", "id", sqlite_where=text(BLOCKED), postgresql_where=text(BLOCKED)),
        AUTOINCREMENT,
    )

    id: int = column(PERSONAL, default=None, primary_key=True, sa_type=BIG)
    first_name: str = column(PERSONAL, max_length=PERSON.longest)
    language: str = column(PERSONAL, max_length=12)
    language_chosen: bool = column(PERSONAL, default=False)
    pending_prompt: str = column(PERSONAL, default="", max_length=200)
    zone: str = column(PERSONAL, default="", max_length=64)
    quiet_from: int = column(PERSONAL, default=21 * 60)
    quiet_until: int = column(PERSONAL, default=8 * 60)
    no_promotions_at: datetime | None = column(PERSONAL, default=None)
    adult_at: datetime | None = column(PERSONAL, default=None)
    blocked_at: datetime | None = column(PERSONAL, default=None)
    blocked_reason: str | None = column(PERSONAL, default=None, max_length=REASON.longest)
    created_at: datetime = column(PERSONAL)


def follow_guessed_language(person: int, language: str) -> Update:
    """Set the language that Telegram reports, unless the person chose one."""
    return (
        update(Person).where(col(Person.id) == person, ~col(Person.language_chosen)).values(language=language)
    )


def set_language(person: int, language: str) -> Update:
    """Set the language that a person chose."""
    return update(Person).where(col(Person.id) == person).values(language=language, language_chosen=True)


def lock_rows(persons: Param) -> Select[int, datetime | None]:
    """Select these people in the order of their ids and lock their rows."""
    rows = select(col(Person.id), col(Person.blocked_at)).where(col(Person.id).in_(persons))
    return rows.order_by(col(Person.id)).with_for_update(key_share=True)


def adults_among(persons: Param) -> Select[int]:
    """Select those of these people who said that they are 18 or older."""
    return select(col(Person.id)).where(col(Person.id).in_(persons), col(Person.adult_at).is_not(None))


def set_pending_prompt(person: int, prompt: str) -> Update:
    """Store a packed prompt, "" for none."""
    return update(Person).where(col(Person.id) == person).values(pending_prompt=prompt)


def set_preferences(person: int, **values: Any) -> Update:
    """Store preferences that a person set."""
    return update(Person).where(col(Person.id) == person).values(**values)
