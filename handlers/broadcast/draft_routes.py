"""Routes for the content of a broadcast: its text in each language, and its photo."""

from markupsafe import Markup

from handlers.broadcast import draft_views as views
from handlers.broadcast.audience_routes import broadcast, my_draft
from handlers.broadcast.prompts import BroadcastPhotoPrompt, WordingPrompt, take_first_words
from handlers.callbacks.broadcast import (
    AskBroadcast,
    AskDiscard,
    AskPhoto,
    AskWording,
    DiscardDraft,
    EditDrafts,
    RemovePhoto,
    RemoveWording,
    ShowPhoto,
    ShowWording,
)
from handlers.stock.photo import store_photo
from handlers.ui.context import HandlerContext, IncomingPhoto
from handlers.ui.prompt import NoAnswer
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from locales.languages import CODES
from market.broadcast.draft import discard_draft
from market.broadcast.preparing import remove_words, set_photo, set_picture, write_words
from market.refusal import ButtonForged

routes = Routes()


@routes.callback(EditDrafts)
async def edit_drafts(ctx: HandlerContext, callback: EditDrafts) -> Screen:
    draft = await my_draft(ctx)
    await take_first_words(ctx, draft)
    return views.drafts(ctx.say, draft)


@routes.callback(AskBroadcast)
async def ask_broadcast(ctx: HandlerContext, callback: AskBroadcast) -> Screen:
    return await ask_wording(ctx, AskWording(language=ctx.say.language))


@routes.question(WordingPrompt)
async def ask_wording(ctx: HandlerContext, callback: AskWording) -> Screen:
    draft = await my_draft(ctx)
    if callback.language not in CODES:
        raise ButtonForged
    return views.wording_ask(ctx.say, draft, callback.language)


@routes.prompt(WordingPrompt)
async def wording_received(ctx: HandlerContext, prompt: WordingPrompt, words: str) -> Done:
    await ctx.act(write_words, ctx.actor, prompt.language, words, now=ctx.now)
    return Done(then=EditDrafts())


@routes.callback(ShowWording)
async def show_wording(ctx: HandlerContext, callback: ShowWording) -> Screen:
    draft = await my_draft(ctx)
    if callback.language not in draft.words:
        return views.drafts(ctx.say, draft)
    return views.wording(ctx.say, draft, callback.language)


@routes.callback(RemoveWording)
async def remove_wording(ctx: HandlerContext, callback: RemoveWording) -> Done:
    await ctx.act(remove_words, ctx.actor, callback.language, ctx.now)
    return Done(ctx.say.plain("Removed."))


@routes.callback(ShowPhoto)
async def show_photo(ctx: HandlerContext, callback: ShowPhoto) -> Screen:
    picture = (await my_draft(ctx)).announcement.picture
    return views.photo(ctx.say, picture) if picture else await ask_photo(ctx, AskPhoto())


@routes.question(BroadcastPhotoPrompt)
async def ask_photo(ctx: HandlerContext, callback: AskPhoto) -> Screen:
    await my_draft(ctx)
    return views.photo_ask(ctx.say)


@routes.photo
async def photo_received(ctx: HandlerContext, photo: IncomingPhoto) -> Screen | Done | None:
    """Stores the photo that was asked for.

    A caption becomes the text, but does not replace a text that exists already.
    """
    prompt = ctx.pending_prompt
    if not isinstance(prompt, WordingPrompt | BroadcastPhotoPrompt):
        return None
    asked_words = isinstance(prompt, WordingPrompt)
    language = prompt.language if isinstance(prompt, WordingPrompt) else ctx.say.language
    draft = await my_draft(ctx)
    left_out = not asked_words and bool(photo.caption) and language in draft.words
    caption = "" if left_out else photo.caption
    picture = await store_photo(ctx, photo)
    await ctx.act(set_photo, ctx.actor, picture, language, caption=caption, now=ctx.now)
    if asked_words and not caption:
        return views.wording_ask(ctx.say, await my_draft(ctx), language)
    note = views.left_out_text(ctx.say, language) if left_out else Markup()
    return Done(then=EditDrafts(), note=note)


@routes.prompt(BroadcastPhotoPrompt)
async def no_photo(ctx: HandlerContext, prompt: BroadcastPhotoPrompt, words: str) -> Done:
    raise NoAnswer(ctx.say("That is not a photo."))


@routes.callback(RemovePhoto)
async def remove_photo(ctx: HandlerContext, callback: RemovePhoto) -> Done:
    await ctx.act(set_picture, ctx.actor, None, ctx.now)
    return Done(ctx.say.plain("Removed."))


@routes.callback(AskDiscard)
async def ask_discard(ctx: HandlerContext, callback: AskDiscard) -> Screen:
    await my_draft(ctx)
    return views.discard_confirm(ctx.say)


@routes.callback(DiscardDraft)
async def discard_draft_tapped(ctx: HandlerContext, callback: DiscardDraft) -> Done:
    await ctx.act(discard_draft, ctx.actor)
    return Done(ctx.say.plain("Discarded."), await broadcast(ctx, ""))
