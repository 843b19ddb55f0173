"""Why a line was read as it was, packed into a button and said in words."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.stock.line_parser import Reason, Role
from handlers.stock.reading.result import PositionCause
from handlers.stock.reading.tokens import Mark
from locales.say import Say
from locales.user_text import sanitize_name

LONGEST_BYTES, LONGEST_WORD = 44, 24
BETWEEN, WITHIN = "~", "_"
ROLES = {"q": Role.QUANTITY, "p": Role.PRICE, "l": Role.LIMIT, "d": Role.DEPOSIT, "n": Role.NAME}
PLACES: dict[str, PositionCause] = {
    "1": PositionCause.FIRST,
    "2": PositionCause.BARE,
    "3": PositionCause.DECIMALS,
}


def pack_reasons(reasons: Sequence[Reason]) -> str:
    """Returns the reasons in so few bytes that a button can carry them; the last ones are left out if there are too many."""
    packed = ""
    for reason in reasons:
        code = next((code for code, role in ROLES.items() if role == reason.role), "")
        place = next((sign for sign, its in PLACES.items() if its == reason.cause), "0")
        parts = [f"{code}{place}{reason.value}", reason.word]
        part = WITHIN.join("".join(sign for sign in each if sign not in ":~_") for each in parts)
        longer = f"{packed}{BETWEEN}{part}" if packed else part
        if code and len(longer.encode()) <= LONGEST_BYTES:
            packed = longer
    return packed


def unpack_reasons(packed: str) -> list[Reason]:
    """Returns the reasons in a button; nothing for a part that none of ours has."""
    found = []
    for part in packed.split(BETWEEN):
        value, _, word = part.partition(WITHIN)
        role, place = ROLES.get(value[:1]), value[1:2]
        if role and value[2:] and (place in PLACES or (place == "0" and word)):
            cause = PLACES.get(place, Mark.UNIT)
            found.append(
                Reason(role=role, cause=cause, value=value[2:], word="" if place in PLACES else word)
            )
    return found


def reason_row(say: Say, reason: Reason) -> Markup:
    """Returns "12 is how many, because of “pcs”."."""
    value, word = (sanitize_name(each, LONGEST_WORD) for each in (reason.value, reason.word))
    if reason.word:
        return _by_word(say, reason.role, value, word)
    return _by_place(say, reason, value)


def _by_word(say: Say, role: Role, value: Markup | str, word: Markup | str) -> Markup:
    match role:
        case Role.PRICE:
            return say("{value} is the price, because of “{word}”.", value=value, word=word)
        case Role.LIMIT:
            return say("{value} is the most for one person, because of “{word}”.", value=value, word=word)
        case Role.DEPOSIT:
            return say("{value} is a deposit, because of “{word}”.", value=value, word=word)
        case Role.NAME:
            return say("{value} belongs to the name, because of “{word}”.", value=value, word=word)
        case _:
            return say("{value} is the quantity, because of “{word}”.", value=value, word=word)


def _by_place(say: Say, reason: Reason, value: Markup | str) -> Markup:
    match reason.role, reason.cause:
        case Role.PRICE, PositionCause.DECIMALS:
            return say("{value} is the price, because it has decimals.", value=value)
        case Role.PRICE, _:
            return say("{value} is the price, because it is the number that is left.", value=value)
        case _, PositionCause.FIRST:
            return say("{value} is the quantity, because it comes first.", value=value)
        case _:
            return say("{value} is the quantity, because it stands beside the name.", value=value)
