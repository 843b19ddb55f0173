"""A hub or a stall in a button: its first letter, and its id."""

from handlers.callbacks.callback import MAX_NUMBER, Callback
from market.packaging.place import PlaceRef, hub_ref, stall_ref
from market.refusal import ButtonForged
from storage.packaging import PlaceKind


def place_code(place: PlaceRef) -> str:
    """Returns the code of a hub or stall: "h3", "s1"."""
    return f"{'h' if place.kind is PlaceKind.HUB else 's'}{place.id}"


def read_place(code: str) -> PlaceRef:
    """Returns the hub or stall of a code. Raises ButtonForged."""
    number = int(code[1:]) if code[1:].isascii() and code[1:].isdecimal() else MAX_NUMBER + 1
    if code[:1] not in ("h", "s") or number > MAX_NUMBER:
        raise ButtonForged
    return hub_ref(number) if code[0] == "h" else stall_ref(number)


class AtPlace(Callback, prefix="."):
    """The base of what staff do at a hub or stall; `place` is its code."""

    place: str

    @property
    def ref(self) -> PlaceRef:
        """Returns the hub or stall. Raises ButtonForged."""
        return read_place(self.place)
