"""The messages about scans that do not fit, about all that waits for a decision, and of alleys that fill."""

from handlers.kiosk import gate_views, views
from handlers.message_registry import RenderContext, messages
from handlers.ui.screen import Screen
from locales.say import Say
from market.gate.limit import filling_alley
from market.gate.notifications import AlleyFilling
from market.kiosk.conflicts import hub_of_undecided, notified_conflict
from market.kiosk.waiting import conflicts_waiting
from market.ticket.notifications import ConflictsWait, HubScansUndecided, TwoScans


@messages.view(TwoScans, label=lambda say: say.plain("two scans of one ticket"))
async def two_scans(say: Say, context: RenderContext, payload: TwoScans) -> Screen:
    return views.conflict_message(say, await context.read(notified_conflict, payload.conflict_id))


@messages.view(ConflictsWait, label=lambda say: say.plain("scans and sales of kiosks to decide"))
async def conflicts_wait(say: Say, context: RenderContext, payload: ConflictsWait) -> Screen:
    return views.waiting_message(say, await context.read(conflicts_waiting, payload.place))


@messages.view(HubScansUndecided, label=lambda say: say.plain("scans and sales of kiosks to decide"))
async def hub_scans_undecided(say: Say, context: RenderContext, payload: HubScansUndecided) -> Screen:
    return views.undecided_message(say, await context.read(hub_of_undecided, payload.hub_id))


@messages.view(AlleyFilling, label=lambda say: say.plain("an alley that is full, or nearly"))
async def alley_filling(say: Say, context: RenderContext, payload: AlleyFilling) -> Screen:
    """Raises RoomAgain where it is not any more."""
    return gate_views.filling_message(say, await context.read(filling_alley, payload.alley_id, context.now))
