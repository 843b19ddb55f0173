"""Routes for the buttons under an announcement."""

from handlers.broadcast import button_views as views
from handlers.broadcast.audience_routes import my_draft
from handlers.callbacks.broadcast import AddButton, ChooseButton, RemoveButton, ShowButtons
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.broadcast.choices import coming_drops, coming_stalls
from market.broadcast.preparing import BUTTONS, add_button, remove_button
from market.broadcast.refusals import TooManyButtons
from storage.broadcast import ButtonTarget

routes = Routes()


@routes.callback(ShowButtons)
async def show_buttons(ctx: HandlerContext, callback: ShowButtons) -> Screen:
    return views.buttons(ctx.say, await my_draft(ctx))


@routes.callback(ChooseButton)
async def choose_button(ctx: HandlerContext, callback: ChooseButton) -> Screen:
    if len((await my_draft(ctx)).announcement.buttons) >= BUTTONS:
        raise TooManyButtons(BUTTONS)
    offered = coming_drops if callback.sort is ButtonTarget.DROP else coming_stalls
    choices = await ctx.read(offered, ctx.actor, ctx.now)
    return views.button_choice(ctx.say, callback.sort, choices, ctx.services.zone, page=callback.page)


@routes.callback(AddButton)
async def add_button_tapped(ctx: HandlerContext, callback: AddButton) -> Done:
    await ctx.act(add_button, ctx.actor, callback.sort, callback.target_id, now=ctx.now)
    return Done(ctx.say.plain("Put under the message."))


@routes.callback(RemoveButton)
async def remove_button_tapped(ctx: HandlerContext, callback: RemoveButton) -> Done:
    await ctx.act(remove_button, ctx.actor, callback.sort, callback.target_id, now=ctx.now)
    return Done(ctx.say.plain("Removed."))
