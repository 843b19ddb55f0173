"""Routes of who sells at one's own stall: shown, written with a preview, removed."""

from handlers.callbacks.seller import AskRemoveSeller, AskSeller, RemoveSeller, SaveSeller, ShowSeller
from handlers.seller import views
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.seller import (
    fit_seller_name,
    own_seller,
    read_seller,
    remove_seller,
    show_seller,
)

routes = Routes()


class SellerNamePrompt(Prompt, name="seller", returns_to=AskSeller, free_words=True):
    """The registered name of a stall's seller."""

    stall: int


class SellerContactPrompt(Prompt, name="seller-contact", returns_to=AskSeller, free_words=True):
    """The contact of a seller with this name."""

    stall: int
    name: str


class SellerPreviewPrompt(Prompt, name="seller-preview", returns_to=AskSeller, free_words=True):
    """The contact that is previewed; another text is another contact."""

    stall: int
    name: str
    contact: str


@routes.callback(ShowSeller)
async def show_page(ctx: HandlerContext, callback: ShowSeller) -> Screen:
    return views.seller_page(ctx.say, await ctx.read(own_seller, ctx.actor, callback.stall))


@routes.question(SellerNamePrompt)
async def ask_seller(ctx: HandlerContext, callback: AskSeller) -> Screen:
    await ctx.read(own_seller, ctx.actor, callback.stall)
    return views.ask_seller_name(ctx.say, callback.stall)


@routes.prompt(SellerNamePrompt)
async def name_received(ctx: HandlerContext, prompt: SellerNamePrompt, words: str) -> Screen:
    asked = SellerContactPrompt(stall=prompt.stall, name=fit_seller_name(words))
    await ctx.set_prompt(asked)
    return await _ask_contact(ctx, asked)


async def _ask_contact(ctx: HandlerContext, prompt: SellerContactPrompt | SellerPreviewPrompt) -> Screen:
    return views.ask_seller_contact(ctx.say, prompt.stall, prompt.name)


@routes.prompt(SellerContactPrompt, SellerPreviewPrompt, ask_again=_ask_contact)
async def contact_received(
    ctx: HandlerContext, prompt: SellerContactPrompt | SellerPreviewPrompt, words: str
) -> Screen:
    """Shows the contact as shoppers will see it. Raises NameUnfit, ContactUnfit."""
    seller = read_seller(prompt.name, words)
    await ctx.set_prompt(SellerPreviewPrompt(stall=prompt.stall, name=seller.name, contact=seller.contact))
    return views.seller_preview(ctx.say, prompt.stall, seller)


@routes.callback(SaveSeller)
async def save_seller(ctx: HandlerContext, callback: SaveSeller) -> Done:
    """Shows what was previewed. A button whose preview is over changes nothing."""
    prompt = ctx.pending_prompt
    if not isinstance(prompt, SellerPreviewPrompt) or prompt.stall != callback.stall:
        return Done(ctx.say.plain("That preview is over. Please write it again."))
    await ctx.act(show_seller, ctx.actor, prompt.stall, name=prompt.name, contact=prompt.contact, now=ctx.now)
    return Done(ctx.say.plain("Shown on the page of your stall."))


@routes.callback(AskRemoveSeller)
async def ask_remove(ctx: HandlerContext, callback: AskRemoveSeller) -> Screen:
    return views.remove_confirm(ctx.say, await ctx.read(own_seller, ctx.actor, callback.stall))


@routes.callback(RemoveSeller)
async def remove_seller_tapped(ctx: HandlerContext, callback: RemoveSeller) -> Done:
    await ctx.act(remove_seller, ctx.actor, callback.stall)
    return Done(ctx.say.plain("Removed."))
