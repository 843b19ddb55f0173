"""The messages before a licence or permit ends. Each raises ValidityChanged where its last day is another by now."""

from handlers.message_registry import RenderContext, messages
from handlers.reminder.messages import with_late_note
from handlers.ui.screen import Screen
from handlers.validity import fee_views, licence_views, views
from locales.formats import format_long_date
from locales.say import Say
from market.licence_fees import fee_due_of
from market.reminder.snooze import snooze_ways
from market.stall import stall_state
from market.validity import ValidityKind, validity_end
from market.validity_notifications import (
    LicenceChecked,
    LicenceEnds,
    LicenceFeeDue,
    LicenceFeeVoided,
    LicenceSent,
    LicenceWaived,
    PermitEnds,
    ValidityEnds,
)


@messages.view(LicenceWaived, label=lambda say: say.plain("publishing without a licence"))
async def licence_waived(say: Say, context: RenderContext, payload: LicenceWaived) -> Screen:
    stall = await context.read(stall_state, payload.stall_id)
    return views.licence_waived_message(say, stall.name, payload.until)


@messages.view(LicenceSent, label=lambda say: say.plain("a licence to check"))
async def licence_sent(say: Say, context: RenderContext, payload: LicenceSent) -> Screen:
    stall = await context.read(stall_state, payload.stall_id)
    return licence_views.licence_sent_message(say, payload.stall_id, stall.name)


@messages.view(LicenceChecked, label=lambda say: say.plain("a checked licence"))
async def licence_checked(say: Say, context: RenderContext, payload: LicenceChecked) -> Screen:
    stall = await context.read(stall_state, payload.stall_id)
    day = format_long_date(say, payload.until)
    return licence_views.licence_checked_message(say, payload.stall_id, stall.name, day)


@messages.view(
    LicenceFeeDue,
    label=lambda say: say.plain("a licence fee is due"),
    due_label="a licence fee is due",
)
async def licence_fee_due(say: Say, context: RenderContext, payload: LicenceFeeDue) -> Screen:
    notification = context.notification_id
    found = await context.read(fee_due_of, payload.stall_id, payload.due, notification)
    delays = await context.read(snooze_ways, notification, found.zone)
    shown = fee_views.fee_due_message(say, found, notification, delays)
    return with_late_note(say, found.zone, context, shown)


@messages.view(LicenceFeeVoided, label=lambda say: say.plain("a licence fee no longer noted as paid"))
async def fee_voided(say: Say, context: RenderContext, payload: LicenceFeeVoided) -> Screen:
    stall = await context.read(stall_state, payload.stall_id)
    return fee_views.fee_voided_message(say, payload.stall_id, stall.name, payload.month)


@messages.view(
    LicenceEnds, label=lambda say: say.plain("a licence ends soon"), due_label="a licence ends soon"
)
async def licence_ends(say: Say, context: RenderContext, payload: LicenceEnds) -> Screen:
    return await _validity_ends(say, context, payload, ValidityKind.LICENCE)


@messages.view(PermitEnds, label=lambda say: say.plain("a permit ends soon"), due_label="a permit ends soon")
async def permit_ends(say: Say, context: RenderContext, payload: PermitEnds) -> Screen:
    return await _validity_ends(say, context, payload, ValidityKind.PERMIT)


async def _validity_ends(
    say: Say, context: RenderContext, payload: ValidityEnds, kind: ValidityKind
) -> Screen:
    notification = context.notification_id
    found = await context.read(
        validity_end, kind, payload.holder_id, payload.until, notification=notification
    )
    delays = await context.read(snooze_ways, notification, found.validity.zone)
    return with_late_note(
        say, found.validity.zone, context, views.validity_ends_message(say, found, notification, delays)
    )
