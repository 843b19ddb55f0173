"""Calling for help from a kiosk: the organisers read its place and the time, and nothing of who called."""

from datetime import datetime

from sqlmodel import Session

from market.admins import Admins
from market.help_call.call import HelpCalled, call_for_help
from market.help_call.facts import HelpPlace
from market.kiosk.kiosk_place import GateRef, KioskPlace
from market.kiosk.rights import working_device
from storage.hub import Hub
from storage.packaging import PlaceKind
from storage.stall import Stall


def call_help_from_device(session: Session, device: int, admins: Admins, now: datetime) -> HelpCalled:
    """Call the organisers to the stall of a device, or to the alley of its hub or gate, as whoever is there without a chat does.

    Raises KioskRefused, NobodyReachable. locks: alley
    """
    place = working_device(session, device, admins).place
    return call_for_help(session, _help_place(session, place), None, admins, now=now)


def _help_place(session: Session, place: KioskPlace) -> HelpPlace:
    if isinstance(place, GateRef):
        return HelpPlace(alley=place.alley)
    if place.kind is PlaceKind.HUB:
        return HelpPlace(alley=session.get_one(Hub, place.id).alley_id)
    return HelpPlace(alley=session.get_one(Stall, place.id).alley_id, stall=place.id)
