"""Routes for a person's data: show, export, forget."""

import json

from handlers.callbacks.privacy import AskForget, ForgetMe, ShowMyData, ShowPrivacy
from handlers.privacy import views
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Document, Screen, ScreenReply
from market.privacy.forget import forget, open_matters
from market.privacy.mydata import data_summary, mydata

routes = Routes()


@routes.command("privacy")
async def privacy(ctx: HandlerContext, words: str) -> Screen:
    return views.privacy_summary(ctx.say, await ctx.read(data_summary, ctx.person), ctx.services.contact)


@routes.callback(ShowPrivacy)
async def show_privacy(ctx: HandlerContext, callback: ShowPrivacy) -> Screen:
    return await privacy(ctx, "")


@routes.command("mydata")
async def my_data(ctx: HandlerContext, words: str) -> Screen:
    everything = await ctx.read(mydata, ctx.person)
    file = json.dumps(everything, ensure_ascii=False, indent=1).encode()
    return views.my_data(ctx.say, await ctx.read(data_summary, ctx.person), Document("mydata.json", file))


@routes.callback(ShowMyData)
async def show_my_data(ctx: HandlerContext, callback: ShowMyData) -> Screen:
    return await my_data(ctx, "")


@routes.command("forget")
async def forget_command(ctx: HandlerContext, words: str) -> Screen:
    matters = await ctx.read(open_matters, ctx.person, ctx.now)
    return views.forget_me(ctx.say, matters, ctx.actor.is_configured_admin, ctx.services.contact)


@routes.callback(AskForget)
async def ask_forget(ctx: HandlerContext, callback: AskForget) -> Screen:
    return await forget_command(ctx, "")


@routes.callback(ForgetMe)
async def forget_me(ctx: HandlerContext, callback: ForgetMe) -> ScreenReply:
    await ctx.act(forget, ctx.person, ctx.now, admins=ctx.services.admins)
    return ScreenReply(views.forgotten_page(ctx.say), toast=ctx.say.plain("Your data was deleted."))
