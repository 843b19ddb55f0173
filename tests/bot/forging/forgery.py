"""Forged buttons and answers: every callback and every prompt, filled with ids that its sender was never given."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from random import Random
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

import handlers.routes
from handlers.callbacks.callback import Callback
from handlers.stock.missing_fields import PRICE, QUANTITY, WHEN
from handlers.ui.cart_code import pack_cart
from handlers.ui.prompt import Prompt
from market.sale.cart import CartLine
from tests.bot.forging.trial_store import Rows
from tests.busy_market import FIRST_NEIGHBOUR

assert handlers.routes, "every callback and prompt is known"

TABLES: dict[str, tuple[str, ...]] = {
    "after_stall_id": ("stall",),
    "asset": ("packaging_asset",),
    "call": ("help_call",),
    "check": ("counter_check",),
    "conflict": ("scan_conflict",),
    "decision": ("audit_entry",),
    "device": ("kiosk_device",),
    "document": ("licence_document",),
    "draft": ("drop",),
    "entry": ("cash_entry", "licence_fee"),
    "first": ("loan",),
    "given": ("shift",),
    "holder_id": ("stall", "alley"),
    "invite": ("stall_invite", "hub_invite"),
    "message": ("support_message",),
    "movement": ("packaging_movement",),
    "packaging": ("packaging_type",),
    "owner": ("stall",),
    "place": ("hub", "stall", "haul"),
    "series": ("drop_series",),
    "record": ("showroom_window", "packaging_type", "stock_template"),
    "target_id": ("drop", "stall", "alley"),
    "template": ("stock_template",),
    "thread": ("support_thread",),
    "transfer": ("packaging_transfer",),
    "visit": ("showroom_visit",),
    "waiver": ("fee_waiver",),
    "window": ("showroom_window",),
}
"""The tables whose ids a field holds, where it is not named as its table is."""
NUMBERS = {
    "day": (20261127, 20261128),
    "units": (1, 2),
    "page": (1,),
    "price": (1, 500),
    "month": (202611,),
    "until": (20271231,),
}
SMALL = (0, 1, 2, 3, 5, 60)
WORDS = (
    "20",
    "RM5",
    "Siti",
    "tomorrow 7pm",
    "5.98, 116.07",
    "12 kuih lapis RM8.50 sat 7pm",
    "088-123456",
    "https://live.example/x",
)
"""Answers of each kind that prompts ask for."""
MISSING = 987_654


@dataclass(frozen=True, kw_only=True)
class Forgery:
    """A button's data, or a prompt with the words that answer it."""

    data: str = ""
    prompt: Prompt | None = None
    words: str = ""

    def __str__(self) -> str:
        return self.data or f"{self.prompt!r} ← {self.words!r}"


class Forger:
    """Fills the fields of callbacks and prompts with what stands in the rows of a market."""

    def __init__(self, rows: Mapping[str, Rows], rng: Random) -> None:
        self._rng = rng
        self._ids = {table: [key[0] for key in found] for table, found in rows.items() if found}
        self._codes = [
            row["code"] for table in ("ticket", "stall", "drop", "recovery") for row in rows[table].values()
        ]
        self._serials = [row["serial"] for row in rows["packaging_asset"].values()]

    def forgeries(self, each: int) -> Iterator[Forgery]:
        """Yield so many forgeries of every callback and of every prompt."""
        for callback in Callback.known.values():
            for _ in range(each):
                if data := self._data(callback):
                    yield Forgery(data=data)
        for prompt in Prompt.known.values():
            for _ in range(each):
                yield Forgery(prompt=prompt.model_validate(self._fill(prompt)), words=self._rng.choice(WORDS))

    def _data(self, callback: type[Callback]) -> str:
        try:
            return callback(**self._fill(callback)).pack()
        except ValueError:
            return ""  # longer than a button may be

    def _fill(self, kind: type[Callback] | type[Prompt]) -> dict[str, Any]:
        return {name: self._value(name, info) for name, info in kind.model_fields.items()}

    def _value(self, name: str, info: FieldInfo) -> Any:
        hint = _plain(info.annotation)
        if isinstance(hint, type) and issubclass(hint, Enum):
            return self._rng.choice([*hint])
        if get_origin(hint) is tuple:
            return (self._rng.choice((QUANTITY, PRICE, WHEN)),)
        if hint is bool:
            return self._rng.random() < 0.5
        return self._number(name) if hint is int else self._text(name)

    def _number(self, name: str) -> int:
        tables = [table for table in TABLES.get(name, (name,)) if table in self._ids]
        if tables:
            return self._id(self._rng.choice(tables))
        return self._rng.choice(NUMBERS.get(name, SMALL))

    def _id(self, table: str) -> int:
        """Return the id of a row, mostly of one of the stall's rather than of a neighbour's."""
        ids = [int(each) for each in self._ids[table]]
        near = [each for each in ids if each < FIRST_NEIGHBOUR]
        return self._rng.choice(near if near and self._rng.random() < 0.8 else ids)

    def _text(self, name: str) -> str:
        match name:
            case "back_to":
                return "all.0..1"
            case "cart":
                amounts = self._rng.choice(((), (1,), (1, 2)))
                return pack_cart(self._number("stall"), (CartLine(self._number("item"), 1),), amounts)
            case "place" | "target":
                return self._rng.choice([f"s{self._number('stall')}", f"h{self._number('hub')}"])
            case "code" | "pickup":
                return str(self._rng.choice(self._codes))
            case "serial":
                return str(self._rng.choice(self._serials))
            case "field":
                return self._rng.choice(("name", "buffer", "buy_cost", "x"))
            case "language":
                return self._rng.choice(("en", "ms"))
            case _:
                return self._rng.choice(("x", "1", "units", "Asia/Kuching"))


def _plain(hint: Any) -> Any:
    """Return the type of a field that may be missing or is annotated."""
    if get_origin(hint) in (Union, UnionType):
        return next(each for each in get_args(hint) if each is not type(None))
    return hint


def sample(forgeries: Sequence[Forgery], count: int, rng: Random) -> list[Forgery]:
    """Return so many of them, as chance chooses."""
    return rng.sample(forgeries, min(count, len(forgeries)))
