"""Routes of what is done with all of a stall's evening at once."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from handlers.callbacks.desk import ShowStallDay, ShowWholeStallDay
from handlers.callbacks.whole_stall_day import (
    AskCancelStallDay,
    AskMoveStallDay,
    CancelStallDay,
    ChooseStallDayAlley,
    MoveStallDay,
    MoveStallDayAlley,
    PauseStallDay,
    PickStallDayAlley,
    PickStallDayDay,
    RemoveNote,
    ResumeStallDay,
    SendNote,
    ShowNote,
)
from handlers.desk import whole_day_views
from handlers.stock.hours_parsing import read_drop_hours
from handlers.stock.told_text import cancelled_text, paused_text, resumed_text
from handlers.ui.context import HandlerContext
from handlers.ui.day_number import clock_in, day_in
from handlers.ui.prompt import NoAnswer, Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from handlers.ui.told_count import told_count
from market.alley import AlleyUnknown, alley_names
from market.desk import DeskDay, desk_of_day
from market.market_day.stall_note import own_note, send_note, write_note
from market.stock.stock_line import StockLine
from market.stock.whole_stall_day import (
    cancel_all,
    count_affected_by_alley_of_all,
    explain_all,
    move_all,
    move_all_to_alley,
    pause_all,
    planned_cancellation,
    planned_move_of_all,
    resume_all,
)

routes = Routes()
DAYS = 7


class MoveStallDayPrompt(Prompt, name="move-all", returns_to=AskMoveStallDay):
    """Another day or other hours for all of an evening."""

    stall_day: int


class CancelStallDayPrompt(Prompt, name="cancel-all", returns_to=AskCancelStallDay, free_words=True):
    """The reason why all of an evening is cancelled."""

    stall_day: int


class NotePrompt(Prompt, name="stall-note", returns_to=ShowNote, free_words=True):
    """The line that a stall says of an evening."""

    stall_day: int


@routes.callback(PauseStallDay)
async def pause_stall_day(ctx: HandlerContext, callback: PauseStallDay) -> Done:
    told = await ctx.act(pause_all, ctx.actor, callback.stall_day, ctx.now)
    return Done(paused_text(ctx.say, told))


@routes.callback(ResumeStallDay)
async def resume_stall_day(ctx: HandlerContext, callback: ResumeStallDay) -> Done:
    told = await ctx.act(resume_all, ctx.actor, callback.stall_day, ctx.now)
    return Done(resumed_text(ctx.say, told))


@routes.question(MoveStallDayPrompt)
async def ask_move(ctx: HandlerContext, callback: AskMoveStallDay) -> Screen:
    day = await _day(ctx, callback.stall_day)
    today = ctx.now.astimezone(ZoneInfo(day.hours.zone)).date()
    return whole_day_views.move_ask(ctx.say, day, [today + timedelta(days=ahead) for ahead in range(DAYS)])


@routes.prompt(MoveStallDayPrompt)
async def hours_received(ctx: HandlerContext, prompt: MoveStallDayPrompt, words: str) -> Screen | Done:
    day = await _day(ctx, prompt.stall_day)
    stock = read_drop_hours(words, ctx.now.astimezone(ZoneInfo(day.hours.zone)).date())
    if stock is None:
        raise NoAnswer(ctx.say("We did not understand that."))
    return await _move_or_ask(ctx, day, stock)


@routes.callback(PickStallDayDay)
async def pick_day(ctx: HandlerContext, callback: PickStallDayDay) -> Screen | Done:
    day = await _day(ctx, callback.stall_day)
    return await _move_or_ask(ctx, day, StockLine(day=day_in(callback.day)))


async def _move_or_ask(ctx: HandlerContext, day: DeskDay, stock: StockLine) -> Screen | Done:
    """Moves all of an evening to another time, or asks first where somebody is told of it."""
    planned = await ctx.read(planned_move_of_all, ctx.actor, day.id, stock, now=ctx.now)
    if planned.people:
        return whole_day_views.move_confirm(ctx.say, day, planned)
    return await _move(ctx, day.id, stock)


@routes.callback(MoveStallDay)
async def move_stall_day(ctx: HandlerContext, callback: MoveStallDay) -> Done:
    start, end = clock_in(callback.start), clock_in(callback.end)
    return await _move(ctx, callback.stall_day, StockLine(day=day_in(callback.day), start=start, end=end))


async def _move(ctx: HandlerContext, stall_day: int, stock: StockLine) -> Done:
    moved = await ctx.act(move_all, ctx.actor, stall_day, stock, now=ctx.now)
    return Done(_moved_text(ctx, moved.people), ShowStallDay(stall_day=moved.id))


@routes.callback(ChooseStallDayAlley)
async def choose_alley(ctx: HandlerContext, callback: ChooseStallDayAlley) -> Screen:
    day = await _day(ctx, callback.stall_day)
    return whole_day_views.alley_choice(ctx.say, day, await ctx.read_cached(alley_names), callback.page)


@routes.callback(PickStallDayAlley)
async def pick_alley(ctx: HandlerContext, callback: PickStallDayAlley) -> Screen | Done:
    """Asks first where somebody is told of it."""
    day = await _day(ctx, callback.stall_day)
    alleys = {each.id: each for each in await ctx.read_cached(alley_names)}
    people = await ctx.read(
        count_affected_by_alley_of_all, ctx.actor, callback.stall_day, callback.alley, now=ctx.now
    )
    if people:
        alley = AlleyUnknown.unless(alleys.get(callback.alley))
        return whole_day_views.alley_confirm(ctx.say, day, alley, people)
    return await _move_alley(ctx, callback.stall_day, callback.alley)


@routes.callback(MoveStallDayAlley)
async def move_stall_day_alley(ctx: HandlerContext, callback: MoveStallDayAlley) -> Done:
    return await _move_alley(ctx, callback.stall_day, callback.alley)


async def _move_alley(ctx: HandlerContext, stall_day: int, alley: int) -> Done:
    moved = await ctx.act(move_all_to_alley, ctx.actor, stall_day, alley, now=ctx.now)
    return Done(_moved_text(ctx, moved.people), ShowStallDay(stall_day=moved.id))


def _moved_text(ctx: HandlerContext, people: int) -> str:
    if not people:
        return ctx.say("Changed.")
    return ctx.say.sentences(ctx.say("Moved."), told_count(ctx.say, people))


@routes.question(CancelStallDayPrompt)
async def ask_cancel(ctx: HandlerContext, callback: AskCancelStallDay) -> Screen:
    planned = await ctx.read(planned_cancellation, ctx.actor, callback.stall_day, ctx.now)
    return whole_day_views.cancel_confirm(ctx.say, await _day(ctx, callback.stall_day), planned)


@routes.prompt(CancelStallDayPrompt)
async def reason_received(ctx: HandlerContext, prompt: CancelStallDayPrompt, words: str) -> Screen:
    await ctx.act(explain_all, ctx.actor, prompt.stall_day, words, now=ctx.now)
    return await ask_cancel(ctx, AskCancelStallDay(stall_day=prompt.stall_day))


@routes.callback(CancelStallDay)
async def cancel_stall_day(ctx: HandlerContext, callback: CancelStallDay) -> Done:
    told = await ctx.act(cancel_all, ctx.actor, callback.stall_day, ctx.now)
    words = cancelled_text(ctx.say, told)
    return Done(words, ShowStallDay(stall_day=callback.stall_day))


@routes.question(NotePrompt)
async def show_note(ctx: HandlerContext, callback: ShowNote) -> Screen:
    note = await ctx.read(own_note, ctx.actor, callback.stall_day, ctx.now)
    return whole_day_views.note_page(ctx.say, await _day(ctx, callback.stall_day), note)


@routes.prompt(NotePrompt)
async def note_received(ctx: HandlerContext, prompt: NotePrompt, words: str) -> Screen:
    await ctx.act(write_note, ctx.actor, prompt.stall_day, words, now=ctx.now)
    return await show_note(ctx, ShowNote(stall_day=prompt.stall_day))


@routes.callback(RemoveNote)
async def remove_note(ctx: HandlerContext, callback: RemoveNote) -> Done:
    await ctx.act(write_note, ctx.actor, callback.stall_day, "", now=ctx.now)
    return Done(ctx.say.plain("Removed."), ShowWholeStallDay(stall_day=callback.stall_day))


@routes.callback(SendNote)
async def send_stall_note(ctx: HandlerContext, callback: SendNote) -> Done:
    told = await ctx.act(send_note, ctx.actor, callback.stall_day, callback.note, now=ctx.now)
    return Done(ctx.say.many("Sent to {count} person.", "Sent to {count} people.", told))


async def _day(ctx: HandlerContext, stall_day: int) -> DeskDay:
    return (await ctx.read(desk_of_day, ctx.actor, stall_day, ctx.now)).shown_day
