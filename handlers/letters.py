"""Every notice and the view that says it. A letter is put into words when it is sent, in its reader's language, from the facts as they are then."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from handlers.drop.views import opened
from handlers.drop.where import Where
from handlers.ui.screen import Screen
from handlers.waitlist.letters import hold_ended, units_held
from locales.say import Say
from market.drop.opening import NOTICE as OPENS
from market.drop.opening import opened_drop
from market.drop.planned import Wanted
from storage.store import Store

Written = Callable[[Say, Store, Mapping[str, Any]], Awaitable[Screen]]


async def drop_opens(say: Say, store: Store, facts: Mapping[str, Any]) -> Screen:
    return opened(say, await store.read(opened_drop, facts["drop"]), Where(Wanted("all")))


NOTICES: dict[str, Written] = {OPENS: drop_opens, "UnitsHeld": units_held, "HoldEnded": hold_ended}
