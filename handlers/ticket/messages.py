"""Views of the notifications about tickets."""

from collections.abc import Mapping
from typing import Any

from handlers.ticket import views
from handlers.ui.screen import Screen
from locales.say import Say
from market.ticket.own_tickets import issued_ticket
from market.ticket.scan import scan_facts
from storage.store import Store


async def ticket_issued(say: Say, store: Store, payload: Mapping[str, Any]) -> Screen:
    ticket = await store.read(issued_ticket, payload["ticket"])
    return views.ticket_picture(say, ticket, ticket.made_at)


async def packaging_returned(say: Say, store: Store, payload: Mapping[str, Any]) -> Screen:
    return views.packaging_returned_message(say, *await store.read(scan_facts, payload["scan"]))
