"""A receipt's words for receipts that belong to it: its refunds and its void, the sale that it refunds, the refund that it voids. All numbers are receipts'."""

from collections.abc import Sequence
from typing import assert_never

from markupsafe import Markup, escape

from locales.discount_reason import DiscountReason
from locales.formats import format_list_and, format_number
from locales.say import Say
from locales.user_text import AMOUNT_WORDS, sanitize_name


def amount_words(say: Say, reason: DiscountReason | None, words: str) -> Markup:
    """Returns what money of a sale without an item is for: the stall's words, or a discount with its reason."""
    if reason is None:
        return escape(sanitize_name(words, AMOUNT_WORDS)) if words else say("Other amount")
    # text: why somebody pays less
    return say("Discount ({reason})", reason=reason_words(say, reason, words))


def reason_words(say: Say, reason: DiscountReason, words: str = "") -> str:
    """Returns the reason of a discount."""
    match reason:
        case DiscountReason.REGULAR:
            return say.plain("regular customer")
        case DiscountReason.DAMAGED:
            return say.plain("damaged")
        case DiscountReason.END:
            return say.plain("end of the evening")
        case DiscountReason.WORDS:
            return sanitize_name(words, AMOUNT_WORDS)
        case _:
            assert_never(reason)


def sale_words(say: Say, refunds: Sequence[int], *, whole: bool, voided_by: int | None) -> Markup:
    """Returns by which refunds a sale was refunded, all of it (`whole`) or in part, and by which void the rest of it was voided; nothing where it stands."""
    voided = say("Voided: see void {number}.", number=format_number(say, voided_by or 0))
    return say.sentences(
        _refunded(say, refunds, whole=whole and voided_by is None), voided if voided_by is not None else ""
    )


def void_words(say: Say, sale: int) -> Markup:
    """Returns which sale a void voids."""
    return say("It voids receipt {number}.", number=format_number(say, sale))


def refund_words(say: Say, sale: int, *, goods_kept: bool, undone_by: int | None) -> Markup:
    """Returns of which sale a refund is, whether its goods came back, and by which void it was undone."""
    undone = say("Undone: see void {number}.", number=format_number(say, undone_by or 0))
    return say.sentences(
        say("It refunds a part of receipt {number}.", number=format_number(say, sale)),
        say("The goods were not returned.") if goods_kept else "",
        undone if undone_by is not None else "",
    )


def undone_refund_words(say: Say, refund: int, sale: int) -> Markup:
    """Returns which refund of which sale a void undid."""
    return say(
        "It voids refund {number} of receipt {sale}.",
        number=format_number(say, refund),
        sale=format_number(say, sale),
    )


def _refunded(say: Say, refunds: Sequence[int], *, whole: bool) -> Markup:
    if not refunds:
        return Markup()
    numbers = format_list_and(say, [format_number(say, number) for number in refunds])
    if whole:
        # text: the numbers of receipts
        return say("Refunded: no. {numbers}.", numbers=numbers)
    # text: the numbers of receipts
    return say("Refunded in part: no. {numbers}.", numbers=numbers)
