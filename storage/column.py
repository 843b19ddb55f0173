"""Columns that say, where they are made, what becomes of them at /mydata and /forget and how long they live."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Integer
from sqlmodel import Field

BIG = BigInteger().with_variant(Integer, "sqlite")
"""An id that counts up by itself on both databases; SQLite does so for INTEGER alone."""


@dataclass(frozen=True)
class Fate:
    """What becomes of a column: `mydata` shown to its person; at /forget "kept", "erased" or "cut" from the person; `days` it lives, None: as long as its row."""

    mydata: bool
    forget: str
    days: int | None = None


PUBLIC = Fate(mydata=False, forget="kept")
OWNER = Fate(mydata=True, forget="cut")
OWN = Fate(mydata=True, forget="erased")
LETTER = Fate(mydata=True, forget="erased", days=30)
UPDATE = Fate(mydata=False, forget="kept", days=2)


def column(fate: Fate, **options: Any) -> Any:
    """A SQLModel field whose database column carries its fate in `info["privacy"]`."""
    kwargs = options.pop("sa_column_kwargs", {})
    return Field(sa_column_kwargs={**kwargs, "info": {"privacy": fate}}, **options)
