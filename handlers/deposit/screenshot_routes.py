"""Routes of a payer's screenshot: sent, replaced and removed by the payer, shown to the stall."""

from handlers.callbacks.deposit import (
    AskScreenshot,
    RemoveScreenshot,
    ShowScreenshot,
    ShowStallDeposit,
)
from handlers.deposit import screenshot_views, views
from handlers.deposit.screenshot_picture import store_screenshot
from handlers.ui.context import HandlerContext, IncomingFile, IncomingPhoto
from handlers.ui.prompt import NoAnswer, Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Reply, Screen, ScreenReply, Toast
from locales.refusals import sentence
from market.deposit.facts import own_deposit
from market.deposit.own_page import own_deposit_page
from market.deposit.refusals import ScreenshotLate
from market.deposit.screenshot import (
    remove_screenshot,
    require_waiting,
    screenshot_to_check,
    send_screenshot,
)
from market.pdf import PDF
from market.photo_quota import TooManyPhotos, may_post
from market.picture import NotAPicture

routes = Routes()
SILENCE = Toast("")


class ScreenshotPrompt(Prompt, name="screenshot", returns_to=AskScreenshot):
    """A screenshot of the transfer of this deposit. `asked`: the payer wants to send one, and did not only say that they paid.

    `album` is the group of photos of which one was taken, "" before that.
    """

    deposit: int
    asked: bool
    album: str = ""


async def _question(ctx: HandlerContext, prompt: ScreenshotPrompt) -> Screen:
    return screenshot_views.screenshot_ask(ctx.say, await ctx.read(own_deposit, ctx.person, prompt.deposit))


@routes.callback(AskScreenshot)
async def ask_screenshot(ctx: HandlerContext, callback: AskScreenshot) -> Screen:
    prompt = ScreenshotPrompt(deposit=callback.deposit, asked=True)
    await ctx.read(require_waiting, ctx.person, callback.deposit)
    await ctx.set_prompt(prompt)
    return await _question(ctx, prompt)


@routes.callback(RemoveScreenshot)
async def remove_screenshot_tapped(ctx: HandlerContext, callback: RemoveScreenshot) -> ScreenReply:
    await ctx.act(remove_screenshot, ctx.person, callback.deposit, ctx.now)
    return ScreenReply(await _payment(ctx, callback.deposit), toast=ctx.say.plain("Removed."))


@routes.prompt(ScreenshotPrompt, ask_again=_question)
async def text_received(ctx: HandlerContext, prompt: ScreenshotPrompt, words: str) -> None:
    """Refuses a text in place of the screenshot that was asked for; after "I paid" alone, a text means what it means without."""
    if prompt.asked:
        raise NoAnswer(NotAPicture())
    await ctx.clear_prompt()


@routes.photo
async def photo_received(ctx: HandlerContext, photo: IncomingPhoto) -> Reply | None:
    """Takes the photo as the screenshot after "I paid", and when one was asked for. The caption of somebody who posts goods is a post."""
    prompt = ctx.pending_prompt
    if not isinstance(prompt, ScreenshotPrompt):
        return None
    if prompt.album:
        return SILENCE if photo.album == prompt.album else None
    if not prompt.asked and photo.caption and await ctx.read(may_post, ctx.actor):
        return None
    return await _received(ctx, prompt, photo, photo.album)


@routes.file
async def file_received(ctx: HandlerContext, file: IncomingFile) -> Reply | None:
    prompt = ctx.pending_prompt
    if not isinstance(prompt, ScreenshotPrompt) or prompt.album:
        return None
    if file.mime == PDF:
        raise NotAPicture
    return await _received(ctx, prompt, file)


@routes.no_answer(ScreenshotPrompt)
async def no_picture_received(ctx: HandlerContext, prompt: ScreenshotPrompt) -> None:
    """Refuses a video, a sticker or a voice note in place of the screenshot."""
    if not prompt.album:
        raise NotAPicture


@routes.callback(ShowScreenshot)
async def show_screenshot(ctx: HandlerContext, callback: ShowScreenshot) -> Screen:
    deposit, found = await ctx.read(screenshot_to_check, ctx.actor, callback.deposit, ctx.now)
    back = ShowStallDeposit(deposit=callback.deposit)
    return screenshot_views.screenshot_page(ctx.say, deposit, found, back)


async def _received(
    ctx: HandlerContext, prompt: ScreenshotPrompt, picture: IncomingPhoto | IncomingFile, album: str = ""
) -> Reply:
    """Stores the picture with the payment. Where none is taken any more, the payment is shown. Raises as `store_screenshot`."""
    note = ctx.say("Screenshot sent.")
    try:
        await ctx.read(require_waiting, ctx.person, prompt.deposit)
        sent = await store_screenshot(ctx, picture)
        await ctx.act(send_screenshot, ctx.person, prompt.deposit, sent, now=ctx.now)
    except (ScreenshotLate, TooManyPhotos) as refusal:
        note, album = sentence(ctx.say, type(refusal).__name__, refusal.facts()), ""
    if album:
        await ctx.set_prompt(ScreenshotPrompt(deposit=prompt.deposit, asked=False, album=album))
    else:
        await ctx.clear_prompt()
    return ScreenReply(await _payment(ctx, prompt.deposit), note=note)


async def _payment(ctx: HandlerContext, deposit: int) -> Screen:
    own = await ctx.read(own_deposit_page, ctx.person, deposit, ctx.now)
    return views.my_deposit(ctx.say, own, ctx.now)
