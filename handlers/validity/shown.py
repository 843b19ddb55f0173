"""Messages about the fees of a licence as they are now."""

from handlers.message_registry import RenderContext
from handlers.shown_registry import shown
from handlers.ui.screen import Screen
from handlers.validity import fee_form as form
from handlers.validity import fee_views
from locales.say import Say
from market.actor import Actor
from market.deciders import decider
from market.fee_declaration import declaration_state, declared_fees
from market.licence_fees import NoLicenceFee, overseen_fees, own_fees
from market.shown import StaleMessage
from market.stall import stall_state
from storage.shown import ShownKind


@shown.kind(ShownKind.LICENCE_FEES)
async def licence_fees_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen:
    """Returns the page or message as it would be shown now. Raises a refusal where it is not its reader's any more."""
    reader = Actor(message.person, await context.read(context.admins.include, message.person))
    kind, *details = message.form.split()
    if kind == form.LISTED:
        return fee_views.declared_list(say, await context.read(declared_fees, reader, int(details[0])))
    if kind == form.TOLD:
        return await _declared_fee(say, context, reader, message.subject, details=details)
    is_overseen = kind == form.OVERSEEN
    query = overseen_fees if is_overseen else own_fees
    try:
        found = await context.read(query, reader, message.subject, context.now)
    except NoLicenceFee:
        return fee_views.no_fees(say, message.subject, overseen=is_overseen)
    decides = await context.read(decider, reader, message.subject, context.admins)
    return fee_views.fees_page(say, found, decides, overseen=is_overseen)


async def _declared_fee(
    say: Say, context: RenderContext, reader: Actor, stall: int, *, details: list[str]
) -> Screen:
    """Returns the message that a stall says it paid, or what became of it."""
    declaration, month = form.told_of(details)
    state = await context.read(declaration_state, reader, stall, declaration, month=month)
    name = (await context.read(stall_state, stall)).name
    return fee_views.fee_declared_message(say, stall, name, declaration, month=month, state=state)
