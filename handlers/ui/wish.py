"""Wishes: what a button asks for. One class a wish; its prefix is a wire format, so old buttons keep working."""

from typing import ClassVar

from aiogram.filters.callback_data import CallbackData

from market.refusal import ButtonForged

LARGEST = 2**31 - 1
"""Ids are counted up to here on both databases; PostgreSQL will not even look for a larger one."""


class Wish(CallbackData, prefix=".", frozen=True):
    """Ids and short codes only, never words: at most 64 bytes when packed. A class with this prefix too is one that only others derive from."""

    known: ClassVar[dict[str, type["Wish"]]] = {}

    @classmethod
    def __pydantic_init_subclass__(cls, **_: object) -> None:
        if cls.__prefix__ == Wish.__prefix__:
            return
        if cls.__prefix__ in cls.known:
            raise TypeError(f"two wishes with the prefix {cls.__prefix__}")
        cls.known[cls.__prefix__] = cls

    def instead(self) -> "Wish | None":
        """The wish to show when this one is refused or was done before: how things are now. None: the start."""
        return None


def read_wish(data: str) -> Wish:
    """The wish in a button's data. Raises ButtonForged for what no button of ours ever carried."""
    wish = Wish.known.get(data.partition(":")[0])
    if wish is None:
        raise ButtonForged
    try:
        read = wish.unpack(data)
    except (TypeError, ValueError) as error:
        raise ButtonForged from error
    if not all(0 <= value <= LARGEST for _, value in read if isinstance(value, int)):
        raise ButtonForged
    return read
