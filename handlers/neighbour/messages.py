"""Views of the notifications to neighbours.

They show what is on at the moment they are sent. Each raises a refusal if there is nothing to announce.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from handlers.neighbour import views
from handlers.ui.screen import Screen
from locales.say import Say
from market.neighbour.digest import MARKET_DAY_CHANGED, MARKET_DAY_NEAR, digest
from storage.store import Store


async def market_days_digest(say: Say, store: Store, payload: Mapping[str, Any]) -> Screen:
    week = date.fromisoformat(payload["week"])
    found = await store.read(digest, payload["notification"], payload["alley"], week)
    return views.digest_message(say, found, payload["contact"])


NOTIFICATION_VIEWS = {MARKET_DAY_NEAR: market_days_digest, MARKET_DAY_CHANGED: market_days_digest}
