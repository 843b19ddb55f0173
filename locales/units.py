"""Countable units with their number: "12 boxes"."""

from markupsafe import Markup

from locales.say import Say


def format_units(say: Say, unit: str, n: int) -> Markup:
    """Returns `n` of an item's unit, in words."""
    match unit:
        case "box":
            return say.many("{count} box", "{count} boxes", n)
        case "cup":
            return say.many("{count} cup", "{count} cups", n)
        case "jar":
            return say.many("{count} jar", "{count} jars", n)
        case "pack":
            return say.many("{count} pack", "{count} packs", n)
        case "print":
            return say.many("{count} print", "{count} prints", n)
        case "seat":
            return say.many("{count} seat", "{count} seats", n)
        case "place":
            return say.many("{count} place", "{count} places", n)
        case _:
            return say.many("{count} unit", "{count} units", n)
