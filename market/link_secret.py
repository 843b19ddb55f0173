"""Secrets of links and cookies: drawn once, shown once, and stored as a hash."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from random import Random


def draw_secret(rng: Random) -> str:
    """Return 128 random bits as 22 characters."""
    return urlsafe_b64encode(rng.randbytes(16)).decode().rstrip("=")


def hash_secret(secret: str) -> str:
    """Return what is stored of a secret."""
    return sha256(secret.encode()).hexdigest()
