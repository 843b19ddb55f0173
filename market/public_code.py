"""Short codes: of things that anyone may see, and of requests that are told to an organiser."""

from random import Random

from sqlmodel import Session, col, select

from storage.alley import Alley
from storage.drop import Drop
from storage.hub import Hub
from storage.packaging import PackagingType
from storage.recovery import Recovery
from storage.stall import Stall

Coded = type[Alley] | type[Stall] | type[Drop] | type[Hub] | type[PackagingType] | type[Recovery]
"""The tables whose rows have a code of their own that people type or open."""

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""The 32 symbols of Crockford's base 32, without I, L, O and U."""

LENGTH = 6


def new_code(session: Session, kind: Coded, rng: Random) -> str:
    """Return a new code for this table. A UNIQUE constraint guards it."""
    while True:
        code = "".join(rng.choices(SYMBOLS, k=LENGTH))
        if session.exec(select(kind.id).where(col(kind.code) == code)).first() is None:
            return code
