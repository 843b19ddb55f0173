"""Letters before a paper ends. Each raises PaperChanged where its last day is another by now."""

from collections.abc import Mapping
from typing import Any

from handlers.paper import views
from handlers.reminder.letters import late
from handlers.ui.screen import Screen
from locales.say import Say
from market.paper import LICENCE, PERMIT, ending
from market.reminder.snooze import ways_of
from storage.store import Store

Facts = Mapping[str, Any]


async def licence_ends(say: Say, store: Store, facts: Facts) -> Screen:
    return await _ends(say, store, facts, LICENCE)


async def permit_ends(say: Say, store: Store, facts: Facts) -> Screen:
    return await _ends(say, store, facts, PERMIT)


async def _ends(say: Say, store: Store, facts: Facts, kind: str) -> Screen:
    letter = facts["letter"]
    found = await store.read(ending, kind, facts["of"], facts["until"], letter)
    ways = await store.read(ways_of, letter, found.paper.zone)
    return late(say, found.paper.zone, facts, views.paper_ends(say, found, letter, ways))


NOTICES = {"LicenceEnds": licence_ends, "PermitEnds": permit_ends}
