"""Views of the notifications about draws."""

from collections.abc import Mapping
from typing import Any

from handlers.draw.views import drawn_message
from handlers.draw.waiting_views import waiting_message
from handlers.ui.screen import Screen
from locales.say import Say
from market.draw.overdue_draws import overdue_draw_of
from market.draw.published_draw import drawn_entry
from storage.store import Store


async def draw_done(say: Say, store: Store, payload: Mapping[str, Any]) -> Screen:
    return drawn_message(say, await store.read(drawn_entry, payload["entry"]))


async def draw_waiting(say: Say, store: Store, payload: Mapping[str, Any]) -> Screen:
    """Tells an organiser about an overdue draw. Raises DrawDecided if it was decided meanwhile."""
    return waiting_message(say, await store.read(overdue_draw_of, payload["draw"]))
