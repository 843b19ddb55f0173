"""A ticket as 84 bytes that verify without a network: 20 bytes of content and an Ed25519 signature of them.

The layout is in docs/ticket.md. In a URL the bytes are 135 upper-case symbols of base 32 (RFC 4648), the kind of text that a QR stores most densely.
"""

import base64
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from market.public_code import SYMBOLS
from market.ticket.ticket_code import check_symbol, is_code
from storage.ticket import TicketKind

VERSION = 1
LAYOUT = struct.Struct(">BBBQIIB")
"""Version, key id, kind, id, drop, expiry, units."""
SIGNATURE_BYTES = 64
SIGNED_BYTES = LAYOUT.size + SIGNATURE_BYTES
SIGNED_SYMBOLS = 135
KIND_NUMBERS = {TicketKind.PICKUP: 1, TicketKind.ADMISSION: 2, TicketKind.RETURNS: 3}
KINDS = {number: kind for kind, number in KIND_NUMBERS.items()}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ANY_DROP = 0
"""The drop of a ticket that is accepted everywhere."""


class Forgery(StrEnum):
    """Why bytes are no ticket of this market."""

    LENGTH = "length"
    VERSION = "version"
    KEY = "key"
    SIGNATURE = "signature"
    CONTENT = "content"


@dataclass
class TicketForged(Exception):
    """Bytes that are no ticket or permit of this market."""

    forgery: Forgery


@dataclass(frozen=True, kw_only=True)
class TicketContent:
    """The content of a signed ticket: so many units of a drop until a time. `code` is the one printed below its QR; `drop` is ANY_DROP for packaging."""

    code: str
    kind: TicketKind
    drop: int
    expires_at: datetime
    units: int


@dataclass(frozen=True)
class TicketSigner:
    """The key that signs new tickets, and the id under which its public half is known."""

    key_id: int
    key: SigningKey

    def sign(self, content: TicketContent) -> bytes:
        """Return the 84 bytes of a ticket; the same for the same content."""
        return self.sign_bytes(_packed(self.key_id, content))

    def sign_bytes(self, content: bytes) -> bytes:
        """Return 20 bytes of content with their signature behind them."""
        return content + self.key.sign(content).signature


def read_signed(ticket: bytes, keys: Mapping[int, bytes]) -> TicketContent:
    """Return the content of a ticket that one of these public keys signed. Whether it has expired or was used is not looked at.

    Raises TicketForged.
    """
    _, _, kind, number, drop, expiry, units = LAYOUT.unpack(verified(ticket, keys))
    code = _code_of(number)
    if kind not in KINDS or code is None or units == 0:
        raise TicketForged(Forgery.CONTENT)
    return TicketContent(
        code=code, kind=KINDS[kind], drop=drop, expires_at=EPOCH + timedelta(seconds=expiry), units=units
    )


def verified(signed: bytes, keys: Mapping[int, bytes]) -> bytes:
    """Return the 20 bytes of content, of whatever kind, that one of these public keys signed. Raises TicketForged."""
    if len(signed) != SIGNED_BYTES:
        raise TicketForged(Forgery.LENGTH)
    content, signature = signed[: LAYOUT.size], signed[LAYOUT.size :]
    version, key_id = content[:2]
    if version != VERSION:
        raise TicketForged(Forgery.VERSION)
    if key_id not in keys:
        raise TicketForged(Forgery.KEY)
    try:
        VerifyKey(keys[key_id]).verify(content, signature)
    except BadSignatureError:
        raise TicketForged(Forgery.SIGNATURE) from None
    return content


def to_symbols(ticket: bytes) -> str:
    """Return 84 bytes as 135 upper-case symbols of base 32."""
    return base64.b32encode(ticket).decode().rstrip("=")


def from_symbols(symbols: str) -> bytes:
    """Return the 84 bytes that these symbols write in exactly this way, upper case or lower. Raises TicketForged."""
    upper = symbols.upper()
    try:
        ticket = base64.b32decode(upper + "=")
    except ValueError:
        raise TicketForged(Forgery.LENGTH) from None
    if len(upper) != SIGNED_SYMBOLS or to_symbols(ticket) != upper:
        raise TicketForged(Forgery.LENGTH)
    return ticket


def _packed(key_id: int, content: TicketContent) -> bytes:
    """Return the 20 bytes that are signed."""
    fields = (
        VERSION,
        key_id,
        KIND_NUMBERS[content.kind],
        _number_of(content.code),
        content.drop,
        int(content.expires_at.timestamp()),
        content.units,
    )
    return LAYOUT.pack(*fields)


def _number_of(code: str) -> int:
    """Return the first eight symbols of a code as a number of 40 bits."""
    number = 0
    for symbol in code[:8]:
        number = number * 32 + SYMBOLS.index(symbol)
    return number


def _code_of(number: int) -> str | None:
    """Return the code whose first eight symbols are this number; None where there is none."""
    if number >= 32**8:
        return None
    body = "".join(SYMBOLS[number >> shift & 31] for shift in range(35, -1, -5))
    code = body + check_symbol(body)
    return code if is_code(code) else None
