"""Public codes of things that anyone may see."""

from random import Random

from sqlmodel import Session, col, select

from storage.alley import Alley
from storage.drop import Drop
from storage.stall import Stall

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""The 32 symbols of Crockford's base 32, without I, L, O and U."""

LENGTH = 6


def new_code(session: Session, kind: type[Alley] | type[Stall] | type[Drop], rng: Random) -> str:
    """Return a new code for this table. A UNIQUE constraint guards it."""
    while True:
        code = "".join(rng.choices(SYMBOLS, k=LENGTH))
        if session.exec(select(kind.id).where(col(kind.code) == code)).first() is None:
            return code
