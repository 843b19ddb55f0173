"""Links that make one person staff of a stall or a hub: their codes, drawn once and stored as a hash, and why one is refused."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from random import Random

from market.refusal import Refusal

LIVES = timedelta(hours=24)
MAX_INVITES = 10
"""Open links of one stall or hub."""


@dataclass
class AlreadyHelps(Refusal):
    """The person has the role of the link at the stall already."""

    stall: str


@dataclass
class InviteGone(Refusal):
    pass


@dataclass
class TooManyInvites(Refusal):
    maximum: int


def draw_invite_code(rng: Random) -> str:
    """Return 128 random bits, as a link carries them."""
    return urlsafe_b64encode(rng.randbytes(16)).decode().rstrip("=")


def hash_of(code: str) -> str:
    """Return what is stored of a code."""
    return sha256(code.encode()).hexdigest()
