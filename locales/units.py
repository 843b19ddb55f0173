"""Countable units with their number: "12 boxes"."""

from enum import StrEnum
from typing import assert_never

from markupsafe import Markup

from locales.say import Say


class ItemUnit(StrEnum):
    """The unit in which an item is counted."""

    PIECE = "piece"
    BOX = "box"
    CUP = "cup"
    JAR = "jar"
    PACK = "pack"
    PRINT = "print"
    SEAT = "seat"
    PLACE = "place"


def admits(unit: ItemUnit) -> bool:
    """Return whether a person comes in for it; everything else is handed over."""
    return unit in (ItemUnit.SEAT, ItemUnit.PLACE)


def format_units(say: Say, unit: ItemUnit, n: int) -> Markup:
    """Returns `n` of an item's unit, in words."""
    match unit:
        case ItemUnit.BOX:
            return say.many("{count} box", "{count} boxes", n)
        case ItemUnit.CUP:
            return say.many("{count} cup", "{count} cups", n)
        case ItemUnit.JAR:
            return say.many("{count} jar", "{count} jars", n)
        case ItemUnit.PACK:
            return say.many("{count} pack", "{count} packs", n)
        case ItemUnit.PRINT:
            return say.many("{count} print", "{count} prints", n)
        case ItemUnit.SEAT:
            return say.many("{count} seat", "{count} seats", n)
        case ItemUnit.PLACE:
            return say.many("{count} place", "{count} places", n)
        case ItemUnit.PIECE:
            return say.many("{count} unit", "{count} units", n)
        case _:
            assert_never(unit)
