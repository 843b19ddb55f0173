"""Columns that say what becomes of them at /mydata and /forget, and the names of what stands around them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Integer
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "pk": "%(table_name)s_pkey",
    "fk": "%(table_name)s_%(column_0_name)s_fkey",
    "uq": "%(table_name)s_%(column_0_name)s_key",
    "ix": "%(table_name)s_by_%(column_0_name)s",
}
"""A constraint without a name cannot be taken away again on SQLite."""

AUTOINCREMENT = {"sqlite_autoincrement": True}
"""For a table whose ids count up: none is given twice, so an old button never meets a newer row."""

BIG = BigInteger().with_variant(Integer, "sqlite")
"""A key of 64 bits: on SQLite only an INTEGER is the row's own id and can count up."""


@dataclass(frozen=True)
class PrivacyRule:
    """`mydata`: shown to its person; `forget`: "kept", "erased", or "cut" from the person (set to NULL).

    `days` it lives; None: as long as its row.
    """

    mydata: bool
    forget: str
    days: int | None = None


PUBLIC = PrivacyRule(mydata=False, forget="kept")
OWNER = PrivacyRule(mydata=True, forget="cut")
TRACE = PrivacyRule(mydata=True, forget="kept")
PERSONAL = PrivacyRule(mydata=True, forget="erased")
NOTIFICATION = PrivacyRule(mydata=True, forget="erased", days=30)
UPDATE = PrivacyRule(mydata=False, forget="kept", days=2)


def column(rule: PrivacyRule, **options: Any) -> Any:
    """A SQLModel field whose database column carries its fate in `info["privacy"]`."""
    kwargs = options.pop("sa_column_kwargs", {})
    return Field(sa_column_kwargs={**kwargs, "info": {"privacy": rule}}, **options)
