"""What a receipt says of those that belong to it: its refunds, the sale that it refunds, the refund that it voids. Numbers are receipts' numbers."""

from collections.abc import Sequence

from markupsafe import Markup

from locales.formats import format_list_and, format_number
from locales.say import Say


def refunded_words(say: Say, refunds: Sequence[int], *, whole: bool) -> Markup:
    """Returns by which refunds a sale was refunded, all of it (`whole`) or in part; nothing without any."""
    if not refunds:
        return Markup()
    numbers = format_list_and(say, [format_number(say, number) for number in refunds])
    if whole:
        # text: the numbers of receipts
        return say("Refunded: no. {numbers}.", numbers=numbers)
    # text: the numbers of receipts
    return say("Refunded in part: no. {numbers}.", numbers=numbers)


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
