"""The seller at a stall, as its owner shows it to shoppers: the registered name, and one contact."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint

from locales.user_text import CONTACT, SELLER
from storage.column import PERSONAL, PUBLIC, column, enum_column, one_of
from storage.row import Row


class ContactKind(StrEnum):
    """The kind of a contact."""

    PHONE = "phone"
    EMAIL = "email"
    TELEGRAM = "telegram"


class Seller(Row, table=True):
    """The seller of a stall, at most one. `name` and `contact` are as its owner `person_id` typed them; the row goes with the owner at /forget."""

    __tablename__ = "seller"
    __table_args__ = (
        CheckConstraint(one_of("kind", ContactKind), name="seller_kind"),
        CheckConstraint("length(name) > 0 AND length(contact) > 0", name="seller_named"),
    )

    stall_id: int = column(PUBLIC, primary_key=True, foreign_key="stall.id")
    person_id: int = column(PERSONAL, sa_type=BigInteger, foreign_key="person.id", index=True)
    name: str = column(PERSONAL, max_length=SELLER.longest)
    contact: str = column(PERSONAL, max_length=CONTACT.longest)
    kind: ContactKind = enum_column(PERSONAL, ContactKind, 12)
    shown_at: datetime = column(PERSONAL)
