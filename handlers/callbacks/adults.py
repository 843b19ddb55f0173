"""Callbacks of the one question of drops for adults. `then` is what the person was about to do, packed."""

from handlers.callbacks.callback import Callback, parse_callback
from handlers.callbacks.start import ShowStart
from market.refusal import ButtonForged

LONGEST = 62
"""Bytes of a packed callback that has room in another one."""


SEPARATOR, WITHIN = ":", "|"


def packed_within(callback: Callback) -> str:
    """Return a callback for a field of another one; "" where there is no room, also not without the list that it leads back to."""
    for each in (callback, _anywhere(callback)):
        try:
            data = each.pack().replace(SEPARATOR, WITHIN)
        except ValueError:
            continue
        if len(data.encode()) <= LONGEST:
            return data
    return ""


def unpacked_within(data: str) -> Callback:
    """Return the callback of a field; the start where it is empty. Raises ButtonForged."""
    return parse_callback(data.replace(WITHIN, SEPARATOR)) if data else ShowStart()


def _anywhere(callback: Callback) -> Callback:
    if "back_to" not in type(callback).model_fields:
        return callback
    return callback.model_copy(update={"back_to": ""})


class ConfirmAdult(Callback, prefix="8"):
    """Stores that the person is 18 or older, and does what they were about to do."""

    then: str = ""

    def fallback(self) -> Callback | None:
        return _fallback(self.then)


class DenyAdult(Callback, prefix="9"):
    """Stores nothing, and leads back."""

    then: str = ""

    def fallback(self) -> Callback | None:
        return _fallback(self.then)


class ShowAge(Callback, prefix="sy"):
    """Shows in the settings what is stored, and how to take it back."""


class SayAdult(Callback, prefix="syy", back=ShowAge):
    pass


class WithdrawAdult(Callback, prefix="syn", back=ShowAge):
    pass


def _fallback(data: str) -> Callback | None:
    try:
        return unpacked_within(data).fallback()
    except ButtonForged:
        return None
