"""Letters to neighbours, from what is on at the moment they are sent. Each raises NotNeighbour or EveningGone where there is nothing to tell."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from handlers.neighbour import views
from handlers.ui.screen import Screen
from locales.say import Say
from market.neighbour.digest import CHANGED, NEAR, digest
from storage.store import Store


async def evenings_told(say: Say, store: Store, facts: Mapping[str, Any]) -> Screen:
    week = date.fromisoformat(facts["week"])
    found = await store.read(digest, facts["letter"], facts["alley"], week)
    return views.digest_letter(say, found, facts["contact"])


NOTICES = {NEAR: evenings_told, CHANGED: evenings_told}
