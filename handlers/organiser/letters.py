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
        "Approved: {stall}, {alley}. Write a line to sell something, such as 12 kuih lapis RM8.50",
        stall=name(stall.name, 40),
        alley=name(stall.alley, 32),
    )
    return Screen(text, packed([Button(say.label("Start"), ShowStart(), below=True)]))


async def stall_turned_down(say: Say, store: Store, facts: Facts) -> Screen:
    stall = await store.read(stall_state, facts["stall"])
    text = say(
        "Turned down: {stall}. The reason: {reason}. /support says who to ask.",
        stall=name(stall.name, 40),
        reason=reason(say, facts["reason"]),
    )
    return Screen(text, packed([Button(say.label("Start"), ShowStart(), below=True)]))


async def organiser_named(say: Say, store: Store, facts: Facts) -> Screen:
    text = say("You organise this market now. /admin shows what there is to do.")
    return Screen(text, packed([Button(say.label("Organise"), ShowAdmin(), below=True)]))


async def market_shut(say: Say, store: Store, facts: Facts) -> Screen:
    shut = say(
        "An organiser has shut this market to you: you cannot join, hold or sell here. /support says who to ask."
    )
    released = say.many(
        "{count} claim went to the next in line.",
        "{count} claims went to the next in line.",
        facts["released"],
    )
    return Screen(shut + "\n" + released if facts["released"] else shut)


async def drop_hidden(say: Say, store: Store, facts: Facts) -> Screen:
    drop = await store.read(hidden_drop, facts["drop"])
    text = say(
        "An organiser has hidden {drop}, {at}. Nobody sees it; numbers and claims stay. /support says who to ask.",
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
