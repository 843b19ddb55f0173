"""Routes for the content of a broadcast: its text in each language, and its photo."""

from markupsafe import Markup

from handlers.broadcast import draft_views as views
from handlers.broadcast.audience_routes import broadcast, my_draft
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
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, ScreenReply
from locales.languages import CODES
from locales.refusals import sentence
from market.broadcast.draft import discard_draft
from market.broadcast.preparing import remove_words, set_photo, set_picture, write_words
from market.broadcast.refusals import CaptionTooLong, NothingWritten, TextTooLong
from market.picture import NotAPicture, PictureTooLarge
from market.refusal import ButtonForged

routes = Routes()

WORDING_PROMPT, PHOTO_PROMPT = "broadcast", "broadcast_photo"


@routes.callback(EditDrafts)
async def edit(ctx: HandlerContext, callback: EditDrafts) -> Screen:
    return views.drafts(ctx.say, await my_draft(ctx))


@routes.callback(AskBroadcast)
async def ask(ctx: HandlerContext, callback: AskBroadcast) -> Screen:
    return await ask_wording(ctx, AskWording(language=ctx.say.language))


@routes.callback(AskWording)
async def ask_wording(ctx: HandlerContext, callback: AskWording) -> Screen:
    draft = await my_draft(ctx)
    if callback.language not in CODES:
        raise ButtonForged
    await ctx.set_prompt(f"{WORDING_PROMPT}:{callback.language}")
    return views.wording_ask(ctx.say, draft, callback.language)


@routes.answer(WORDING_PROMPT)
async def wording_received(ctx: HandlerContext, words: str, about: str) -> Screen | ScreenReply:
    """Stores the text. A text that is too long is asked for again."""
    language = about or ctx.say.language
    try:
        await ctx.act(write_words, ctx.actor, language, words, now=ctx.now)
    except (TextTooLong, NothingWritten) as refusal:
        note = sentence(ctx.say, type(refusal).__name__, refusal.facts())
        return ScreenReply(await _prompted(ctx, WORDING_PROMPT, language), note=note)
    await ctx.set_prompt("")
    return await edit(ctx, EditDrafts())


@routes.callback(ShowWording)
async def show_wording(ctx: HandlerContext, callback: ShowWording) -> Screen:
    draft = await my_draft(ctx)
    if callback.language not in draft.words:
        return views.drafts(ctx.say, draft)
    return views.wording(ctx.say, draft, callback.language)


@routes.callback(RemoveWording)
async def remove_wording(ctx: HandlerContext, callback: RemoveWording) -> ScreenReply:
    await ctx.act(remove_words, ctx.actor, callback.language, ctx.now)
    return ScreenReply(await edit(ctx, EditDrafts()), toast=ctx.say.plain("Removed."))


@routes.callback(ShowPhoto)
async def show_photo(ctx: HandlerContext, callback: ShowPhoto) -> Screen:
    picture = (await my_draft(ctx)).announcement.picture
    return views.photo(ctx.say, picture) if picture else await ask_photo(ctx, AskPhoto())


@routes.callback(AskPhoto)
async def ask_photo(ctx: HandlerContext, callback: AskPhoto) -> Screen:
    await my_draft(ctx)
    await ctx.set_prompt(PHOTO_PROMPT)
    return views.photo_ask(ctx.say)


@routes.photo
async def photo_received(ctx: HandlerContext, photo: IncomingPhoto) -> Screen | ScreenReply | None:
    """Stores the photo that was asked for; an unusable one is asked for again.

    A caption becomes the text, but does not replace a text that exists already.
    """
    question, _, about = ctx.pending_prompt.partition(":")
    if question not in (WORDING_PROMPT, PHOTO_PROMPT):
        return None
    language, draft = about or ctx.say.language, await my_draft(ctx)
    left_out = question == PHOTO_PROMPT and bool(photo.caption) and language in draft.words
    caption = "" if left_out else photo.caption
    try:
        await ctx.act(
            set_photo, ctx.actor, await store_photo(ctx, photo), language, caption=caption, now=ctx.now
        )
    except (CaptionTooLong, TextTooLong, NothingWritten, NotAPicture, PictureTooLarge) as refusal:
        note = sentence(ctx.say, type(refusal).__name__, refusal.facts())
        return ScreenReply(await _prompted(ctx, question, language), note=note)
    if question == WORDING_PROMPT and not caption:
        return await _prompted(ctx, question, language)
    await ctx.set_prompt("")
    note = views.left_out_text(ctx.say, language) if left_out else Markup()
    return ScreenReply(await edit(ctx, EditDrafts()), note=note)


async def _prompted(ctx: HandlerContext, question: str, language: str) -> Screen:
    """Returns the question that is open."""
    draft = await my_draft(ctx)
    return (
        views.photo_ask(ctx.say) if question == PHOTO_PROMPT else views.wording_ask(ctx.say, draft, language)
    )


@routes.answer(PHOTO_PROMPT)
async def no_photo(ctx: HandlerContext, words: str, about: str) -> ScreenReply:
    return ScreenReply(views.photo_ask(ctx.say), note=ctx.say("That is not a photo."))


@routes.callback(RemovePhoto)
async def remove_photo(ctx: HandlerContext, callback: RemovePhoto) -> ScreenReply:
    await ctx.act(set_picture, ctx.actor, None, ctx.now)
    return ScreenReply(await edit(ctx, EditDrafts()), toast=ctx.say.plain("Removed."))


@routes.callback(AskDiscard)
async def ask_discard(ctx: HandlerContext, callback: AskDiscard) -> Screen:
    await my_draft(ctx)
    return views.discard_confirm(ctx.say)


@routes.callback(DiscardDraft)
async def discard(ctx: HandlerContext, callback: DiscardDraft) -> ScreenReply:
    await ctx.act(discard_draft, ctx.actor)
    return ScreenReply(await broadcast(ctx, ""), toast=ctx.say.plain("Discarded."))
