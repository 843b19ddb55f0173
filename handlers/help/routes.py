"""Routes of help."""

from handlers.callbacks.help import HelpRole, ShowHelp
from handlers.help import views
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes, reads_only
from handlers.ui.screen import Screen, ScreenReply
from locales.user_text import sanitize_name as isolated_name
from market.refusal import ButtonForged

routes = Routes()


@routes.command("help")
@reads_only
async def help_page(ctx: HandlerContext, words: str) -> Screen:
    return views.help_page(ctx.say, await _role(ctx))


@routes.callback(ShowHelp)
@reads_only
async def show_help(ctx: HandlerContext, callback: ShowHelp) -> Screen:
    if callback.role and callback.role not in [*HelpRole]:
        raise ButtonForged
    return views.help_page(ctx.say, HelpRole(callback.role) if callback.role else await _role(ctx))


async def unknown_command(ctx: HandlerContext, name: str) -> ScreenReply:
    """Answers a command that Lorong does not have."""
    note = ctx.say("There is no command /{name}. Here is how it works.", name=isolated_name(name, 32))
    return ScreenReply(views.help_page(ctx.say, await _role(ctx)), note=note)


async def _role(ctx: HandlerContext) -> HelpRole:
    """Returns the person's role; of several the one with the most responsibilities."""
    me = await ctx.known()
    if ctx.actor.is_configured_admin or (me is not None and me.is_organiser):
        return HelpRole.ORGANISER
    return HelpRole.VENDOR if me is not None and me.has_stall else HelpRole.SHOPPER
