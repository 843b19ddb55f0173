"""Kinds of packaging that goods are sold in, and their words."""

from enum import StrEnum
from typing import assert_never

from locales.say import Say


class PackagingKind(StrEnum):
    """The kind of packaging that an item is sold in."""

    NONE = "none"
    RETURNABLE = "returnable"
    COMPOSTABLE = "compostable"
    SINGLE_USE = "single_use"


def packaging_kind_word(say: Say, kind: PackagingKind) -> str:
    """Returns the kind within a sentence or a row: "single use"."""
    match kind:
        case PackagingKind.NONE:
            return say.plain("no packaging")
        case PackagingKind.RETURNABLE:
            return say.plain("returnable")
        case PackagingKind.COMPOSTABLE:
            return say.plain("compostable")
        case PackagingKind.SINGLE_USE:
            return say.plain("single use")
        case _:
            assert_never(kind)
