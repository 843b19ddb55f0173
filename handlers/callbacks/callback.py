"""Callbacks: typed button data. A class's prefix is its wire format, so old buttons keep working."""

from functools import lru_cache
from typing import Annotated, Any, ClassVar, TypeVar

from aiogram.filters.callback_data import CallbackData
from pydantic import BaseModel, Field

from market.refusal import ButtonForged

MAX_NUMBER = 2**31 - 1
"""The largest number of 32 bits; PostgreSQL rejects a larger one where a column has no more."""

MAX_LONG_ID = 2**63 - 1
"""The largest key of 64 bits."""

ModelT = TypeVar("ModelT", bound=BaseModel)

LongId = Annotated[int, Field(ge=0, le=MAX_LONG_ID)]
"""The id of a row whose key has 64 bits. The keys of alleys, stalls, drops, items and broadcasts have 32."""


class Callback(CallbackData, prefix=".", frozen=True, defer_build=True):
    """Base of all callbacks. It holds ids and short codes only, at most 64 bytes when packed.

    A class with the prefix of this one is abstract. Schemas are built when a class is first used: all of them are a tenth of the start.
    `class AskHideReported(Callback, prefix="orh", back=ShowReport)`: its way back is ShowReport, with the fields of the same names. Inherited.
    `also=("orj",)`: it reads buttons of those prefixes, too, which none is made with any more.
    """

    known: ClassVar[dict[str, type["Callback"]]] = {}
    former: ClassVar[dict[str, str]] = {}
    way_back: ClassVar[type["Callback"] | None] = None

    def __init_subclass__(
        cls, *, back: type["Callback"] | None = None, also: tuple[str, ...] = (), **options: Any
    ) -> None:
        super().__init_subclass__(**options)
        if back is not None:
            cls.way_back = back
        cls.former.update(dict.fromkeys(also, cls.__prefix__))

    @classmethod
    def __pydantic_init_subclass__(cls, **_: object) -> None:
        if cls.__prefix__ == Callback.__prefix__:
            return
        if cls.__prefix__ in (*cls.known, *cls.former):
            raise TypeError(f"two callbacks with the prefix {cls.__prefix__}")
        cls.known[cls.__prefix__] = cls

    def fallback(self) -> "Callback | None":
        """Returns the callback to show if this one is done, is refused or was done before; None: the start screen."""
        return same_fields(self.way_back, self) if self.way_back else None


def same_fields(kind: type[ModelT], source: BaseModel) -> ModelT:
    """Returns a `kind` whose fields are those of `source` with their names. A page is one of its own list, and is left out."""
    return kind(**{name: value for name, value in source if name in kind.model_fields and name != "page"})


@lru_cache(maxsize=2048)
def parse_callback(data: str) -> Callback:
    """Returns the callback in a button's data; a field that its class got later has its default. Cached, since many tap the same.

    Raises ButtonForged if no button of ours ever carried it.
    """
    prefix = data.partition(":")[0]
    if prefix in Callback.former:
        data = Callback.former[prefix] + data.removeprefix(prefix)
    callback = ButtonForged.unless(Callback.known.get(data.partition(":")[0]))
    try:
        read = callback.unpack(_completed(callback, data))
    except (TypeError, ValueError) as error:
        raise ButtonForged from error
    if not all(_in_range(callback, name, value) for name, value in read if isinstance(value, int)):
        raise ButtonForged
    return read


def _completed(callback: type[Callback], data: str) -> str:
    """Returns the data with the defaults of the last fields, where a button from before they were added lacks them."""
    missing = [*callback.model_fields.values()][data.count(":") :]
    if any(each.is_required() for each in missing):
        return data
    return ":".join([data, *(str(each.default) for each in missing)])


def is_long(kind: type[Callback], name: str) -> bool:
    """Returns whether a field is a `LongId`, which has its own bounds."""
    return bool(kind.model_fields[name].metadata)


def _in_range(kind: type[Callback], name: str, number: int) -> bool:
    return 0 <= number <= MAX_NUMBER or is_long(kind, name)
