"""A scan as a device writes it: a string of JSON, signed by the device."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Self

from nacl.exceptions import CryptoError
from nacl.signing import VerifyKey
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from market.kiosk.refusals import KioskError, KioskRefused
from storage.kiosk import KioskAction
from storage.sale import SaleMethod
from storage.ticket import ReturnCondition

MAX_BODY = 1000
MAX_SEQ = 2**53
"""Numbers that a browser counts exactly."""
MAX_UNITS = 6
FIRST_TIME, LAST_TIME = 946_684_800_000, 4_102_444_800_000
"""Milliseconds of the years 2000 and 2100."""
MAX_LINES, MAX_SOLD, MAX_PRICE, MAX_ITEM = 8, 99, 10**13, 2**31 - 1
"""Lines of a sale, units of a line, minor units of a price, and the highest id of an item."""
UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
BASE64URL = re.compile(r"[A-Za-z0-9_-]*")
START = datetime(1970, 1, 1, tzinfo=UTC)

Uuid = Annotated[str, Field(pattern=UUID)]


class SaleLine(BaseModel):
    """Units of an item that a device sold, at the price that was read, in minor units."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    item: Annotated[int, Field(ge=1, le=MAX_ITEM)]
    units: Annotated[int, Field(ge=1, le=MAX_SOLD)]
    price: Annotated[int, Field(ge=0, le=MAX_PRICE)]


class SaleBody(BaseModel):
    """A walk-in sale that a device recorded, and how it was paid."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    method: Annotated[SaleMethod, Field(strict=False)]
    lines: Annotated[list[SaleLine], Field(min_length=1, max_length=MAX_LINES)]

    @model_validator(mode="after")
    def _each_item_once(self) -> Self:
        if len({line.item for line in self.lines}) < len(self.lines):
            raise ValueError("an item has one line")
        return self


class ScanBody(BaseModel):
    """A record of a device: the `seq`th scan of it, of `ticket` as scanned or typed, at `at` in milliseconds since 1970 in UTC.

    `condition` is how packaging came back, `method` how goods were paid as they went out; None: the device did not say. A sale has no ticket and no
    units of its own.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    uuid: Uuid
    seq: Annotated[int, Field(ge=1, le=MAX_SEQ)]
    ticket: Annotated[str, Field(max_length=400)]
    action: Annotated[KioskAction, Field(strict=False)]
    units: Annotated[int, Field(ge=0, le=MAX_UNITS)]
    at: Annotated[int, Field(ge=FIRST_TIME, le=LAST_TIME)]
    shown: Annotated[str, Field(max_length=40)] = ""
    undoes: Uuid | None = None
    condition: Annotated[ReturnCondition, Field(strict=False)] = ReturnCondition.FINE
    method: Annotated[SaleMethod, Field(strict=False)] | None = None
    sale: SaleBody | None = None

    @model_validator(mode="after")
    def _one_meaning(self) -> Self:
        if (self.action is KioskAction.UNDO) != (self.undoes is not None):
            raise ValueError("an undo names a scan, and nothing else does")
        if (self.action is KioskAction.SELL) != (self.sale is not None):
            raise ValueError("a sale says what was sold, and nothing else does")
        if self.condition is not ReturnCondition.FINE and self.action is not KioskAction.TAKE_BACK:
            raise ValueError("what goes out has no condition")
        if self.method is not None and self.action not in (KioskAction.HAND_OVER, KioskAction.ADMIT):
            raise ValueError("only what goes out is paid")
        return self

    @property
    def time(self) -> datetime:
        return START + timedelta(milliseconds=self.at)


@dataclass(frozen=True)
class SentScan:
    """A scan as it was sent: `body` is what the device signed, `signature` 64 bytes."""

    body: str
    signature: bytes


def read_body(body: str) -> ScanBody:
    """Return what a body says. Raises KioskRefused where it is none."""
    if len(body) > MAX_BODY:
        raise KioskRefused(KioskError.MALFORMED)
    try:
        return ScanBody.model_validate_json(body)
    except ValidationError:
        raise KioskRefused(KioskError.MALFORMED) from None


def is_signed(message: bytes, signature: bytes, public_key: bytes) -> bool:
    """Return whether a device with this public key signed a message."""
    try:
        VerifyKey(public_key).verify(message, signature)
    except (CryptoError, ValueError):
        return False
    return True


def from_base64url(text: str) -> bytes:
    """Return the bytes that base64url without padding writes. Raises ValueError."""
    if not BASE64URL.fullmatch(text):
        raise ValueError("not base64url")
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def to_base64url(data: bytes) -> str:
    """Return bytes in base64url without padding."""
    return urlsafe_b64encode(data).decode().rstrip("=")
