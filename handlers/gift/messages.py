"""The view of the notification about a gift."""

from collections.abc import Mapping
from typing import Any

from handlers.gift.views import gift_accepted_message as taken
from handlers.ui.screen import Screen
from locales.say import Say
from market.waitlist.gift import taken_gift
from storage.store import Store


async def gift_accepted(say: Say, store: Store, payload: Mapping[str, Any]) -> Screen:
    return taken(say, await store.read(taken_gift, payload["gift"]))
