"""The market's secrets: links to tickets cannot be forged and are not stored, and tickets are signed."""

import base64
import hashlib
import hmac
from dataclasses import dataclass, field

from nacl.signing import SigningKey

SECRET_BYTES = 32


@dataclass(frozen=True)
class TicketKey:
    """One or more secrets of 32 bytes, one after another, that never leave the process: the first makes links and signs, the others still open links."""

    secrets: bytes = field(repr=False)

    def link_code(self, code: str) -> str:
        """Return the part of the link after `t_`: the code and 128 bits of a MAC, 31 characters."""
        return code + _mac(self._each[0], code)

    def code_in(self, link_code: str) -> str | None:
        """Return the ticket's code; None where the link is forged."""
        code, mac = link_code[:9], link_code[9:]
        known = any(hmac.compare_digest(mac.encode(), _mac(secret, code).encode()) for secret in self._each)
        return code if known else None

    def signing_key(self) -> SigningKey:
        """Return the private key that signs tickets, made from the first secret."""
        return _signing_key(self._each[0])

    def form_key(self) -> bytes:
        """Return the key of the tokens in forms of this market's pages, the same in every process that has the secret."""
        return hmac.digest(self._each[0], b"lorong form tokens", hashlib.sha256)

    def public_keys(self) -> set[bytes]:
        """Return the public halves of all keys, 32 bytes each."""
        return {bytes(_signing_key(secret).verify_key) for secret in self._each}

    @property
    def _each(self) -> list[bytes]:
        return [
            self.secrets[start : start + SECRET_BYTES] for start in range(0, len(self.secrets), SECRET_BYTES)
        ]


def is_secret(secrets: bytes) -> bool:
    """Return whether these bytes are one or more secrets."""
    return bool(secrets) and len(secrets) % SECRET_BYTES == 0


def _signing_key(secret: bytes) -> SigningKey:
    return SigningKey(hmac.new(secret, b"lorong ticket signature", hashlib.sha256).digest())


def _mac(secret: bytes, code: str) -> str:
    digest = hmac.new(secret, b"lorong ticket " + code.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")
