"""The place of a kiosk's device: a stall, a hub, or a gate of an alley."""

from dataclasses import dataclass

from sqlmodel import Session

from market.alley import AlleyUnknown
from market.packaging.place import PlaceRef, hub_ref, place_facts, stall_ref
from storage.alley import Alley


@dataclass(frozen=True)
class GateRef:
    """The gates of an alley, by the alley's id: each device there counts at one of them."""

    alley: int


KioskPlace = PlaceRef | GateRef


@dataclass(frozen=True, kw_only=True)
class KioskPlaceFacts:
    """The name of a stall, a hub, or an alley with gates, and the alley's id and time zone."""

    name: str
    alley: int
    zone: str


def kiosk_place_named(code: str) -> KioskPlace:
    """Return the place of a code: one of the letters s, h and g, and digits."""
    number = int(code[1:])
    match code[0]:
        case "g":
            return GateRef(number)
        case "h":
            return hub_ref(number)
        case _:
            return stall_ref(number)


def kiosk_place_facts(session: Session, place: KioskPlace) -> KioskPlaceFacts:
    """Return a place of a device. Raises StallUnknown, HubUnknown, AlleyUnknown."""
    if isinstance(place, GateRef):
        row = AlleyUnknown.unless(session.get(Alley, place.alley))
        return KioskPlaceFacts(name=row.name, alley=place.alley, zone=row.zone)
    facts = place_facts(session, place)
    return KioskPlaceFacts(name=facts.name, alley=facts.alley, zone=facts.zone)
