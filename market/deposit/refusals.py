"""Refusals of deposits, payments and payees."""

from dataclasses import dataclass
from datetime import datetime

from market.refusal import Refusal


@dataclass
class DepositNotAsked(Refusal):
    pass


@dataclass
class DepositNotYours(Refusal):
    pass


@dataclass
class DepositReported(Refusal):
    """The payer reported the payment, and the stall has not answered."""

    stall: str


@dataclass
class DepositConfirmed(Refusal):
    """The stall confirmed the deposit before, `at` this time."""

    at: datetime
    zone: str


@dataclass(kw_only=True)
class DepositDenied(Refusal):
    """The stall denied the payment a moment ago."""

    stall: str
    reference: str
    until: datetime
    zone: str


@dataclass
class DepositChanged(Refusal):
    """The deposit has another state by now."""


@dataclass
class ScreenshotLate(Refusal):
    """The payment does not wait for its stall, so its screenshot is not changed."""


@dataclass
class ScreenshotGone(Refusal):
    """The payer has removed the screenshot, or its time is over."""


@dataclass
class DepositDiffers(Refusal):
    """The payment has another amount or currency than the deposit."""


@dataclass
class DepositsNotAllowed(Refusal):
    """No organiser has allowed deposits for this stall."""


@dataclass
class PaymentWayClosed(Refusal):
    pass


@dataclass
class PaymentUnknown(Refusal):
    """The payment is unknown, or was matched to its deposit meanwhile."""


@dataclass
class PayeeGone(Refusal):
    """The proposed payee was confirmed or replaced meanwhile."""


@dataclass
class QrNotPayment(Refusal):
    pass


@dataclass
class QrBroken(Refusal):
    """The checksum is wrong: a character was lost or changed."""


@dataclass
class QrNameless(Refusal):
    pass


@dataclass
class QrSinglePayment(Refusal):
    """The QR contains an amount already."""


@dataclass
class QrOtherMoney(Refusal):
    currency: str


@dataclass
class QrTooLong(Refusal):
    count: int
    limit: int


@dataclass
class CounterCheckUnknown(Refusal):
    """No such check of a counter's payment QR, or it was deleted with its stall's owner."""


@dataclass
class CounterFull(Refusal):
    """The owner keeps so many payment QRs already."""

    limit: int


@dataclass
class NoQrInPhoto(Refusal):
    """A photo of the counter in which no QR could be read."""


@dataclass
class QrUnread(Refusal):
    """Of several QRs in a photo of the counter, one could not be read."""
