"""Views of the notifications before a licence or permit ends. Each raises PaperChanged if its last day has changed."""

from collections.abc import Mapping
from typing import Any

from handlers.reminder.messages import with_late_note
from handlers.ui.screen import Screen
from handlers.validity import views
from locales.say import Say
from market.reminder.snooze import snooze_ways
from market.validity import LICENCE, PERMIT, validity_end
from storage.store import Store

Payload = Mapping[str, Any]


async def licence_ends(say: Say, store: Store, payload: Payload) -> Screen:
    return await _validity_ends(say, store, payload, LICENCE)


async def permit_ends(say: Say, store: Store, payload: Payload) -> Screen:
    return await _validity_ends(say, store, payload, PERMIT)


async def _validity_ends(say: Say, store: Store, payload: Payload, kind: str) -> Screen:
    notification = payload["notification"]
    found = await store.read(
        validity_end, kind, payload["holder_id"], payload["until"], notification=notification
    )
    delays = await store.read(snooze_ways, notification, found.validity.zone)
    return with_late_note(
        say, found.validity.zone, payload, views.validity_ends_message(say, found, notification, delays)
    )


NOTIFICATION_VIEWS = {"LicenceEnds": licence_ends, "PermitEnds": permit_ends}
