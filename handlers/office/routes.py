"""Routes of the office: a link for a browser, and the browsers that are signed in."""

from handlers.callbacks.office import MakeOfficeLink, ShowOffice, SignOutOffice
from handlers.office import views
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.office_session import make_office_link, office_browsers, sign_out_everywhere

routes = Routes()


@routes.command("office")
async def office(ctx: HandlerContext, words: str) -> Screen:
    return await make_link(ctx, MakeOfficeLink())


@routes.callback(ShowOffice)
async def show_office(ctx: HandlerContext, callback: ShowOffice) -> Screen:
    browsers = await ctx.read(office_browsers, ctx.person, ctx.now)
    return views.office(ctx.say, browsers, ctx.services.zone, has_address=bool(ctx.services.public_url))


@routes.callback(MakeOfficeLink)
async def make_link(ctx: HandlerContext, callback: MakeOfficeLink) -> Screen:
    if not ctx.services.public_url:
        return await show_office(ctx, ShowOffice())
    code = await ctx.act(make_office_link, ctx.actor, ctx.services.admins, ctx.now, rng=ctx.services.rng)
    address = ctx.services.public_url
    app = f"{address}/office/app" if address.startswith("https://") else ""
    return views.office_link(ctx.say, f"{address}/office/in/{code}", app)


@routes.callback(SignOutOffice)
async def sign_out(ctx: HandlerContext, callback: SignOutOffice) -> Done:
    await ctx.act(sign_out_everywhere, ctx.actor)
    return Done(ctx.say.plain("Signed out everywhere."))
