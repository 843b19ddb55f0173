"""What a message leaves out and has to be asked, as short words that fit a button and an open question: "quantity", "price" and "when", then "q2", "p3"."""

import re

from market.drop.wares import Wares

QUANTITY, PRICE, WHEN = "quantity", "price", "when"
OF_LINE = re.compile(r"(q|p)([2-9])")


def lacking(wares: Wares, stood: bool) -> list[str]:
    """What no line says and, with `stood`, no last time tells."""
    first, *others = wares.lines
    lacks = {
        QUANTITY: first.quantity is None,
        PRICE: first.price is None,
        WHEN: wares.day is None and not stood,
    }
    for place, line in enumerate(others, 2):
        lacks[f"q{place}"] = line.quantity is None
        lacks[f"p{place}"] = line.offered and line.price is None
    return [what for what, is_so in lacks.items() if is_so]


def known(words: str) -> list[str]:
    """Those of a button's words that are questions."""
    said = words.split(".")
    return [what for what in said if what in (QUANTITY, PRICE, WHEN) or OF_LINE.fullmatch(what)]


def asked_of(what: str) -> tuple[str, int]:
    """What is asked, and of which line, counted from 1."""
    of_line = OF_LINE.fullmatch(what)
    if of_line is None:
        return what, 1
    return {"q": QUANTITY, "p": PRICE}[of_line[1]], int(of_line[2])
