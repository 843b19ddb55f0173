"""The letters about a hold, in words at the moment they are sent."""

from collections.abc import Mapping
from typing import Any

from handlers.ui.screen import Screen
from handlers.waitlist.views import ended_letter, held_letter
from locales.say import Say
from market.refusal import HoldExpired, HoldNotYours
from market.waitlist.standing import HoldFacts, hold_facts
from storage.store import Store


async def units_held(say: Say, store: Store, facts: Mapping[str, Any]) -> Screen:
    """Raises HoldExpired where it was answered meanwhile: there is nothing to tell."""
    hold = await _hold(store, facts)
    if hold.state != "live":
        raise HoldExpired(hold.ended_at or hold.until, hold.drop.alley.zone)
    return held_letter(say, hold)


async def hold_ended(say: Say, store: Store, facts: Mapping[str, Any]) -> Screen:
    return ended_letter(say, await _hold(store, facts))


async def _hold(store: Store, facts: Mapping[str, Any]) -> HoldFacts:
    hold = await store.read(hold_facts, facts["hold"])
    if hold is None:
        raise HoldNotYours
    return hold
