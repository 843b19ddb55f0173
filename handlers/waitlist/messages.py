"""Views of the notifications about holds, available units and bookings passed on."""

from collections.abc import Mapping
from typing import Any

from handlers.ui.screen import Screen
from handlers.waitlist.message_views import passed_on_message, units_available_message
from handlers.waitlist.views import held_message, hold_ended_message
from locales.say import Say
from market.drop.browse import any_drop
from market.waitlist.position import HoldFacts, booking_of_notification, hold_facts
from market.waitlist.refusals import HoldExpired, HoldNotYours, UnitsGone
from storage.drop import DropState
from storage.store import Store
from storage.waitlist import HoldState


async def units_held(say: Say, store: Store, payload: Mapping[str, Any]) -> Screen:
    """Tells about a hold. Raises HoldExpired if it was answered meanwhile."""
    hold = await _hold(store, payload)
    if hold.state != HoldState.LIVE:
        raise HoldExpired(hold.ended_at or hold.until, hold.drop.alley.zone)
    return held_message(say, hold)


async def hold_ended(say: Say, store: Store, payload: Mapping[str, Any]) -> Screen:
    return hold_ended_message(say, await _hold(store, payload))


async def units_available(say: Say, store: Store, payload: Mapping[str, Any]) -> Screen:
    """Tells about available units. Raises UnitsGone if somebody else took them or nothing is given out now."""
    drop = await store.read(any_drop, payload["drop"])
    item = drop.item(payload["item"])
    if drop.state != DropState.PUBLISHED or not drop.spare(item):
        raise UnitsGone(0)
    return units_available_message(say, drop, item)


async def booking_passed_on(say: Say, store: Store, payload: Mapping[str, Any]) -> Screen:
    return passed_on_message(say, await store.read(booking_of_notification, payload["booking"]))


async def _hold(store: Store, payload: Mapping[str, Any]) -> HoldFacts:
    hold = await store.read(hold_facts, payload["hold"])
    if hold is None:
        raise HoldNotYours
    return hold
