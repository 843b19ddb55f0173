"""Messages about the fees of a licence as they are now."""

from typing import assert_never

from handlers.message_registry import RenderContext
from handlers.shown_registry import shown
from handlers.ui.screen import Screen
from handlers.validity import fee_views
from handlers.validity.fee_form import FeeForm, told_of
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
    form = FeeForm(kind)
    match form:
        case FeeForm.LISTED:
            return fee_views.declared_list(say, await context.read(declared_fees, reader, int(details[0])))
        case FeeForm.TOLD:
            return await _declared_fee(say, context, reader, message.subject, details=details)
        case FeeForm.OWN | FeeForm.OVERSEEN:
            return await _fees(say, context, reader, message.subject, is_overseen=form is FeeForm.OVERSEEN)
        case _:
            assert_never(form)


async def _fees(say: Say, context: RenderContext, reader: Actor, stall: int, *, is_overseen: bool) -> Screen:
    """Returns the fees of a stall, on its own phone or on an organiser's."""
    query = overseen_fees if is_overseen else own_fees
    try:
        statement = await context.read(query, reader, stall, context.now)
    except NoLicenceFee:
        return fee_views.no_fees(say, stall, overseen=is_overseen)
    decides = await context.read(decider, reader, stall, context.admins)
    return fee_views.fees_page(say, statement, decides, overseen=is_overseen)


async def _declared_fee(
    say: Say, context: RenderContext, reader: Actor, stall: int, *, details: list[str]
) -> Screen:
    """Returns the message that a stall says it paid, or what became of it."""
    declaration, month = told_of(details)
    state = await context.read(declaration_state, reader, stall, declaration, month=month)
    name = (await context.read(stall_state, stall)).name
    return fee_views.fee_declared_message(say, stall, name, declaration, month=month, state=state)
