"""The link in the QR of a ticket: a signed ticket in a web address, or a link to the chat."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from market.ticket.signed_ticket import (
    SIGNED_SYMBOLS,
    TicketContent,
    TicketForged,
    TicketSigner,
    from_symbols,
    read_signed,
    to_symbols,
)
from market.ticket.ticket_key import TicketKey

SIGNED = re.compile(rf"https?://[^/?#]+/T/([A-Z2-7]{{{SIGNED_SYMBOLS}}})(?:\?\S*)?", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class TicketLinks:
    """Makes and reads the links of this market's tickets. `public_url` is the address of its pages, "" without one; `username` is the bot's."""

    key: TicketKey
    signer: TicketSigner
    username: str
    public_url: str

    def link_of(self, content: TicketContent) -> str:
        """Return what the QR of a ticket carries: upper case, which makes it smaller, or the link to the chat where this market has no pages."""
        if not self.public_url:
            return self.chat_link(content.code)
        return f"{self.public_url}/T/{to_symbols(self.signer.sign(content))}".upper()

    def chat_link(self, code: str) -> str:
        """Return the link that opens a ticket in the chat."""
        return f"https://t.me/{self.username}?start=t_{self.key.link_code(code)}"

    def stall_link(self, code: str) -> str:
        """Return what the QR on a stall's sign carries: its menu in any browser, in upper case, or its card in the chat where this market has no pages."""
        if not self.public_url:
            return f"https://t.me/{self.username}?start=s_{code}"
        return f"{self.public_url}/S/{code}".upper()

    def alley_help_link(self, code: str) -> str:
        """Return what the second QR on an alley's sign carries: its page to call the organisers, in upper case; "" where this market has no pages."""
        return f"{self.public_url}/Y/{code}/HELP".upper() if self.public_url else ""

    def alley_complaint_link(self, code: str) -> str:
        """Return what a QR on an alley's sign carries for neighbours: the form of a complaint, in upper case; "" where this market has no pages."""
        return f"{self.public_url}/N/{code}".upper() if self.public_url else ""

    def signed_permit_link(self, signed: bytes) -> str:
        """Return what the QR of a permit on an alley's sign carries: its page, in upper case."""
        return f"{self.public_url}/P/{to_symbols(signed)}".upper()

    def code_in(self, text: str, public_keys: Mapping[int, bytes]) -> str | None:
        """Return the code of the ticket that a QR carries; None for another QR and for a forged one. The address of the pages may have changed since."""
        if signed := SIGNED.fullmatch(text):
            try:
                return read_signed(from_symbols(signed[1]), public_keys).code
            except TicketForged:
                return None
        chat = re.fullmatch(
            rf"https://t\.me/{re.escape(self.username)}\?start=t_([A-Za-z0-9_-]{{1,62}})", text
        )
        return self.key.code_in(chat[1]) if chat else None
