"""The skeleton of a name: two names that a person may take for one another have the same."""

import unicodedata

CAPITALS = {
    "a": "ΑА", "b": "ΒВ", "c": "С", "e": "ΕЕ", "h": "ΗН", "j": "Ј", "k": "ΚК", "l": "ΙІӀ", "m": "ΜМ", "n": "Ν",
    "o": "ΟО", "p": "ΡР", "s": "Ѕ", "t": "ΤТ", "x": "ΧХ", "y": "ΥУ", "z": "Ζ", "3": "З",
}  # fmt: skip
"""For a letter or digit the capitals of Greek and Cyrillic that look like it; their small letters may look like another."""
LETTERS = {
    "a": "αаɑ", "b": "βвь8", "c": "с", "d": "ԁ", "e": "εеҽ", "g": "ɡ", "h": "ηнһ", "j": "ј", "k": "κк", "l": "iιıɩіӏ1|",
    "m": "м", "o": "οσςо0", "p": "ρр", "q": "ԛ", "s": "ѕ5", "t": "τт", "u": "υ", "v": "ν", "w": "ωԝ", "x": "χх",
    "y": "γуү", "z": "ζ2", "3": "з",
}  # fmt: skip
"""For a letter or digit the small letters and digits that look like it, in one of both cases."""
PAIRS = (("rn", "m"), ("vv", "w"))
UNSAID = {"C", "P", "S", "Z"}
"""First letters of Unicode's categories of what people overlook: controls, punctuation, symbols, spaces."""


def _table(alike: dict[str, str]) -> dict[int, str]:
    return {ord(sign): letter for letter, signs in alike.items() for sign in signs}


OF_CAPITALS, OF_LETTERS = _table(CAPITALS), _table(LETTERS)
OF_ASCII: dict[int, str | None] = {
    **{place: None for place in range(128) if unicodedata.category(chr(place))[0] in UNSAID},
    **{place: letter for place, letter in OF_LETTERS.items() if place < 128},
}
"""What becomes of the small letters and signs of ASCII, in which most names are written: a list of all stalls asks for thousands."""


def skeleton(name: str) -> str:
    """Return what is left of a name without case, width, accents and spaces, with look-alike letters as one; the name itself where nothing is left."""
    said = name.lower().translate(OF_ASCII) if name.isascii() else _said(name)
    for pair, sign in PAIRS:
        said = said.replace(pair, sign)
    return said or name


def _said(name: str) -> str:
    """Return the letters and digits of a name in any script, look-alike ones as one."""
    wide = unicodedata.normalize("NFKD", name)
    plain = "".join(sign for sign in wide if not _is_accent(sign)).translate(OF_CAPITALS)
    alike = unicodedata.normalize("NFKC", plain.casefold()).translate(OF_LETTERS)
    return "".join(sign for sign in alike if unicodedata.category(sign)[0] not in UNSAID)


def _is_accent(sign: str) -> bool:
    """Return whether a sign is an accent of a letter, or chooses the picture of the one before it."""
    return "\u0300" <= sign <= "\u036f" or "\ufe00" <= sign <= "\ufe0f"
