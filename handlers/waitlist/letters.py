"""The letters about what is held, free or given on, in words at the moment they are sent."""

from collections.abc import Mapping
from typing import Any

from handlers.ui.screen import Screen
from handlers.waitlist.letter_views import free_letter, given_on_letter
from handlers.waitlist.views import ended_letter, held_letter
from locales.say import Say
from market.drop.browse import any_drop
from market.refusal import HoldExpired, HoldNotYours, UnitsGone
from market.reminder import claim_of_letter
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


async def units_free(say: Say, store: Store, facts: Mapping[str, Any]) -> Screen:
    """Raises UnitsGone where somebody was quicker than the letter, or nothing is given out now."""
    drop = await store.read(any_drop, facts["drop"])
    line = drop.line(facts["line"])
    if drop.state != "published" or not drop.spare(line):
        raise UnitsGone(0)
    return free_letter(say, drop, line)


async def claim_given_on(say: Say, store: Store, facts: Mapping[str, Any]) -> Screen:
    return given_on_letter(say, await store.read(claim_of_letter, facts["claim"]))


async def _hold(store: Store, facts: Mapping[str, Any]) -> HoldFacts:
    hold = await store.read(hold_facts, facts["hold"])
    if hold is None:
        raise HoldNotYours
    return hold
