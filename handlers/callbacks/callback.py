"""Wishes: what a button asks for. One class a wish; its prefix is a wire format, so old buttons keep working."""

from typing import ClassVar

from aiogram.filters.callback_data import CallbackData

from market.refusal import ButtonForged

MAX_ID = 2**31 - 1
"""Ids are counted up to here on both databases; PostgreSQL will not even look for a larger one."""


class Callback(CallbackData, prefix=".", frozen=True):
    """Ids and short codes only, never words: at most 64 bytes when packed. A class with this prefix too is one that only others derive from."""

    known: ClassVar[dict[str, type["Callback"]]] = {}

    @classmethod
    def __pydantic_init_subclass__(cls, **_: object) -> None:
        if cls.__prefix__ == Callback.__prefix__:
            return
        if cls.__prefix__ in cls.known:
            raise TypeError(f"two wishes with the prefix {cls.__prefix__}")
        cls.known[cls.__prefix__] = cls

    def fallback(self) -> "Callback | None":
        """The wish to show when this one is refused or was done before: how things are now. None: the start."""
        return None


def parse_callback(data: str) -> Callback:
    """The wish in a button's data. Raises ButtonForged for what no button of ours ever carried."""
    callback = Callback.known.get(data.partition(":")[0])
    if callback is None:
        raise ButtonForged
    try:
        read = callback.unpack(data)
    except (TypeError, ValueError) as error:
        raise ButtonForged from error
    if not all(0 <= value <= MAX_ID for _, value in read if isinstance(value, int)):
        raise ButtonForged
    return read
