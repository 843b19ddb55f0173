"""Routes of the payment QR on a stall's counter: a photo of it, asked for or not."""

from collections.abc import Sequence

from handlers.callbacks.counter import (
    AskCounterPhoto,
    AskKeepCounter,
    KeepCounter,
    RemoveCounter,
    ReportCounter,
    ShowCounter,
    ShowCounterCheck,
)
from handlers.counter import views
from handlers.ui.context import HandlerContext, IncomingPhoto
from handlers.ui.photo import MAX_BYTES, fetch_photo
from handlers.ui.prompt import NoAnswer, Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.actor import Right, StallUnknown
from market.deposit.counter import (
    check_counter,
    counter_check,
    keep_counter,
    remove_counter,
    report_counter,
    stall_counter,
)
from market.deposit.emv import is_payment_qr
from market.deposit.refusals import NoQrInPhoto, QrNotPayment, QrUnread
from market.picture import PictureTooLarge
from market.staff.desks import open_desk, rights_at

routes = Routes()


class CounterPrompt(Prompt, name="counter", returns_to=AskCounterPhoto, free_words=True):
    """A photo of the payment QR on the counter, or its text."""

    stall: int


@routes.callback(ShowCounter)
async def show_counter(ctx: HandlerContext, callback: ShowCounter) -> Screen:
    return views.counter_page(ctx.say, await ctx.read(stall_counter, ctx.actor, await _stall(ctx)))


@routes.callback(AskCounterPhoto)
async def ask_counter_photo(ctx: HandlerContext, callback: AskCounterPhoto) -> Screen:
    prompt = CounterPrompt(stall=await _stall(ctx))
    await ctx.set_prompt(prompt)
    return await _ask_photo(ctx, prompt)


async def _ask_photo(ctx: HandlerContext, prompt: CounterPrompt) -> Screen:
    return views.photo_ask(ctx.say)


@routes.prompt(CounterPrompt, ask_again=_ask_photo)
async def counter_text_received(ctx: HandlerContext, prompt: CounterPrompt, words: str) -> Done:
    """Checks the text of a QR. Another text is no answer."""
    try:
        return await _checked(ctx, prompt.stall, [words])
    except QrNotPayment as refusal:
        raise NoAnswer(refusal) from refusal


@routes.photo
async def counter_photo_received(ctx: HandlerContext, photo: IncomingPhoto) -> Done | None:
    """Reads the payment QRs in a photo; of one that was not asked for, only where there are some and the person has a stall."""
    if isinstance(ctx.pending_prompt, CounterPrompt):
        return await _answered(ctx, photo, ctx.pending_prompt.stall)
    stall = await _own_stall(ctx)
    if stall is None or photo.size > MAX_BYTES:
        return None
    texts = await ctx.services.files.qrs_in(await fetch_photo(ctx, photo))
    return await _checked(ctx, stall, _payments_of(texts)) if any(map(_is_payment, texts)) else None


@routes.callback(ShowCounterCheck)
async def show_counter_check(ctx: HandlerContext, callback: ShowCounterCheck) -> Screen:
    check = await ctx.read(counter_check, ctx.actor, callback.check)
    rights = await ctx.read(rights_at, ctx.person, check.stall)
    return views.verdict(ctx.say, check, owned=Right.OWN in rights)


@routes.callback(AskKeepCounter)
async def ask_keep(ctx: HandlerContext, callback: AskKeepCounter) -> Screen:
    return views.keep_ask(ctx.say, await ctx.read(counter_check, ctx.actor, callback.check))


@routes.callback(KeepCounter)
async def keep_counter_tapped(ctx: HandlerContext, callback: KeepCounter) -> Done:
    await ctx.act(keep_counter, ctx.actor, callback.check, ctx.now)
    return Done(ctx.say.plain("Saved. We know this account now."))


@routes.callback(RemoveCounter)
async def remove_counter_tapped(ctx: HandlerContext, callback: RemoveCounter) -> Done:
    await ctx.act(remove_counter, ctx.actor, callback.check, ctx.now)
    return Done(ctx.say.plain("Removed. This account no longer counts as yours."), ShowCounter())


@routes.callback(ReportCounter)
async def report_counter_tapped(ctx: HandlerContext, callback: ReportCounter) -> Done:
    await ctx.act(report_counter, ctx.actor, callback.check, ctx.services.admins, now=ctx.now)
    return Done(ctx.say.plain("We told the organisers."))


async def _answered(ctx: HandlerContext, photo: IncomingPhoto, stall: int) -> Done:
    """Checks the photo that was asked for. Whoever may not is refused before the download. Raises PictureTooLarge, and as `_payments_of`."""
    await ctx.read(stall_counter, ctx.actor, stall)
    if photo.size > MAX_BYTES:
        raise PictureTooLarge
    texts = await ctx.services.files.qrs_in(await fetch_photo(ctx, photo))
    return await _checked(ctx, stall, _payments_of(texts))


def _payments_of(texts: Sequence[str | None]) -> list[str]:
    """Returns the payment QRs among the QRs of a photo. Raises NoQrInPhoto, QrUnread, QrNotPayment."""
    payments = [text for text in texts if text and _is_payment(text)]
    if None in texts or not texts:
        raise QrUnread if payments else NoQrInPhoto
    if not payments:
        raise QrNotPayment
    return payments


def _is_payment(text: str | None) -> bool:
    return text is not None and is_payment_qr(text)


async def _checked(ctx: HandlerContext, stall: int, payloads: list[str]) -> Done:
    check = await ctx.act(check_counter, ctx.actor, stall, payloads, now=ctx.now)
    return Done(then=ShowCounterCheck(check=check))


async def _own_stall(ctx: HandlerContext) -> int | None:
    desk = await ctx.read(open_desk, ctx.person)
    return desk.stall.id if desk else None


async def _stall(ctx: HandlerContext) -> int:
    """Returns the stall whose desk the person has open. Raises StallUnknown."""
    return StallUnknown.unless(await _own_stall(ctx))
