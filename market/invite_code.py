"""The codes of links that make one person somebody's staff: drawn once, and only their hash is stored."""

from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from random import Random

LIVES = timedelta(hours=24)
MAX_INVITES = 10
"""Open links of one stall or hub."""


def draw_invite_code(rng: Random) -> str:
    """Return 128 random bits, as a link carries them."""
    return urlsafe_b64encode(rng.randbytes(16)).decode().rstrip("=")


def hash_of(code: str) -> str:
    """Return what is stored of a code."""
    return sha256(code.encode()).hexdigest()
