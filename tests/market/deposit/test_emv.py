"""Payment QRs: read, checked, and written with an amount and a reference."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.deposit.emv import crc, decimal, read_payment_qr, read_tags, sealed, written
from market.deposit.refusals import (
    QrBroken,
    QrNameless,
    QrNotPayment,
    QrOtherMoney,
    QrSinglePayment,
    QrTooLong,
)
from market.refusal import Refusal
from tests.market.deposit import payloads
from tests.market.deposit.payloads import DUITNOW, EVERY, QRIS, tag

VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=99)
TAGS = st.dictionaries(st.integers(0, 62).map("{:02}".format), VALUES, min_size=1, max_size=6)


def test_the_check_sum_is_the_one_the_standard_names() -> None:
    assert crc(b"123456789") == "29B1"
    assert crc(b"") == "FFFF"


def minor(text: str, currency: str) -> int:
    """Return the amount as a bank's app reads it, in minor units."""
    return int(Decimal(text).scaleb({"VND": 0, "JPY": 0, "KRW": 0}.get(currency, 2)))


@pytest.mark.parametrize("scheme", EVERY)
def test_each_scheme_is_known_by_its_identifier_and_asks_for_a_sum(scheme: str) -> None:
    text, currency = EVERY[scheme]
    qr = read_payment_qr(text, currency)
    assert qr.scheme == scheme
    asked = qr.asking(123400, currency, "LR-4F7K2")
    found = dict(read_tags(asked))
    assert minor(found["54"], currency) == 123400
    assert dict(read_tags(found["62"]))["05"] == "LR-4F7K2"
    assert found["01"] == "12"
    was = dict(read_tags(text))
    assert {name: value for name, value in found.items() if name not in ("01", "54", "62", "63")} == {
        name: value for name, value in was.items() if name not in ("01", "62", "63")
    }
    assert asked == payloads.sealed(asked[:-8]), "the check sum fits"


def test_what_stood_beside_the_reference_stays() -> None:
    more = dict(read_tags(read_payment_qr(QRIS, "IDR").asking(1_500_000, "IDR", "LR-AAAAA")))["62"]
    assert dict(read_tags(more)) == {"05": "LR-AAAAA", "07": "A01"}


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (1000, "MYR", "10.00"),
        (1, "MYR", "0.01"),
        (1_500_000, "IDR", "15000"),
        (1_500_050, "IDR", "15000.50"),
        (50_000, "VND", "50000"),
        (500, "JPY", "500"),
        (500, "KRW", "500"),
    ],
)
def test_money_is_written_as_the_currency_has_it(amount: int, currency: str, text: str) -> None:
    assert decimal(amount, currency) == text
    assert minor(text, currency) == amount


@given(st.integers(0, 10**12), st.sampled_from(["MYR", "IDR", "VND", "JPY", "THB", "PHP"]))
def test_money_is_read_as_it_was_written(amount: int, currency: str) -> None:
    assert minor(decimal(amount, currency), currency) == amount


@given(TAGS)
def test_tags_are_read_as_they_were_written(tags: dict[str, str]) -> None:
    assert dict(read_tags(written(tuple(sorted(tags.items()))))) == tags


@given(st.sampled_from(sorted(EVERY)), st.data())
def test_one_sign_that_is_changed_is_noticed(scheme: str, data: st.DataObject) -> None:
    text, currency = EVERY[scheme]
    at = data.draw(st.integers(0, len(text) - 1))
    sign = data.draw(st.characters(min_codepoint=32, max_codepoint=126).filter(lambda one: one != text[at]))
    if text[at].upper() == sign.upper() and at >= len(text) - 4:
        return
    with pytest.raises(Refusal):
        read_payment_qr(f"{text[:at]}{sign}{text[at + 1 :]}".ljust(len(text), "."), currency)


@given(st.text(max_size=600))
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises((QrBroken, QrNotPayment, QrTooLong)):
        read_payment_qr(text, "MYR")


@given(st.text(max_size=60))
def test_any_text_with_a_right_check_sum_is_read_or_refused(text: str) -> None:
    with pytest.raises(Refusal):
        read_payment_qr(payloads.sealed(f"000201{text.encode(errors='ignore').decode()}"), "MYR")


ACCOUNT = tag("26", tag("00", "A0000006150001"))
REST = tag("53", "458") + tag("59", "OMBAK")
WRONG: list[tuple[str, type[Refusal]]] = [
    ("https://t.me/lorong_demo_bot?start=t_1", QrNotPayment),
    ("", QrNotPayment),
    (DUITNOW[:-1], QrBroken),
    (DUITNOW[:-4] + "0000", QrBroken),
    (DUITNOW + " x", QrBroken),
    (DUITNOW[:-8], QrBroken),
    (payloads.sealed("000201" + REST), QrNotPayment),
    (payloads.sealed("000201" + ACCOUNT + tag("53", "458")), QrNameless),
    (payloads.sealed("000201" + ACCOUNT + tag("53", "458") + tag("59", "  ")), QrNameless),
    (payloads.sealed("000201" + ACCOUNT + tag("59", "OMBAK")), QrOtherMoney),
    (payloads.sealed("000201" + ACCOUNT + tag("53", "702") + tag("59", "OMBAK")), QrOtherMoney),
    (
        payloads.sealed("000201" + ACCOUNT + tag("53", "458") + tag("54", "5.00") + tag("59", "O")),
        QrSinglePayment,
    ),
    (payloads.sealed("000201" + ACCOUNT + ACCOUNT + REST), QrBroken),
    (payloads.sealed("000201" + ACCOUNT + REST + tag("62", tag("01", "x" * 90))), QrTooLong),
    (payloads.sealed("000201" + "".join(tag(str(n), "x" * 95) for n in range(26, 32)) + REST), QrTooLong),
]


@pytest.mark.parametrize(("text", "why"), WRONG)
def test_what_cannot_be_paid_to_is_refused_with_the_reason(text: str, why: type[Refusal]) -> None:
    with pytest.raises(why):
        read_payment_qr(text, "MYR")


def test_a_currency_without_a_number_takes_no_qr() -> None:
    with pytest.raises(QrOtherMoney):
        read_payment_qr(DUITNOW, "ZZZ")


def test_a_lower_case_check_sum_is_a_check_sum() -> None:
    assert read_payment_qr(f"{DUITNOW[:-4]}{DUITNOW[-4:].lower()}", "MYR").name == "OMBAK PRINT"


def test_sealing_computes_anew() -> None:
    tags = read_tags(DUITNOW)
    assert sealed(tags) == DUITNOW
