"""Letters that come from what an organiser did."""

from collections.abc import Mapping
from typing import Any

from handlers.organiser.callbacks import ShowAdmin
from handlers.start.callbacks import ShowStart
from handlers.ui.rows import packed
from handlers.ui.screen import Button, Screen
from locales.formats import moment
from locales.reasons import reason
from locales.say import Say
from locales.words import name
from market.organiser.drops import hidden_drop
from market.stall import stall_state
from storage.store import Store

Facts = Mapping[str, Any]


async def stall_approved(say: Say, store: Store, facts: Facts) -> Screen:
    stall = await store.read(stall_state, facts["stall"])
    text = say(
        "Approved: {stall}, {alley}. To sell something, write for example: 12 kuih lapis RM8.50",
        stall=name(stall.name, 40),
        alley=name(stall.alley, 32),
    )
    return Screen(text, packed([Button(say.label("Start"), ShowStart(), below=True)]))


async def stall_turned_down(say: Say, store: Store, facts: Facts) -> Screen:
    stall = await store.read(stall_state, facts["stall"])
    text = say(
        "Not approved: {stall}. Reason: {reason}. Questions? See /support.",
        stall=name(stall.name, 40),
        reason=reason(say, facts["reason"]),
    )
    return Screen(text, packed([Button(say.label("Start"), ShowStart(), below=True)]))


async def organiser_named(say: Say, store: Store, facts: Facts) -> Screen:
    text = say("You are now an organiser of this market. /admin shows what there is to do.")
    return Screen(text, packed([Button(say.label("Manage market"), ShowAdmin(), below=True)]))


async def market_shut(say: Say, store: Store, facts: Facts) -> Screen:
    shut = say(
        "An organiser has blocked you from this market: you cannot join, book or sell here. If you think this is a mistake, see /support."
    )
    released = say.many(
        "{count} booking went to the next person.",
        "{count} bookings went to the next people.",
        facts["released"],
    )
    return Screen(shut + "\n" + released if facts["released"] else shut)


async def drop_hidden(say: Say, store: Store, facts: Facts) -> Screen:
    drop = await store.read(hidden_drop, facts["drop"])
    text = say(
        "An organiser has hidden {drop}, {at}. Nobody sees it; numbers and bookings stay. Questions? See /support.",
        drop=name(drop.name, 40),
        at=moment(say, drop.starts_at, drop.zone),
    )
    return Screen(text)


NOTICES = {
    "StallApproved": stall_approved,
    "StallTurnedDown": stall_turned_down,
    "OrganiserNamed": organiser_named,
    "MarketShut": market_shut,
    "DropHidden": drop_hidden,
}
