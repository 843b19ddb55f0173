"""Letters before a paper ends. Each raises PaperChanged where its last day is another by now."""

from collections.abc import Mapping
from typing import Any

from handlers.paper import views
from handlers.ui.screen import Screen
from locales.say import Say
from market.paper import LICENCE, PERMIT, ending
from storage.store import Store

Facts = Mapping[str, Any]


async def licence_ends(say: Say, store: Store, facts: Facts) -> Screen:
    return await _ends(say, store, facts, LICENCE)


async def permit_ends(say: Say, store: Store, facts: Facts) -> Screen:
    return await _ends(say, store, facts, PERMIT)


async def _ends(say: Say, store: Store, facts: Facts, kind: str) -> Screen:
    told = facts["of"], facts["until"], facts["letter"]
    return views.paper_ends(say, await store.read(ending, kind, *told))


NOTICES = {"LicenceEnds": licence_ends, "PermitEnds": permit_ends}
