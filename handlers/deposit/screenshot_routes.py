"""Routes of a payer's screenshot: sent, replaced and removed by the payer, shown to the stall."""

from markupsafe import Markup

from handlers.callbacks.deposit import (
    AskScreenshot,
    RemoveScreenshot,
    ShowScreenshot,
    ShowStallDeposit,
)
from handlers.deposit import screenshot_views, views
from handlers.deposit.screenshot_picture import store_screenshot
from handlers.ui.context import HandlerContext, IncomingFile, IncomingPhoto
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Reply, Screen, ScreenReply, Toast
from locales.refusals import sentence
from market.deposit.facts import own_deposit
from market.deposit.refusals import ScreenshotLate
from market.deposit.screenshot import (
    own_screenshot,
    remove_screenshot,
    require_waiting,
    screenshot_to_check,
    send_screenshot,
)
from market.pdf import PDF
from market.photo_quota import TooManyPhotos, may_post
from market.picture import NotAPicture, PictureTooLarge
from market.refusal import Refusal
from market.sent_file import FileNotOpened, FilesWait

routes = Routes()
SILENCE = Toast("")


class ScreenshotPrompt(Prompt, name="screenshot", returns_to=AskScreenshot):
    """A screenshot of the transfer of this deposit. `asked`: the payer wants to send one, and did not only say that they paid.

    `album` is the group of photos of which one was taken, "" before that.
    """

    deposit: int
    asked: bool
    album: str = ""


@routes.callback(AskScreenshot)
async def ask_screenshot(ctx: HandlerContext, callback: AskScreenshot) -> Screen:
    await ctx.read(require_waiting, ctx.person, callback.deposit)
    await ctx.set_prompt(ScreenshotPrompt(deposit=callback.deposit, asked=True))
    return await _question(ctx, callback.deposit)


@routes.callback(RemoveScreenshot)
async def remove(ctx: HandlerContext, callback: RemoveScreenshot) -> ScreenReply:
    await ctx.act(remove_screenshot, ctx.person, callback.deposit, ctx.now)
    return ScreenReply(await _payment(ctx, callback.deposit), toast=ctx.say.plain("Screenshot removed."))


@routes.prompt(ScreenshotPrompt)
async def text_received(ctx: HandlerContext, prompt: ScreenshotPrompt, words: str) -> Reply | None:
    """Answers a text in place of the screenshot that was asked for; after "I paid" alone, a text means what it means without."""
    if not prompt.asked:
        await ctx.clear_prompt()
        return None
    return await ctx.prompt_once_more(prompt, await _asked_again(ctx, prompt, NotAPicture()))


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
        return await _asked_again(ctx, prompt, NotAPicture())
    return await _received(ctx, prompt, file)


@routes.no_answer(ScreenshotPrompt)
async def no_picture_received(ctx: HandlerContext, prompt: ScreenshotPrompt) -> Reply | None:
    """Answers a video, a sticker or a voice note in place of the screenshot."""
    return None if prompt.album else await _asked_again(ctx, prompt, NotAPicture())


@routes.callback(ShowScreenshot)
async def show_screenshot(ctx: HandlerContext, callback: ShowScreenshot) -> Screen:
    deposit, found = await ctx.read(screenshot_to_check, ctx.actor, callback.deposit, ctx.now)
    back = ShowStallDeposit(deposit=callback.deposit)
    return screenshot_views.screenshot_page(ctx.say, deposit, found, back)


async def _received(
    ctx: HandlerContext, prompt: ScreenshotPrompt, picture: IncomingPhoto | IncomingFile, album: str = ""
) -> Reply:
    """Stores the picture with the payment. One that cannot be read is asked for again; where none is taken any more, the payment is shown."""
    try:
        await ctx.read(require_waiting, ctx.person, prompt.deposit)
        sent = await store_screenshot(ctx, picture)
        await ctx.act(send_screenshot, ctx.person, prompt.deposit, sent, now=ctx.now)
    except (NotAPicture, PictureTooLarge, FileNotOpened, FilesWait) as refusal:
        return await _asked_again(ctx, prompt, refusal)
    except (ScreenshotLate, TooManyPhotos) as refusal:
        await ctx.clear_prompt()
        return ScreenReply(await _payment(ctx, prompt.deposit), note=_sentence(ctx, refusal))
    if album:
        await ctx.set_prompt(ScreenshotPrompt(deposit=prompt.deposit, asked=False, album=album))
    else:
        await ctx.clear_prompt()
    return ScreenReply(await _payment(ctx, prompt.deposit), note=ctx.say("Screenshot sent."))


async def _asked_again(ctx: HandlerContext, prompt: ScreenshotPrompt, refusal: Refusal) -> ScreenReply:
    return ScreenReply(await _question(ctx, prompt.deposit), note=_sentence(ctx, refusal))


def _sentence(ctx: HandlerContext, refusal: Refusal) -> Markup:
    return sentence(ctx.say, type(refusal).__name__, refusal.facts())


async def _question(ctx: HandlerContext, deposit: int) -> Screen:
    return screenshot_views.screenshot_ask(ctx.say, await ctx.read(own_deposit, ctx.person, deposit))


async def _payment(ctx: HandlerContext, deposit: int) -> Screen:
    facts = await ctx.read(own_deposit, ctx.person, deposit)
    return views.my_deposit(ctx.say, facts, await ctx.read(own_screenshot, ctx.person, deposit))
