"""The reasons for a discount: three that are tapped, and words of the stall's own."""

from enum import StrEnum


class DiscountReason(StrEnum):
    """Why somebody paid less at the stall."""

    REGULAR = "regular"
    DAMAGED = "damaged"
    END = "end"
    WORDS = "words"


TAPPED_REASONS = (DiscountReason.REGULAR, DiscountReason.DAMAGED, DiscountReason.END)
