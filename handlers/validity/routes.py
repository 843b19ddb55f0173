"""Routes for the last day of a licence or a permit: show, ask, set, clear."""

from datetime import date

from handlers.callbacks.validity import AskLastDay, ChooseLastDay, ClearLastDay, ShowValidity
from handlers.typed_time.day_reading import read_day
from handlers.typed_time.normalized_text import normalize
from handlers.ui.context import HandlerContext, IncomingFile, IncomingPhoto
from handlers.ui.day_number import day_in
from handlers.ui.prompt import NoAnswer, Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen, ScreenReply
from handlers.validity import views
from locales.formats import format_long_date
from market.permit.facts import alley_permits
from market.permit.record import set_permit_end, void_last_permit
from market.validity import (
    ValidityKind,
    own_validity,
    set_last_day,
)

routes = Routes()


class LastDayPrompt(Prompt, name="paper", returns_to=AskLastDay):
    """The last day of a licence or a permit."""

    kind: ValidityKind
    holder_id: int


@routes.callback(ShowValidity)
async def show_validity(ctx: HandlerContext, callback: ShowValidity) -> Screen:
    validity = await ctx.read(own_validity, ctx.actor, callback.kind, callback.holder_id)
    if validity.until is None:
        return await ask_last_day(ctx, AskLastDay(kind=callback.kind, holder_id=callback.holder_id))
    screen = views.validity_page(ctx.say, validity, validity.until, validity.today(ctx.now))
    if callback.kind is ValidityKind.LICENCE:
        return screen
    permits = await ctx.read(alley_permits, ctx.actor, callback.holder_id, ctx.now)
    return views.with_outside(ctx.say, screen, permits)


@routes.question(LastDayPrompt)
async def ask_last_day(ctx: HandlerContext, callback: AskLastDay) -> Screen:
    validity = await ctx.read(own_validity, ctx.actor, callback.kind, callback.holder_id)
    return views.last_day_ask(ctx.say, validity, validity.today(ctx.now))


@routes.photo
async def photo_received(ctx: HandlerContext, photo: IncomingPhoto) -> ScreenReply | None:
    return await _sent_for_a_date(ctx)


@routes.file
async def file_received(ctx: HandlerContext, file: IncomingFile) -> ScreenReply | None:
    return await _sent_for_a_date(ctx)


async def _sent_for_a_date(ctx: HandlerContext) -> ScreenReply | None:
    """Answers a photo or file sent in place of a date; the prompt stays."""
    prompt = ctx.pending_prompt
    if not isinstance(prompt, LastDayPrompt):
        return None
    validity = await ctx.read(own_validity, ctx.actor, prompt.kind, prompt.holder_id)
    page = views.last_day_ask(ctx.say, validity, validity.today(ctx.now))
    return ScreenReply(page, note=views.date_first(ctx.say, prompt.kind))


@routes.prompt(LastDayPrompt)
async def last_day_received(ctx: HandlerContext, prompt: LastDayPrompt, words: str) -> Done:
    """Sets the typed day."""
    validity = await ctx.read(own_validity, ctx.actor, prompt.kind, prompt.holder_id)
    found = read_day(normalize(words), validity.today(ctx.now))
    if found is None:
        raise NoAnswer(ctx.say("We could not find a date in that. Write it like 24/12/2026."))
    return await _set_last_day(ctx, prompt.kind, prompt.holder_id, found.day)


@routes.callback(ChooseLastDay)
async def choose_last_day(ctx: HandlerContext, callback: ChooseLastDay) -> Done:
    return await _set_last_day(ctx, callback.kind, callback.holder_id, day_in(callback.day))


async def _set_last_day(ctx: HandlerContext, kind: ValidityKind, holder_id: int, day: date) -> Done:
    change = set_last_day if kind is ValidityKind.LICENCE else set_permit_end
    await ctx.act(change, ctx.actor, holder_id, day, admins=ctx.services.admins, now=ctx.now)
    return Done(
        ctx.say.plain("Expiry date set: {day}.", day=format_long_date(ctx.say, day)),
        ShowValidity(kind=kind, holder_id=holder_id),
    )


@routes.callback(ClearLastDay)
async def clear_last_day(ctx: HandlerContext, callback: ClearLastDay) -> Done:
    if callback.kind is ValidityKind.PERMIT:
        await ctx.act(void_last_permit, ctx.actor, callback.holder_id, ctx.services.admins, now=ctx.now)
        return Done(ctx.say.plain("Removed, as if it had not been recorded."))
    await ctx.act(
        set_last_day, ctx.actor, callback.holder_id, until=None, admins=ctx.services.admins, now=ctx.now
    )
    return Done(ctx.say.plain("Date removed. No reminders."))
