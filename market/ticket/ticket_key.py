"""The secret key of ticket links: links cannot be forged and are not stored."""

import base64
import hashlib
import hmac
from dataclasses import dataclass, field


@dataclass(frozen=True)
class TicketKey:
    """32 bytes that never leave the process."""

    secret: bytes = field(repr=False)

    def link_code(self, code: str) -> str:
        """Return the part of the link after `t_`: the code and 128 bits of a MAC, 31 characters."""
        return code + self._mac(code)

    def code_in(self, link_code: str) -> str | None:
        """Return the ticket's code; None where the link is forged."""
        code, mac = link_code[:9], link_code[9:]
        return code if hmac.compare_digest(mac.encode(), self._mac(code).encode()) else None

    def _mac(self, code: str) -> str:
        digest = hmac.new(self.secret, b"lorong ticket " + code.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")
