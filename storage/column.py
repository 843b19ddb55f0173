"""Columns with their privacy rule, and the naming of constraints."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, String, TypeDecorator
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "pk": "%(table_name)s_pkey",
    "fk": "%(table_name)s_%(column_0_name)s_fkey",
    "uq": "%(table_name)s_%(column_0_name)s_key",
    "ix": "%(table_name)s_by_%(column_0_name)s",
}
"""SQLite can only drop a constraint that has a name."""

AUTOINCREMENT = {"sqlite_autoincrement": True}
"""For tables whose ids count up and are never reused, so that an old button never meets a newer row."""

BIG = BigInteger().with_variant(Integer, "sqlite")
"""A key of 64 bits. On SQLite only an INTEGER key counts up."""


class ForgetRule(StrEnum):
    """The rule of /forget for a column: it stays, is erased with its row, or is cut from the person (set to NULL)."""

    KEPT = "kept"
    ERASED = "erased"
    CUT = "cut"


@dataclass(frozen=True)
class PrivacyRule:
    """The treatment of a column at /mydata and /forget.

    `mydata`: it is shown to its person. It is deleted after `days`; None: with its row.
    """

    mydata: bool
    forget: ForgetRule
    days: int | None = None


PUBLIC = PrivacyRule(mydata=False, forget=ForgetRule.KEPT)
OWNER = PrivacyRule(mydata=True, forget=ForgetRule.CUT)
TRACE = PrivacyRule(mydata=True, forget=ForgetRule.KEPT)
PERSONAL = PrivacyRule(mydata=True, forget=ForgetRule.ERASED)
NOTIFICATION = PrivacyRule(mydata=True, forget=ForgetRule.ERASED, days=30)
SUPPORT = PrivacyRule(mydata=True, forget=ForgetRule.ERASED, days=30)
"""Of a question to the organisers: the days count from when it was closed."""
REPORT = PrivacyRule(mydata=True, forget=ForgetRule.ERASED, days=30)
"""Of a report to the organisers: the days count from when it was decided."""
HELP_CALL = PrivacyRule(mydata=True, forget=ForgetRule.CUT, days=30)
"""Of a call for help: who it names, and their words, are taken out of it."""
COMPLAINT = PrivacyRule(mydata=False, forget=ForgetRule.KEPT, days=30)
"""Of the words of a complaint, which name nobody that the market knows: the days count from when it was made."""
DUTY = PrivacyRule(mydata=True, forget=ForgetRule.ERASED, days=30)
"""Of an organiser on duty: the days count from the market day."""
SCREENSHOT = PrivacyRule(mydata=True, forget=ForgetRule.ERASED, days=14)
"""Of a screenshot of a transfer: the days count from when the stall answered."""
PRINT = PrivacyRule(mydata=False, forget=ForgetRule.KEPT, days=90)
"""Fingerprint of a picture; holds no personal data."""
UPDATE = PrivacyRule(mydata=False, forget=ForgetRule.KEPT, days=2)
FILE_ID = PrivacyRule(mydata=False, forget=ForgetRule.KEPT, days=30)
RELEASED = PrivacyRule(mydata=True, forget=ForgetRule.ERASED, days=14)
"""Of the link of a dossier: it goes with the last day of the link, and with the stall at /forget."""
UNANSWERED = PrivacyRule(mydata=False, forget=ForgetRule.ERASED)
"""Of what a person sent just now: gone with the answer."""


def column(rule: PrivacyRule, **options: Any) -> Any:
    """Return a SQLModel field whose database column has its privacy rule in `info["privacy"]`."""
    kwargs = options.pop("sa_column_kwargs", {})
    return Field(sa_column_kwargs={**kwargs, "info": {"privacy": rule}}, **options)


class EnumText(TypeDecorator[StrEnum]):
    """Stores a member of `members` as its value and reads the member back; the database sees plain text."""

    impl = String
    cache_ok = True

    def __init__(self, members: type[StrEnum], length: int) -> None:
        super().__init__(length)
        self.members, self.length = members, length

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Return the text to store. Raises ValueError for anything but a member or its value."""
        return None if value is None else self.members(value).value

    def process_result_value(self, value: str | None, _dialect: Dialect) -> StrEnum | None:
        """Return the member that was stored. Raises ValueError for any other text."""
        return None if value is None else self.members(value)


def enum_column(rule: PrivacyRule, members: type[StrEnum], length: int, **options: Any) -> Any:
    """Return a column that holds one of `members`, in text of at most `length` characters."""
    return column(rule, sa_type=EnumText(members, length), **options)


def one_of(name: str, members: type[StrEnum]) -> str:
    """Return the SQL condition that the column `name` holds the value of a member."""
    return f"{name} IN ({', '.join(repr(member.value) for member in members)})"
