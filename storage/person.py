"""People: whoever wrote to the bot, by Telegram's id."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ScalarSelect, Select, Update, select, update
from sqlmodel import SQLModel, col

from storage.column import BIG, OWN, column
from storage.given import Given


class Person(SQLModel, table=True):
    """`language` is one Lorong speaks; `chosen` says the person chose it, else it follows Telegram's guess.

    `expects` names the question that free text answers. They rest from `rest_from` until `rest_until`, minutes of the day in their `zone`
    ("": the market's); the same twice: never. `no_news_at`: since when they want no promotional news.
    """

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("id > 0", name="person_id_positive"),
        CheckConstraint("rest_from BETWEEN 0 AND 1439", name="person_rest_from"),
        CheckConstraint("rest_until BETWEEN 0 AND 1439", name="person_rest_until"),
    )

    id: int = column(OWN, primary_key=True, sa_type=BIG, sa_column_kwargs={"autoincrement": False})
    first_name: str = column(OWN, max_length=256)
    language: str = column(OWN, max_length=12)
    chosen: bool = column(OWN, default=False)
    expects: str = column(OWN, default="", max_length=64)
    zone: str = column(OWN, default="", max_length=64)
    rest_from: int = column(OWN, default=21 * 60)
    rest_until: int = column(OWN, default=8 * 60)
    no_news_at: datetime | None = column(OWN, default=None)
    unreachable_at: datetime | None = column(OWN, default=None)
    banned_at: datetime | None = column(OWN, default=None)
    created_at: datetime = column(OWN)


def set_reachable(person: int | ScalarSelect[int], unreachable_at: datetime | None) -> Update:
    return update(Person).where(col(Person.id) == person).values(unreachable_at=unreachable_at)


def follow_guess(person: int, language: str) -> Update:
    """Speak what Telegram guesses, unless the person chose."""
    return update(Person).where(col(Person.id) == person, ~col(Person.chosen)).values(language=language)


def set_language(person: int, language: str) -> Update:
    return update(Person).where(col(Person.id) == person).values(language=language, chosen=True)


def locked(person: int) -> Select[datetime | None]:
    return select(col(Person.banned_at)).where(col(Person.id) == person).with_for_update(key_share=True)


def locked_among(persons: Given) -> Select[int, datetime | None]:
    """In the order of their ids."""
    rows = select(col(Person.id), col(Person.banned_at)).where(col(Person.id).in_(persons))
    return rows.order_by(col(Person.id)).with_for_update(key_share=True)


def set_expects(person: int, question: str) -> Update:
    return update(Person).where(col(Person.id) == person).values(expects=question)


def set_own(person: int, **values: Any) -> Update:
    """What they set for themselves."""
    return update(Person).where(col(Person.id) == person).values(**values)
