"""The letters of a draw, in words at the moment they are sent."""

from collections.abc import Mapping
from typing import Any

from handlers.draw.views import drawn_letter
from handlers.draw.waiting_views import waits_letter
from handlers.ui.screen import Screen
from locales.say import Say
from market.draw.published import drawn_entry
from market.draw.waiting import draw_that_waits
from storage.store import Store


async def draw_done(say: Say, store: Store, facts: Mapping[str, Any]) -> Screen:
    return drawn_letter(say, await store.read(drawn_entry, facts["entry"]))


async def draw_waits(say: Say, store: Store, facts: Mapping[str, Any]) -> Screen:
    """Raises DrawDecided where it came meanwhile."""
    return waits_letter(say, await store.read(draw_that_waits, facts["draw"]))
