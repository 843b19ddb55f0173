"""Addresses: where people write from and are reached. No other table holds the id that a channel gives to somebody."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    Index,
    ScalarSelect,
    Select,
    UniqueConstraint,
    Update,
    exists,
    select,
    update,
)
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import col

from storage.column import AUTOINCREMENT, BIG, PERSONAL, column, enum_column, one_of
from storage.param import Param
from storage.row import Row


class Channel(StrEnum):
    """The channels on which people write."""

    TELEGRAM = "telegram"


class Address(Row, table=True):
    """An address of a person: `external_id` is their id on the channel. A person may have several; each belongs to one person.

    The person has written from here, and not from another of theirs, since `written_since`; messages do not reach it since `unreachable_at`.
    An address that nobody has written from yet was entered for a person: it is unreachable since before it was entered.
    """

    __tablename__ = "address"
    __table_args__ = (
        UniqueConstraint("channel", "external_id", name="address_once"),
        CheckConstraint(one_of("channel", Channel), name="address_channel"),
        CheckConstraint("external_id > 0", name="address_external_id"),
        Index("address_of_person", "person_id", "unreachable_at", "written_since"),
        AUTOINCREMENT,
    )

    id: int | None = column(PERSONAL, default=None, primary_key=True, sa_type=BIG)
    channel: Channel = enum_column(PERSONAL, Channel, 12, default=Channel.TELEGRAM)
    external_id: int = column(PERSONAL, sa_type=BigInteger)
    person_id: int = column(PERSONAL, sa_type=BigInteger, foreign_key="person.id")
    written_since: datetime = column(PERSONAL)
    unreachable_at: datetime | None = column(PERSONAL, default=None)


def current_address(person: int | Mapped[int]) -> ScalarSelect[int | None]:
    """Select the address that messages to a person go to: of those they reach, the one the person wrote from last; none where they reach none."""
    own = aliased(Address)
    reached = select(col(own.id)).where(col(own.person_id) == person, col(own.unreachable_at).is_(None))
    latest = reached.order_by(col(own.written_since).desc(), col(own.id).desc())
    return latest.limit(1).scalar_subquery()


def current_chat(person: int) -> Select[int]:
    """Select the id, on its channel, of the address that messages to a person go to."""
    return select(col(Address.external_id)).where(col(Address.id) == current_address(person))


REACHED = aliased(Address)
"""Made once: conditions on a new alias take a hundred times as long to build."""


def chat_of_address() -> Mapped[int]:
    """Return the column with the id, on its channel, of an address."""
    return col(Address.external_id)


def address_at(telegram_id: int) -> ScalarSelect[int | None]:
    """Select the address with this Telegram id."""
    return select(col(Address.id)).where(*_are((telegram_id,))).scalar_subquery()


def addresses_at(telegram_ids: Collection[int]) -> Select[int, int | None, int]:
    """Select Telegram id, address and person of each of these Telegram ids."""
    columns = col(Address.external_id), col(Address.id), col(Address.person_id)
    return select(*columns).where(*_are(telegram_ids))


def is_reached(person: int | Mapped[int]) -> ColumnElement[bool]:
    """Return the condition that messages reach a person at one address at least."""
    return exists().where(col(REACHED.person_id) == person, col(REACHED.unreachable_at).is_(None))


def has_written() -> ColumnElement[bool]:
    """Return the condition that somebody has written from an address."""
    return col(Address.unreachable_at).is_(None) | (col(Address.unreachable_at) >= col(Address.written_since))


def people_at(telegram_ids: Collection[int] | Param) -> Select[int]:
    """Select the people with these Telegram ids."""
    return select(col(Address.person_id)).where(*_are(telegram_ids))


def telegram_ids_of(person: int) -> Select[int]:
    """Select the Telegram ids of a person."""
    own = col(Address.person_id) == person, col(Address.channel) == Channel.TELEGRAM
    return select(col(Address.external_id)).where(*own)


def is_at(person: Mapped[int], telegram_ids: Collection[int] | Param) -> ColumnElement[bool]:
    """Return the condition that a person has one of these Telegram ids."""
    own = aliased(Address)
    return exists().where(
        col(own.person_id) == person,
        col(own.channel) == Channel.TELEGRAM,
        col(own.external_id).in_(telegram_ids),
    )


def set_written_from(telegram_id: int, person: int, now: datetime) -> Update:
    """Note that a person writes from an address of theirs, and that messages reach it."""
    own = *_are((telegram_id,)), col(Address.person_id) == person
    return update(Address).where(*own).values(written_since=now, unreachable_at=None)


def set_unwritten(telegram_ids: Collection[int], now: datetime) -> Update:
    """Enter addresses anew, as if nobody had written from them, and return whose they are."""
    entered = update(Address).where(*_are(telegram_ids))
    return entered.values(written_since=now, unreachable_at=now - timedelta(seconds=1)).returning(
        col(Address.person_id)
    )


def set_unreachable(address: int | None, now: datetime) -> Update:
    """Note that messages do not reach an address."""
    return update(Address).where(col(Address.id) == address).values(unreachable_at=now)


def set_telegram_unreachable(telegram_id: int, now: datetime) -> Update:
    """Note that messages do not reach a Telegram id, and return whose it is."""
    lost = update(Address).where(*_are((telegram_id,))).values(unreachable_at=now)
    return lost.returning(col(Address.person_id))


def _are(telegram_ids: Collection[int] | Param) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(Address.channel) == Channel.TELEGRAM, col(Address.external_id).in_(telegram_ids)
