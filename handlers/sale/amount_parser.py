"""Parses the parts of a line that say an amount without an item, or a discount: "other RM4.50 extra sambal, discount RM1 regular"."""

import re
from dataclasses import dataclass
from datetime import date

from handlers.sale.typed_amount import read_amount
from handlers.stock.correction_parser import AROUND
from handlers.stock.price_parsing import read_price_alone
from handlers.typed_time.normalized_text import any_of_pattern, normalize
from locales.conversation_vocabulary import (
    DISCOUNT_SAID,
    OTHER_AMOUNT,
    REASON_DAMAGED,
    REASON_END,
    REASON_REGULAR,
)
from locales.discount_reason import DiscountReason
from market.sale.amounts import NewAmount

PART = re.compile(
    rf"(?:(?P<other>{any_of_pattern(OTHER_AMOUNT)})|{any_of_pattern(DISCOUNT_SAID)})[\s:]*(?=[^\d,;]{{0,4}}\d)"
)
ENDS = re.compile(r"[;，；、]|,(?!\d)")
NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")
BEHIND = 2
"""Signs of money behind a number that is not followed by a space: 4块."""
REASONS = {
    DiscountReason.REGULAR: REASON_REGULAR,
    DiscountReason.DAMAGED: REASON_DAMAGED,
    DiscountReason.END: REASON_END,
}


@dataclass(frozen=True, kw_only=True)
class TypedAmount:
    """Money in minor units, with the words beside it; a discount that has none needs a reason yet."""

    amount: int
    words: str
    is_discount: bool

    @property
    def new(self) -> NewAmount | None:
        """Return it as what a cart takes; None for a discount without a reason."""
        if not self.is_discount:
            return NewAmount(amount=self.amount, words=self.words)
        return discount(self.amount, self.words) if self.words else None


def discount(amount: int, words: str) -> NewAmount:
    """Return a discount for the reason that is written: one that could be tapped, or the words."""
    said = normalize(words).strip(AROUND)
    reason = next((reason for reason, known in REASONS.items() if said in known), DiscountReason.WORDS)
    return NewAmount(
        amount=-amount, reason=reason, words=words.strip() if reason is DiscountReason.WORDS else ""
    )


def split_amounts(text: str, currency: str, today: date) -> tuple[str, tuple[TypedAmount, ...]]:
    """Return the text without its parts that say an amount or a discount, and these; what cannot be read as one stays in the text."""
    plain, rest, found, at = normalize(text), "", list[TypedAmount](), 0
    parts = [*PART.finditer(plain)]
    for part, following in zip(parts, [*parts[1:], None], strict=False):
        comma = ENDS.search(plain, part.end(), following.start() if following else len(plain))
        ends = comma.start() if comma else following.start() if following else len(plain)
        said = amount_and_words(text[part.end() : ends].strip(AROUND), currency, today)
        if said is None or not said[0]:
            continue
        rest += text[at : part.start()]
        at = ends
        found.append(TypedAmount(amount=said[0], words=said[1].strip(AROUND), is_discount=not part["other"]))
    return (rest + text[at:]).strip(AROUND), tuple(found)


def amount_and_words(text: str, currency: str, today: date) -> tuple[int, str] | None:
    """Return the amount in minor units and the words beside it, also where no space is between them; None where there is no amount."""
    if said := read_amount(text, currency, today):
        return said
    number = NUMBER.search(normalize(text))
    for end in range(number.end() + BEHIND, number.end() - 1, -1) if number else ():
        amount = read_price_alone(text[:end], currency, today)
        if amount is not None:
            return amount, text[end:]
    return None
