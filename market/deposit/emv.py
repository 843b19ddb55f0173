"""Bank payment QRs: EMVCo merchant-presented payloads, read, checked, and written with an amount and a reference."""

from binascii import crc_hqx
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from re import findall

from locales.formats import exponent
from market.deposit.refusals import (
    QrBroken,
    QrNameless,
    QrNotPayment,
    QrOtherMoney,
    QrSinglePayment,
    QrTooLong,
)

LONGEST = 512
FORMAT, POINT, CURRENCY, AMOUNT, NAME, CITY, MORE, CRC = "00", "01", "53", "54", "59", "60", "62", "63"
STATIC, DYNAMIC = "11", "12"
PAYLOAD = "000201"
"""How each begins: tag 00, two characters, version 01."""
REFERENCE = "05"
"""Within tag 62: the label that the payee sees beside the money."""

DEAREST, ROOMY = 10**12, "LR-00000"
"""The longest amount and reference: a payload without room for them is refused at once."""

NUMERIC = {
    "MYR": "458",
    "IDR": "360",
    "THB": "764",
    "PHP": "608",
    "VND": "704",
    "SGD": "702",
    "KHR": "116",
    "LAK": "418",
    "MMK": "104",
    "BND": "096",
    "JPY": "392",
    "KRW": "410",
    "HKD": "344",
    "TWD": "901",
    "INR": "356",
    "CNY": "156",
    "USD": "840",
    "EUR": "978",
}
"""ISO 4217 numbers, as in tag 53."""

SCHEMES = {
    "A0000006150001": "DuitNow",
    "ID.CO.QRIS.WWW": "QRIS",
    "A000000677010111": "PromptPay",
    "A000000677010112": "PromptPay",
    "A000000677010113": "PromptPay",
    "A000000677010114": "PromptPay",
    "COM.P2PQRPAY": "QR Ph",
    "PH.PPMI.P2M": "QR Ph",
    "PH.PPMI.QRPH": "QR Ph",
    "A000000727": "VietQR",
    "SG.PAYNOW": "PayNow",
}
"""By the identifier in subtag 00 of a merchant account, tags 26 to 51."""

Tags = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class PayeeAccounts:
    """The payee of a payload: its accounts, the payee's name, which anybody may choose, the scheme, and the last characters of the first account."""

    accounts: frozenset[str]
    name: str
    scheme: str
    ending: str


@dataclass(frozen=True)
class PaymentQr:
    """A payload: its tags without the CRC, the payee's name, and the scheme; "" for an unknown scheme."""

    tags: Tags
    name: str
    scheme: str

    def asking(self, amount: int, currency: str, reference: str) -> str:
        """Return the payload for this amount in minor units, with a reference, for one payment."""
        more = with_tag(read_tags(self._first(MORE)), REFERENCE, reference)
        tags = with_tag(self.tags, POINT, DYNAMIC)
        tags = with_tag(tags, AMOUNT, decimal(amount, currency))
        return sealed(with_tag(tags, MORE, written(more)))

    def _first(self, tag: str) -> str:
        return next((value for found, value in self.tags if found == tag), "")


def read_payment_qr(payload: str, currency: str) -> PaymentQr:
    """Parse and check a payload. Raises QrTooLong, QrNotPayment, QrBroken, QrSinglePayment, QrNameless, QrOtherMoney."""
    tags = _checked_tags(payload)
    found = dict(tags)
    if AMOUNT in found:
        raise QrSinglePayment
    if not found.get(NAME, "").strip():
        raise QrNameless
    if CURRENCY not in found or found[CURRENCY] != NUMERIC.get(currency):
        raise QrOtherMoney(currency)
    qr = PaymentQr(tags[:-1], found[NAME].strip(), _scheme(tags))
    qr.asking(DEAREST, currency, ROOMY)
    return qr


def read_accounts(payload: str) -> PayeeAccounts:
    """Parse and check a payload of any currency, amount and name. Raises QrTooLong, QrNotPayment, QrBroken."""
    tags = _checked_tags(payload)
    accounts = [value for tag, value in tags if _is_account(tag)]
    numbers = findall(r"\w+", accounts[0])
    name = dict(tags).get(NAME, "").strip()
    return PayeeAccounts(
        accounts=frozenset(accounts),
        name=name,
        scheme=_scheme(tags),
        ending=max(numbers, key=len, default="")[-4:],
    )


def is_payment_qr(text: str) -> bool:
    """Return whether a text begins as a payment QR does."""
    return text.strip().startswith(PAYLOAD)


def _checked_tags(payload: str) -> Tags:
    """Parse the tags of a payload that names an account. Raises QrTooLong, QrNotPayment, QrBroken."""
    payload = payload.strip()
    if len(payload) > LONGEST:
        raise QrTooLong(len(payload), LONGEST)
    if not is_payment_qr(payload):
        raise QrNotPayment
    tags = read_tags(payload)
    _refuse_broken(payload, tags)
    if not any(_is_account(tag) for tag, _ in tags):
        raise QrNotPayment
    return tags


def _is_account(tag: str) -> bool:
    return "02" <= tag <= "51"


def read_tags(text: str) -> Tags:
    """Parse tags: two digits of a tag, two of a length, the value. Raises QrBroken for wrong lengths or a repeated tag."""
    tags = tuple(_tags(text))
    if len(dict(tags)) != len(tags):
        raise QrBroken
    return tags


def _tags(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        head, length = text[at : at + 4], text[at + 2 : at + 4]
        if len(head) < 4 or not (head.isascii() and head.isdigit()):
            raise QrBroken
        value = text[at + 4 : at + 4 + int(length)]
        if len(value) != int(length) or not value:
            raise QrBroken
        yield head[:2], value
        at += 4 + len(value)


def _refuse_broken(payload: str, tags: Tags) -> None:
    """Raise QrBroken unless the last tag is the CRC of everything before its value."""
    if not tags or tags[-1][0] != CRC or len(tags[-1][1]) != 4:
        raise QrBroken
    if crc(payload[:-4].encode()) != tags[-1][1].upper():
        raise QrBroken


def with_tag(tags: Tags, tag: str, value: str) -> Tags:
    """Return the tags in the order of their numbers, with this one added or replaced."""
    return tuple(sorted([*((found, old) for found, old in tags if found != tag), (tag, value)]))


def written(tags: Tags) -> str:
    """Return the tags as text. Raises QrTooLong for a value of more than 99 characters."""
    for _, value in tags:
        if len(value) > 99:
            raise QrTooLong(len(value), 99)
    return "".join(f"{tag}{len(value):02}{value}" for tag, value in tags)


def sealed(tags: Tags) -> str:
    """Return the payload with its CRC. Raises QrTooLong."""
    open_ = written(tuple(pair for pair in tags if pair[0] != CRC)) + CRC + "04"
    payload = open_ + crc(open_.encode())
    if len(payload) > LONGEST:
        raise QrTooLong(len(payload), LONGEST)
    return payload


def crc(data: bytes) -> str:
    """Return the CRC-16/CCITT-FALSE of EMV payment QRs as four hexadecimal digits."""
    return f"{crc_hqx(data, 0xFFFF):04X}"


def decimal(amount: int, currency: str) -> str:
    """Return minor units as tag 54 has them: "10.00"; rupiah and currencies without minor units have no point: "15000"."""
    whole = Decimal(amount).scaleb(-exponent(currency))
    if exponent(currency) == 0 or (currency == "IDR" and whole == whole.to_integral_value()):
        return f"{whole:.0f}"
    return f"{whole:.{exponent(currency)}f}"


def _scheme(tags: Tags) -> str:
    for tag, value in tags:
        if "26" <= tag <= "51":
            known = SCHEMES.get(dict(read_tags(value)).get("00", "").upper())
            if known:
                return known
    return ""
