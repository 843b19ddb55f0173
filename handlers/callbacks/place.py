"""A hub or a stall in a button, or a gate of an alley: its first letter, and its id."""

from handlers.callbacks.callback import MAX_NUMBER, Callback
from market.kiosk.kiosk_place import GateRef, KioskPlace, kiosk_place_named
from market.packaging.place import PlaceRef
from market.refusal import ButtonForged
from storage.packaging import PlaceKind


def place_code(place: KioskPlace) -> str:
    """Returns the code of a hub, stall or gate: "h3", "s1", "g2"."""
    if isinstance(place, GateRef):
        return f"g{place.alley}"
    return f"{'h' if place.kind is PlaceKind.HUB else 's'}{place.id}"


def read_place(code: str) -> PlaceRef:
    """Returns the hub or stall of a code. Raises ButtonForged, also for a gate."""
    place = _read_kiosk_place(code)
    if isinstance(place, GateRef):
        raise ButtonForged
    return place


def _read_kiosk_place(code: str) -> KioskPlace:
    number = int(code[1:]) if code[1:].isascii() and code[1:].isdecimal() else MAX_NUMBER + 1
    if code[:1] not in ("h", "s", "g") or number > MAX_NUMBER:
        raise ButtonForged
    return kiosk_place_named(code)


class AtPlace(Callback, prefix="."):
    """The base of what staff do at a hub or stall; `place` is its code."""

    place: str

    @property
    def ref(self) -> PlaceRef:
        """Returns the hub or stall. Raises ButtonForged."""
        return read_place(self.place)


class AtKiosk(Callback, prefix="."):
    """The base of what is done with the devices of a hub, a stall or the gates of an alley; `place` is its code."""

    place: str

    @property
    def ref(self) -> KioskPlace:
        """Returns the hub, stall or gate. Raises ButtonForged."""
        return _read_kiosk_place(self.place)
