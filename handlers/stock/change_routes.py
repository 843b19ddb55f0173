"""Routes that change a vendor's own drop, by buttons for choices and by text for the rest."""

from zoneinfo import ZoneInfo

from handlers.callbacks.stock import (
    ANY_NUMBER,
    AskCancel,
    AskChange,
    CancelDrop,
    ChangeDrop,
    ChooseDropAlley,
    ChoosePackagingOfItem,
    DropField,
    MarkAdults,
    MoveDropAlley,
    MoveDropTime,
    PauseDrop,
    PickDay,
    PickDropAlley,
    PickLimit,
    PickPackaging,
    PickPackagingKind,
    PickWaitlistLimit,
    ResumeDrop,
    ShowMyDrop,
)
from handlers.stock import change_views, packaging_views
from handlers.stock.hours_parsing import read_drop_hours
from handlers.stock.photo import store_photo
from handlers.stock.prompts import CancelReasonPrompt, ChangePrompt, ChangeTimePrompt
from handlers.stock.routes import changed, day_choice_page, my_drop_page
from handlers.stock.rule_routes import ask_rule
from handlers.stock.told_text import cancelled_text, paused_text, resumed_text
from handlers.stock.typed_fields import TYPED_FIELDS, TypedValue
from handlers.stock.views import not_a_price_note
from handlers.ui.context import HandlerContext, IncomingPhoto
from handlers.ui.day_number import clock_in, day_in
from handlers.ui.prompt import NoAnswer
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from locales.packaging_kind import PackagingKind
from market.alley import alley_names
from market.deposit.facts import refunds_of_cancelling
from market.drop.affected_people import affected_people, count_affected_by_alley
from market.drop.facts import DropFacts, ItemFacts
from market.drop.own_drop import own_drop
from market.packaging.packaging_type import packaging_types
from market.refusal import ButtonForged
from market.stock.change import (
    change_limit,
    change_picture,
    change_waitlist_limit,
    set_adults_only,
)
from market.stock.move import move_alley, move_drop, planned_move
from market.stock.packaging import set_packaging
from market.stock.pause import cancel, explain, pause, resume
from market.stock.stock_line import StockLine
from storage.drop import DropState

routes = Routes()

ITEM_FIELDS = {
    DropField.PACKAGING,
    *(field for field, typed in TYPED_FIELDS.items() if typed.is_of_item),
}


@routes.callback(ChangeDrop)
async def change_drop(ctx: HandlerContext, callback: ChangeDrop) -> Screen:
    return change_views.change_menu(ctx.say, await ctx.read(own_drop, ctx.actor, callback.drop))


@routes.callback(AskChange)
async def ask_change(ctx: HandlerContext, callback: AskChange) -> Screen:
    facts = await ctx.read(own_drop, ctx.actor, callback.drop)
    match callback.field:
        case DropField.WHEN:
            await ctx.set_prompt(ChangeTimePrompt(drop=facts.id))
            return day_choice_page(ctx, facts)
        case DropField.ALLEY:
            return change_views.alley_choice(ctx.say, facts, await ctx.read_cached(alley_names), 1)
        case DropField.RULE | DropField.CLOSE | DropField.FITTING:
            return await ask_rule(ctx, facts, callback.field)
        case DropField.LIMIT:
            return change_views.limit_choice(ctx.say, facts)
        case DropField.WAITLIST:
            return change_views.waitlist_choice(ctx.say, facts)
        case field if field in ITEM_FIELDS and not callback.item and len(facts.items) > 1:
            return change_views.item_choice(ctx.say, facts, field)
        case DropField.PACKAGING if facts.items:
            return await _packaging_page(ctx, facts, _item_by_id(facts, callback.item), 1)
        case field if field in TYPED_FIELDS and facts.items:
            item = _item_by_id(facts, callback.item)
            await ctx.set_prompt(ChangePrompt(drop=facts.id, field=field, item=item.id))
            return change_views.change_ask(ctx.say, facts, field, item)
        case _:
            raise ButtonForged


async def _ask_again(ctx: HandlerContext, prompt: ChangePrompt) -> Screen:
    ButtonForged.unless(TYPED_FIELDS.get(prompt.field))
    facts = await ctx.read(own_drop, ctx.actor, prompt.drop)
    return change_views.change_ask(ctx.say, facts, prompt.field, _item_by_id(facts, prompt.item))


@routes.prompt(ChangePrompt, ask_again=_ask_again)
async def change_received(ctx: HandlerContext, prompt: ChangePrompt, words: str) -> Done:
    facts = await ctx.read(own_drop, ctx.actor, prompt.drop)
    field = ButtonForged.unless(TYPED_FIELDS.get(prompt.field))
    item = _item_by_id(facts, prompt.item)
    value = field.read(TypedValue(words=words, drop=facts, item=item, today=ctx.today))
    if value is None:
        is_money = prompt.field in (DropField.PRICE, DropField.DEPOSIT)
        raise NoAnswer(
            not_a_price_note(ctx.say, facts) if is_money else ctx.say("We did not understand that.")
        )
    subject = item.id if field.is_of_item else facts.id
    await ctx.act(field.change, ctx.actor, subject, value, now=ctx.now, **field.arguments(ctx.say))
    return await changed(ctx, facts.id, previous=facts)


async def _ask_time(ctx: HandlerContext, prompt: ChangeTimePrompt) -> Screen:
    return day_choice_page(ctx, await ctx.read(own_drop, ctx.actor, prompt.drop))


@routes.prompt(ChangeTimePrompt, ask_again=_ask_time)
async def time_received(ctx: HandlerContext, prompt: ChangeTimePrompt, words: str) -> Screen | Done:
    facts = await ctx.read(own_drop, ctx.actor, prompt.drop)
    hours = read_drop_hours(words, ctx.now.astimezone(ZoneInfo(facts.alley.zone)).date())
    if hours is None:
        raise NoAnswer(ctx.say("We did not understand that."))
    return await _move_or_ask(ctx, facts.id, hours)


@routes.photo
async def photo_changed(ctx: HandlerContext, photo: IncomingPhoto) -> Done | None:
    """Stores the new photo, only if it was asked for."""
    prompt = ctx.pending_prompt
    if not isinstance(prompt, ChangePrompt) or prompt.field != DropField.PHOTO:
        return None
    await ctx.read(own_drop, ctx.actor, prompt.drop)
    await ctx.act(change_picture, ctx.actor, prompt.drop, await store_photo(ctx, photo), now=ctx.now)
    return await changed(ctx, prompt.drop)


@routes.callback(PickDay)
async def pick_day(ctx: HandlerContext, callback: PickDay) -> Screen | Done:
    return await _move_or_ask(ctx, callback.drop, StockLine(day=day_in(callback.day)))


async def _move_or_ask(ctx: HandlerContext, drop: int, stock: StockLine) -> Screen | Done:
    """Moves a drop to another time, or asks first where somebody is told of it."""
    facts = await ctx.read(own_drop, ctx.actor, drop)
    planned = await ctx.read(planned_move, ctx.actor, drop, stock, now=ctx.now)
    if planned.people:
        return change_views.time_confirm(ctx.say, facts, planned)
    await ctx.act(move_drop, ctx.actor, drop, stock, now=ctx.now)
    return Done(ctx.say.plain("Changed."), ShowMyDrop(drop=drop))


@routes.callback(MoveDropTime)
async def move_to_time(ctx: HandlerContext, callback: MoveDropTime) -> Done:
    start, end = clock_in(callback.start), clock_in(callback.end)
    stock = StockLine(day=day_in(callback.day), start=start, end=end)
    await ctx.act(move_drop, ctx.actor, callback.drop, stock, now=ctx.now)
    return await changed(ctx, callback.drop)


@routes.callback(ChooseDropAlley)
async def choose_alley(ctx: HandlerContext, callback: ChooseDropAlley) -> Screen:
    facts = await ctx.read(own_drop, ctx.actor, callback.drop)
    return change_views.alley_choice(ctx.say, facts, await ctx.read_cached(alley_names), callback.page)


@routes.callback(PickDropAlley)
async def pick_alley(ctx: HandlerContext, callback: PickDropAlley) -> Screen | Done:
    """Asks first where somebody is told of it."""
    facts = await ctx.read(own_drop, ctx.actor, callback.drop)
    alleys = await ctx.read_cached(alley_names)
    new_alley = next((each for each in alleys if each.id == callback.alley), None)
    people = await ctx.read(count_affected_by_alley, facts.id, callback.alley)
    if new_alley is not None and people:
        return change_views.alley_confirm(ctx.say, facts, new_alley, people)
    await ctx.act(move_alley, ctx.actor, callback.drop, callback.alley, now=ctx.now)
    return Done(ctx.say.plain("Changed."))


@routes.callback(MoveDropAlley)
async def move_to_alley(ctx: HandlerContext, callback: MoveDropAlley) -> Done:
    await ctx.act(move_alley, ctx.actor, callback.drop, callback.alley, now=ctx.now)
    return await changed(ctx, callback.drop)


@routes.callback(ChoosePackagingOfItem)
async def choose_packaging(ctx: HandlerContext, callback: ChoosePackagingOfItem) -> Screen:
    facts = await ctx.read(own_drop, ctx.actor, callback.drop)
    return await _packaging_page(ctx, facts, _item_by_id(facts, callback.item), callback.page)


async def _packaging_page(ctx: HandlerContext, facts: DropFacts, item: ItemFacts, page: int) -> Screen:
    types = await ctx.read(packaging_types, facts.alley.currency)
    return packaging_views.packaging_choice(ctx.say, facts, item, types, page=page)


@routes.callback(PickPackaging)
async def pick_packaging(ctx: HandlerContext, callback: PickPackaging) -> Done:
    return await _set_packaging(ctx, callback.drop, callback.item, callback.packaging)


@routes.callback(PickPackagingKind)
async def pick_packaging_kind(ctx: HandlerContext, callback: PickPackagingKind) -> Done:
    return await _set_packaging(ctx, callback.drop, callback.item, callback.kind)


async def _set_packaging(ctx: HandlerContext, drop: int, item: int, packaging: int | PackagingKind) -> Done:
    facts = await ctx.read(own_drop, ctx.actor, drop)
    if item not in {each.id for each in facts.items}:
        raise ButtonForged
    await ctx.act(set_packaging, ctx.actor, item, packaging, now=ctx.now)
    return await changed(ctx, drop)


@routes.callback(PickLimit)
async def pick_limit(ctx: HandlerContext, callback: PickLimit) -> Done:
    await ctx.act(change_limit, ctx.actor, callback.drop, callback.limit, now=ctx.now)
    return await changed(ctx, callback.drop)


@routes.callback(PickWaitlistLimit)
async def pick_waitlist_limit(ctx: HandlerContext, callback: PickWaitlistLimit) -> Done:
    limit = None if callback.limit == ANY_NUMBER else callback.limit
    await ctx.act(change_waitlist_limit, ctx.actor, callback.drop, limit, now=ctx.now)
    return await changed(ctx, callback.drop)


@routes.callback(MarkAdults)
async def mark_adults(ctx: HandlerContext, callback: MarkAdults) -> Done:
    adults_only = bool(callback.adults)
    await ctx.act(set_adults_only, ctx.actor, callback.drop, adults_only, now=ctx.now)
    return Done(ctx.say.plain("Only 18+ now.") if adults_only else ctx.say.plain("For everyone now."))


@routes.callback(PauseDrop)
async def pause_drop(ctx: HandlerContext, callback: PauseDrop) -> Done:
    notified = await ctx.act(pause, ctx.actor, callback.drop, ctx.now)
    return Done(paused_text(ctx.say, notified))


@routes.callback(ResumeDrop)
async def resume_drop(ctx: HandlerContext, callback: ResumeDrop) -> Done:
    notified = await ctx.act(resume, ctx.actor, callback.drop, ctx.now)
    return Done(resumed_text(ctx.say, notified))


@routes.callback(AskCancel)
async def ask_cancel(ctx: HandlerContext, callback: AskCancel) -> Screen:
    facts = await ctx.read(own_drop, ctx.actor, callback.drop)
    if facts.state == DropState.CANCELLED:
        return await my_drop_page(ctx, facts)
    await ctx.set_prompt(CancelReasonPrompt(drop=facts.id))
    people = await ctx.read(affected_people, (facts.id,))
    refunds = await ctx.read(refunds_of_cancelling, (facts.id,))
    return change_views.cancel_confirm(ctx.say, facts, len(people), facts.reason, refunds=refunds)


@routes.prompt(CancelReasonPrompt)
async def cancel_reason_received(ctx: HandlerContext, prompt: CancelReasonPrompt, words: str) -> Screen:
    await ctx.act(explain, ctx.actor, prompt.drop, words, now=ctx.now)
    return await ask_cancel(ctx, AskCancel(drop=prompt.drop))


@routes.callback(CancelDrop)
async def cancel_drop(ctx: HandlerContext, callback: CancelDrop) -> Done:
    notified = await ctx.act(cancel, ctx.actor, callback.drop, ctx.now)
    return Done(cancelled_text(ctx.say, notified))


def _item_by_id(facts: DropFacts, item: int) -> ItemFacts:
    return next((each for each in facts.items if each.id == item), facts.items[0])
