"""Reminders, in words at the moment they are sent; what no longer holds is not sent. Each raises a refusal then."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from handlers.reminder import vendor_views, views
from handlers.ui.screen import Screen
from locales.formats import moment
from locales.say import Say
from market.desk import day_numbers
from market.drop.facts import DropFacts
from market.drop.opening import opened_drop
from market.refusal import ClaimNotYours, DepositSaid, HoldExpired, HoldNotYours, PackagingIsBack
from market.reminder import claim_of_letter
from market.reminder.snooze import ways_of
from market.ticket.out import loan_ticket, out_of
from market.waitlist.standing import hold_facts
from storage.store import Store


async def claim_near(say: Say, store: Store, facts: Mapping[str, Any]) -> Screen:
    """Raises ClaimNotYours where it was given back or collected meanwhile."""
    claim = await store.read(claim_of_letter, facts["claim"])
    if claim.state != "claimed" or claim.drop.state != "published":
        raise ClaimNotYours
    screen = views.claim_soon(say, claim) if facts["what"] == "soon" else views.claim_near(say, claim)
    return _late(say, claim.drop, facts, screen)


async def hold_half_gone(say: Say, store: Store, facts: Mapping[str, Any]) -> Screen:
    """Raises HoldExpired where it was answered meanwhile."""
    hold = await store.read(hold_facts, facts["hold"])
    if hold is None:
        raise HoldNotYours
    if hold.deposit == "said":
        raise DepositSaid(hold.drop.stall.name)
    if hold.state != "live":
        raise HoldExpired(hold.ended_at or hold.until, hold.drop.alley.zone)
    return _late(say, hold.drop, facts, views.hold_half_gone(say, hold))


async def vendor_day(say: Say, store: Store, facts: Mapping[str, Any]) -> Screen:
    """Raises DropUnknown, DropCancelled, DropPaused; PackagingIsBack where there are no crates to think of."""
    drop = await store.read(opened_drop, facts["drop"])
    letter = facts["letter"]
    ways = await store.read(ways_of, letter, drop.alley.zone)
    if facts["what"] == "close":
        desk = await store.read(day_numbers, drop.id)
        return _late(say, drop, facts, vendor_views.closing(say, desk, letter, ways))
    if facts["what"] != "crates":
        return _late(say, drop, facts, vendor_views.vendor_day(say, drop, facts["what"], letter, ways))
    out = await store.read(out_of, drop.id)
    if out is None:
        raise PackagingIsBack
    return _late(say, drop, facts, vendor_views.crates(say, drop, out, letter, ways))


async def loan_due(say: Say, store: Store, facts: Mapping[str, Any]) -> Screen:
    """Raises PackagingIsBack."""
    ticket = await store.read(loan_ticket, facts["loan"])
    return late(say, ticket.alley.zone, facts, views.loan_due(say, ticket))


def _late(say: Say, drop: DropFacts, facts: Mapping[str, Any], screen: Screen) -> Screen:
    return late(say, drop.alley.zone, facts, screen)


def late(say: Say, zone: str, facts: Mapping[str, Any], screen: Screen) -> Screen:
    """A letter that comes late says so first."""
    if "late" not in facts:
        return screen
    due = moment(say, datetime.fromisoformat(facts["late"]), zone)
    return replace(
        screen, text=say("This was due {due}. Lorong was offline, sorry.", due=due) + "\n" + screen.text
    )
