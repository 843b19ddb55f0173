"""Parses amounts of money as vendors write them, with separators by the currency."""

import re

from locales.formats import EXPONENT, PRINTED_DIGITS

MAX_DIGITS = 12


def minor_units(number: str, thousand: bool, currency: str) -> int | None:
    """Returns "8.50" in minor units of the currency; None if it is no valid amount."""
    if sum(sign.isdigit() for sign in number) > MAX_DIGITS:
        return None
    exponent = EXPONENT.get(currency, 2)
    if PRINTED_DIGITS.get(currency, 2) == 0 or thousand:
        whole = re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+|\d+", number)
        scale: int = 10**exponent * (1000 if thousand else 1)
        return int(re.sub(r"\D", "", number)) * scale if whole else None
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?", number):
        number = number.replace(",", "")
    if not re.fullmatch(r"\d+(?:[.,]\d{1,2})?", number):
        return None
    whole_part, _, part = number.replace(",", ".").partition(".")
    scale = int("1" + "0" * exponent)
    return int(whole_part) * scale + int(part.ljust(exponent, "0")[:exponent] or 0)


def nearest_price(number: str, currency: str) -> int | None:
    """Returns the price that "8.5.0" may mean."""
    parts = re.findall(r"\d+", number)
    if not parts:
        return None
    if PRINTED_DIGITS.get(currency, 2) == 0 or len(parts[-1]) == 3 or len(parts) == 1:
        return minor_units("".join(parts), thousand=False, currency=currency)
    return minor_units(f"{parts[0]}.{''.join(parts[1:])[:2]}", thousand=False, currency=currency)
