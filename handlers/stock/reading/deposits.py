"""The purpose of a deposit: the order, or the packaging the goods go out in."""

import re
from collections.abc import Sequence
from enum import StrEnum

from handlers.stock.reading.tokens import Mark, Number
from handlers.typed_time.normalized_text import any_of_pattern
from locales.packaging_kind import PackagingKind
from locales.stock import packaging_of_tags, words_for

PACKED = re.compile(any_of_pattern(words_for("packaging")))
PACKED_BEFORE = re.compile(rf"(?<!\d)(?<!\d\s){any_of_pattern(words_for('packaging'))}\s*$")
"""bowl deposit RM5, but not "12 bowls, deposit RM5"."""
RETURNED = re.compile(any_of_pattern(words_for("returned_packaging")))
ORDERED_BESIDE = re.compile(
    any_of_pattern(
        word for name in ("order_deposits", "beside_order_deposit", "paid_before") for word in words_for(name)
    )
)
ORDERED_AFTER = re.compile(rf"\s*{any_of_pattern(words_for('after_order_deposit'))}")
ORDERED = re.compile(any_of_pattern(words_for("order_words")))


class DepositPurpose(StrEnum):
    """The purpose of a deposit. UNSAID: the line does not say, so its vendor is asked."""

    ORDER = "order"
    PACKAGING = "packaging"
    UNSAID = "unsaid"


def deposit_purpose(text: str, number: Number, tags: Sequence[str]) -> DepositPurpose:
    """Returns what the deposit of a normalized line is for. The words beside the amount say it first, then those of the line."""
    begin, end = number.span_with(*Mark)
    if not number.has(Mark.DEPOSIT):
        return DepositPurpose.PACKAGING
    if ORDERED_BESIDE.search(text, begin, end) or ORDERED_AFTER.match(text, end):
        return DepositPurpose.ORDER
    if PACKED.search(text, begin, end) or PACKED_BEFORE.search(text[:begin]):
        return DepositPurpose.PACKAGING
    if packaging_of_tags(tags) is PackagingKind.RETURNABLE or RETURNED.search(text):
        return DepositPurpose.PACKAGING
    return DepositPurpose.ORDER if ORDERED.search(text) else DepositPurpose.UNSAID
