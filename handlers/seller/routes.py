"""Routes of who sells at one's own stall: shown, written with a preview, removed."""

from handlers.callbacks.seller import AskRemoveSeller, AskSeller, RemoveSeller, SaveSeller, ShowSeller
from handlers.seller import views
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Reply, Screen, ScreenReply
from locales.refusals import sentence
from market.refusal import Refusal
from market.seller import (
    ContactUnfit,
    SellerNameUnfit,
    fit_seller_name,
    own_seller,
    read_seller,
    remove_seller,
    show_seller,
)
from market.stall import NameUnfit

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


@routes.callback(AskSeller)
async def ask(ctx: HandlerContext, callback: AskSeller) -> Screen:
    await ctx.read(own_seller, ctx.actor, callback.stall)
    await ctx.set_prompt(SellerNamePrompt(stall=callback.stall))
    return views.ask_seller_name(ctx.say, callback.stall)


@routes.prompt(SellerNamePrompt)
async def name_received(ctx: HandlerContext, prompt: SellerNamePrompt, words: str) -> Reply | None:
    try:
        name = fit_seller_name(words)
    except (NameUnfit, SellerNameUnfit) as refusal:
        return await _once_more(ctx, prompt, views.ask_seller_name(ctx.say, prompt.stall), refusal)
    await ctx.set_prompt(SellerContactPrompt(stall=prompt.stall, name=name))
    return views.ask_seller_contact(ctx.say, prompt.stall, name)


@routes.prompt(SellerContactPrompt, SellerPreviewPrompt)
async def contact_received(
    ctx: HandlerContext, prompt: SellerContactPrompt | SellerPreviewPrompt, words: str
) -> Reply | None:
    """Checks the contact and shows it as shoppers will see it; what is no contact is asked for once more."""
    asked = SellerContactPrompt(stall=prompt.stall, name=prompt.name)
    try:
        seller = read_seller(prompt.name, words)
    except (NameUnfit, ContactUnfit) as refusal:
        question = views.ask_seller_contact(ctx.say, prompt.stall, prompt.name)
        return await _once_more(ctx, asked, question, refusal)
    await ctx.set_prompt(SellerPreviewPrompt(stall=prompt.stall, name=seller.name, contact=seller.contact))
    return views.seller_preview(ctx.say, prompt.stall, seller)


async def _once_more(ctx: HandlerContext, prompt: Prompt, question: Screen, refusal: Refusal) -> Reply | None:
    note = sentence(ctx.say, type(refusal).__name__, refusal.facts())
    return await ctx.prompt_once_more(prompt, ScreenReply(question, note=note))


@routes.callback(SaveSeller)
async def save(ctx: HandlerContext, callback: SaveSeller) -> ScreenReply:
    """Shows what was previewed. A button whose preview is over changes nothing."""
    prompt = ctx.pending_prompt
    if not isinstance(prompt, SellerPreviewPrompt) or prompt.stall != callback.stall:
        page = await show_page(ctx, ShowSeller(stall=callback.stall))
        return ScreenReply(page, toast=ctx.say.plain("That preview is over. Please write it again."))
    await ctx.act(show_seller, ctx.actor, prompt.stall, name=prompt.name, contact=prompt.contact, now=ctx.now)
    page = await show_page(ctx, ShowSeller(stall=callback.stall))
    return ScreenReply(page, toast=ctx.say.plain("Shown on the page of your stall."))


@routes.callback(AskRemoveSeller)
async def ask_remove(ctx: HandlerContext, callback: AskRemoveSeller) -> Screen:
    return views.remove_confirm(ctx.say, await ctx.read(own_seller, ctx.actor, callback.stall))


@routes.callback(RemoveSeller)
async def remove(ctx: HandlerContext, callback: RemoveSeller) -> ScreenReply:
    await ctx.act(remove_seller, ctx.actor, callback.stall)
    page = await show_page(ctx, ShowSeller(stall=callback.stall))
    return ScreenReply(page, toast=ctx.say.plain("Removed."))
