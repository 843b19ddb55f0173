"""Routes for the last day of a licence or a permit: show, ask, set, clear."""

from datetime import date

from handlers.callbacks.validity import AskLastDay, ChooseLastDay, ClearLastDay, ShowValidity
from handlers.typed_time.day_reading import read_day
from handlers.typed_time.normalized_text import normalize
from handlers.ui.context import HandlerContext, IncomingFile, IncomingPhoto
from handlers.ui.day_number import day_in
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, ScreenReply
from handlers.validity import views
from locales.formats import format_long_date
from locales.refusals import sentence
from market.validity import (
    LastDayAfterYear,
    LastDayOver,
    LastDayTooFar,
    LicenceCancelled,
    Validity,
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
        return await _prompt_last_day(ctx, validity)
    return views.validity_page(ctx.say, validity, validity.until, validity.today(ctx.now))


@routes.callback(AskLastDay)
async def ask_last_day(ctx: HandlerContext, callback: AskLastDay) -> Screen:
    return await _prompt_last_day(
        ctx, await ctx.read(own_validity, ctx.actor, callback.kind, callback.holder_id)
    )


async def _prompt_last_day(ctx: HandlerContext, validity: Validity) -> Screen:
    await ctx.set_prompt(LastDayPrompt(kind=validity.kind, holder_id=validity.holder_id))
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
async def last_day_received(ctx: HandlerContext, prompt: LastDayPrompt, words: str) -> ScreenReply:
    """Sets the typed day; an invalid one is asked for again."""
    validity = await ctx.read(own_validity, ctx.actor, prompt.kind, prompt.holder_id)
    page = views.last_day_ask(ctx.say, validity, validity.today(ctx.now))
    found = read_day(normalize(words), validity.today(ctx.now))
    if found is None:
        note = ctx.say("We could not find a date in that. Write it like 24/12/2026.")
        return ScreenReply(page, note=note)
    try:
        shown = await _set_last_day(ctx, prompt.kind, prompt.holder_id, found.day)
    except (LastDayOver, LastDayTooFar, LastDayAfterYear, LicenceCancelled) as refusal:
        return ScreenReply(page, note=sentence(ctx.say, type(refusal).__name__, refusal.facts()))
    await ctx.clear_prompt()
    return shown


@routes.callback(ChooseLastDay)
async def choose_last_day(ctx: HandlerContext, callback: ChooseLastDay) -> ScreenReply:
    return await _set_last_day(ctx, callback.kind, callback.holder_id, day_in(callback.day))


async def _set_last_day(ctx: HandlerContext, kind: ValidityKind, holder_id: int, day: date) -> ScreenReply:
    await ctx.act(
        set_last_day, ctx.actor, kind, holder_id, until=day, admins=ctx.services.admins, now=ctx.now
    )
    validity = await ctx.read(own_validity, ctx.actor, kind, holder_id)
    toast = ctx.say.plain("Expiry date set: {day}.", day=format_long_date(ctx.say, day))
    page = views.validity_page(ctx.say, validity, validity.until or day, validity.today(ctx.now))
    return ScreenReply(page, toast=toast)


@routes.callback(ClearLastDay)
async def clear_last_day(ctx: HandlerContext, callback: ClearLastDay) -> ScreenReply:
    await ctx.act(
        set_last_day,
        ctx.actor,
        callback.kind,
        callback.holder_id,
        until=None,
        admins=ctx.services.admins,
        now=ctx.now,
    )
    screen = await show_validity(ctx, ShowValidity(kind=callback.kind, holder_id=callback.holder_id))
    return ScreenReply(screen, toast=ctx.say.plain("Date removed. No reminders."))
