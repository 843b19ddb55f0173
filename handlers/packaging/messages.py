"""The messages about packaging and its hubs."""

from handlers.message_registry import RenderContext, messages
from handlers.packaging import views
from handlers.ui.screen import Screen
from locales.say import Say
from market.audit_log import audit_line
from market.packaging.hauling import haul_facts
from market.packaging.hub_facts import hub_facts
from market.packaging.notifications import (
    FeeWaived,
    HaulShort,
    HubStaffJoined,
    HubStaffNamed,
    HubStaffRemoved,
    PackagingWrittenOff,
)
from market.packaging.waiver import waiver_facts
from market.staff.refusals import HelperGone
from market.ticket.loans import written_off_ticket
from market.ticket.scan import scan_facts


@messages.view(HubStaffNamed, label=lambda say: say.plain("a change of a hub's staff"))
async def hub_staff_named(say: Say, context: RenderContext, payload: HubStaffNamed) -> Screen:
    return views.staff_named_message(say, await context.read(hub_facts, payload.hub_id))


@messages.view(HubStaffJoined, label=lambda say: say.plain("a change of a hub's staff"))
async def hub_staff_joined(say: Say, context: RenderContext, payload: HubStaffJoined) -> Screen:
    """Raises HelperGone where they are forgotten."""
    entry = await context.read(audit_line, payload.entry_id)
    if entry is None or not entry.subject:
        raise HelperGone
    return views.staff_joined_message(say, entry)


@messages.view(HubStaffRemoved, label=lambda say: say.plain("a change of a hub's staff"))
async def hub_staff_removed(say: Say, context: RenderContext, payload: HubStaffRemoved) -> Screen:
    return views.staff_removed_message(say, await context.read(hub_facts, payload.hub_id))


@messages.view(HaulShort, label=lambda say: say.plain("packaging missing on the way"))
async def haul_short(say: Say, context: RenderContext, payload: HaulShort) -> Screen:
    """Says what is missing now; nothing any more where the rest has arrived meanwhile."""
    return views.haul_short_message(say, await context.read(haul_facts, payload.haul_id))


@messages.view(PackagingWrittenOff, label=lambda say: say.plain("packaging not returned in time"))
async def packaging_written_off(say: Say, context: RenderContext, payload: PackagingWrittenOff) -> Screen:
    """Raises PackagingIsBack where it was brought back after all."""
    return views.written_off_message(say, await context.read(written_off_ticket, payload.loan_id))


@messages.view(FeeWaived, label=lambda say: say.plain("a late fee waived"))
async def fee_waived(say: Say, context: RenderContext, payload: FeeWaived) -> Screen:
    waived = await context.read(waiver_facts, payload.waiver_id)
    ticket, _ = await context.read(scan_facts, waived.scan)
    return views.fee_waived_message(say, ticket, waived)
