"""Letters about tickets, put into words when they are sent."""

from collections.abc import Mapping
from typing import Any

from handlers.ticket import views
from handlers.ui.screen import Screen
from locales.say import Say
from market.ticket.own import issued_ticket
from market.ticket.scan import scan_facts
from storage.store import Store


async def ticket_issued(say: Say, store: Store, facts: Mapping[str, Any]) -> Screen:
    ticket = await store.read(issued_ticket, facts["ticket"])
    return views.ticket_picture(say, ticket, ticket.made_at)


async def packaging_back(say: Say, store: Store, facts: Mapping[str, Any]) -> Screen:
    return views.packaging_back(say, *await store.read(scan_facts, facts["scan"]))
