"""The messages about a drop, and about all of an evening of a stall, that opened, changed, moved, was paused or cancelled.

They stay in the chat, so their times are absolute.
"""

from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.drop import ShowDrop, ShowDrops
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.market_day import AskGiveUp, AttendMarketDay
from handlers.callbacks.my_items import ShowMyItems
from handlers.callbacks.ticket import ShowTickets
from handlers.callbacks.waitlist import AttendBooking, ReleaseBooking
from handlers.drop.views import drop_opened_message
from handlers.message_registry import RenderContext, messages
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.formats import day_hours, format_datetime, format_money
from locales.say import Say
from locales.user_text import ALLEY, DROP, STALL, format_tags, quoted, sanitize_name
from market.alley import alley_names
from market.drop.browse import any_drop, drop_card
from market.drop.facts import DropFacts
from market.drop.item_texts import ITEM_TEXTS
from market.drop.notifications import (
    ChangedField,
    DropCancelledByStall,
    DropChanged,
    DropMoved,
    DropOpens,
    DropPausedByStall,
    DropResumedByStall,
    ItemTextChanged,
    StallDayCancelled,
    StallDayMoved,
    StallDayPaused,
    StallDayResumed,
    StallNoteSent,
)
from market.drop.opening_reminder import opened_drop
from market.drop.planned_drops import DropFilter, DropPeriod
from market.drop.refusals import DropCancelled
from market.drop.stall_words import note_lines
from market.market_day.evening_facts import EveningFacts, cancelled_evening, evening_to_tell
from market.market_day.stall_note import note_to_tell
from storage.drop import LONGEST_TEXT, DropState

WORDS = 200
ANY_LOCATION = ListLocation(DropFilter(DropPeriod.ALL)).code


@messages.view(DropOpens, label=lambda say: say.plain("a drop opened"), due_label="a waitlist opens")
async def drop_opened(say: Say, context: RenderContext, payload: DropOpens) -> Screen:
    drop = await context.read(opened_drop, payload.drop_id)
    return drop_opened_message(say, drop, ListLocation(DropFilter(DropPeriod.ALL)))


@messages.view(DropChanged, label=lambda say: say.plain("a drop changed"))
async def drop_changed(say: Say, context: RenderContext, payload: DropChanged) -> Screen:
    """The old value and the new one."""
    drop = await _running_drop(context, payload.drop_id)
    price_note = (
        [say("The price of your booking does not change.")]
        if payload.booking_id and payload.field is ChangedField.PRICE
        else []
    )
    text = Markup("\n").join((_drop_row(say, drop), _change_text(say, drop, payload), *price_note))
    return Screen(
        text=text,
        rows=layout_buttons(*_attendance_buttons(say, payload.booking_id), [_card_button(say, drop)]),
    )


@messages.view(ItemTextChanged, label=lambda say: say.plain("what a stall says about an item changed"))
async def item_text_changed(say: Say, context: RenderContext, payload: ItemTextChanged) -> Screen:
    """The old text and the new one, as cards show them."""
    drop = await _running_drop(context, payload.drop_id)
    row = ITEM_TEXTS[payload.field].row
    was, now = (
        row(say, quoted(text, LONGEST_TEXT[payload.field].longest)) if text else say("Nothing.")
        for text in (payload.old, payload.new)
    )
    change = say(
        "Changed: {item}.\nWas: {was}\nNow: {now}",
        item=sanitize_name(drop.item(payload.item_id).name, DROP),
        was=was,
        now=now,
    )
    return Screen(
        text=Markup("\n").join((_drop_row(say, drop), change)),
        rows=layout_buttons(*_attendance_buttons(say, payload.booking_id), [_card_button(say, drop)]),
    )


@messages.view(DropMoved, label=lambda say: say.plain("a drop moved"))
async def drop_moved(say: Say, context: RenderContext, payload: DropMoved) -> Screen:
    drop = await _running_drop(context, payload.drop_id)
    alleys = {alley.id: alley.name for alley in await context.read(alley_names)}
    zone = drop.alley.zone
    text = say(
        "Moved: {drop}, {stall}. Was: {was}, {old}. Now: {now}, {new}.",
        drop=sanitize_name(drop.name, DROP),
        stall=sanitize_name(drop.stall.name, STALL),
        was=day_hours(say, payload.old_starts_at, payload.old_ends_at, zone),
        old=sanitize_name(alleys.get(payload.old_alley_id, ""), ALLEY),
        now=day_hours(say, drop.starts_at, drop.ends_at, zone),
        new=sanitize_name(drop.alley.name, ALLEY),
    )
    return Screen(
        text=text,
        rows=layout_buttons(*_attendance_buttons(say, payload.booking_id), [_card_button(say, drop)]),
    )


@messages.view(DropPausedByStall, label=lambda say: say.plain("a drop was paused"))
async def drop_paused(say: Say, context: RenderContext, payload: DropPausedByStall) -> Screen:
    drop = await _running_drop(context, payload.drop_id)
    return Screen(
        text=Markup("\n").join((_drop_row(say, drop), _paused_text(say))),
        rows=layout_buttons([_card_button(say, drop)]),
    )


@messages.view(DropResumedByStall, label=lambda say: say.plain("a drop resumed"))
async def drop_resumed(say: Say, context: RenderContext, payload: DropResumedByStall) -> Screen:
    drop = await _running_drop(context, payload.drop_id)
    return Screen(
        text=Markup("\n").join((_drop_row(say, drop), _resumed_text(say))),
        rows=layout_buttons([_card_button(say, drop)]),
    )


@messages.view(DropCancelledByStall, label=lambda say: say.plain("a drop was cancelled"))
async def drop_cancelled(say: Say, context: RenderContext, payload: DropCancelledByStall) -> Screen:
    drop = await context.read(any_drop, payload.drop_id)
    at = format_datetime(say, drop.cancelled_at or drop.starts_at, drop.alley.zone)
    text = _cancelled_text(say, at, drop.reason)
    return Screen(
        text=Markup("\n").join((_drop_row(say, drop), text)), rows=layout_buttons([_other_drops_button(say)])
    )


@messages.view(StallDayMoved, label=lambda say: say.plain("a drop moved"))
async def stall_day_moved(say: Say, context: RenderContext, payload: StallDayMoved) -> Screen:
    evening = await context.read(evening_to_tell, payload.stall_day_id)
    alleys = {alley.id: alley.name for alley in await context.read(alley_names)}
    zone = evening.alley.zone
    text = say(
        "Moved: {stall}. Was: {was}, {old}. Now: {now}, {new}.",
        stall=sanitize_name(evening.stall_name, STALL),
        was=day_hours(say, payload.old_starts_at, payload.old_ends_at, zone),
        old=sanitize_name(alleys.get(payload.old_alley_id, ""), ALLEY),
        now=day_hours(say, payload.starts_at, payload.ends_at, zone),
        new=sanitize_name(evening.alley.name, ALLEY),
    )
    if payload.booking_id is None:
        return Screen(text=text, rows=layout_buttons([_my_items_button(say)]))
    coming = AttendMarketDay(market_day=evening.market_day)
    cannot = AskGiveUp(market_day=evening.market_day)
    return Screen(
        text=say.sentences(text, say("Are you coming?")),
        rows=layout_buttons(
            [
                Button(label=say.label("I am coming"), callback=coming, style="primary", below=True),
                Button(label=say.label("I can't come"), callback=cannot, below=True),
            ],
            [_my_items_button(say)],
        ),
    )


@messages.view(StallDayPaused, label=lambda say: say.plain("a drop was paused"))
async def stall_day_paused(say: Say, context: RenderContext, payload: StallDayPaused) -> Screen:
    evening = await context.read(evening_to_tell, payload.stall_day_id)
    return _evening_message(say, evening, _paused_text(say))


@messages.view(StallDayResumed, label=lambda say: say.plain("a drop resumed"))
async def stall_day_resumed(say: Say, context: RenderContext, payload: StallDayResumed) -> Screen:
    evening = await context.read(evening_to_tell, payload.stall_day_id)
    return _evening_message(say, evening, _resumed_text(say))


@messages.view(StallDayCancelled, label=lambda say: say.plain("a drop was cancelled"))
async def stall_day_cancelled(say: Say, context: RenderContext, payload: StallDayCancelled) -> Screen:
    evening = await context.read(cancelled_evening, payload.stall_day_id)
    at = format_datetime(say, evening.cancelled_at or evening.starts_at, evening.alley.zone)
    text = _cancelled_text(say, at, evening.reason)
    return Screen(
        text=Markup("\n").join((_evening_row(say, evening), text)),
        rows=layout_buttons([_other_drops_button(say)]),
    )


@messages.view(StallNoteSent, label=lambda say: say.plain("a note of a stall"))
async def stall_note_sent(say: Say, context: RenderContext, payload: StallNoteSent) -> Screen:
    """Raises NoteChanged where it does not stand any more."""
    evening = await context.read(evening_to_tell, payload.stall_day_id)
    words = await context.read(note_to_tell, payload.note_id, context.now)
    return Screen(
        text=Markup("\n").join((_evening_row(say, evening), *note_lines(say, words))),
        rows=layout_buttons(
            [Button(label=say.label("Tickets"), callback=ShowTickets(), below=True), _my_items_button(say)]
        ),
    )


def _paused_text(say: Say) -> Markup:
    return say("The stall has paused this. Numbers and holds are safe.")


def _resumed_text(say: Say) -> Markup:
    return say("Resumed. Holds got the paused time back.")


def _cancelled_text(say: Say, moment: str, reason: str) -> Markup:
    if not reason:
        return say("Cancelled {at}. Your place or booking has ended.", at=moment)
    return say(
        "Cancelled {at}: “{reason}”. Your place or booking has ended.",
        at=moment,
        reason=sanitize_name(reason, WORDS),
    )


def _evening_message(say: Say, evening: EveningFacts, text: Markup) -> Screen:
    return Screen(
        text=Markup("\n").join((_evening_row(say, evening), text)),
        rows=layout_buttons([_my_items_button(say)]),
    )


def _evening_row(say: Say, evening: EveningFacts) -> Markup:
    return say(
        "{stall}, {alley}, {when}.",
        stall=sanitize_name(evening.stall_name, STALL),
        alley=sanitize_name(evening.alley.name, ALLEY),
        when=day_hours(say, evening.starts_at, evening.ends_at, evening.alley.zone),
    )


def _my_items_button(say: Say) -> Button:
    return Button(label=say.label("My items"), callback=ShowMyItems(), below=True)


async def _running_drop(context: RenderContext, drop_id: int) -> DropFacts:
    """The drop as it is now. Raises DropUnknown, DropCancelled: nothing is sent then."""
    drop = await context.read(drop_card, drop_id)
    if drop.state == DropState.CANCELLED:
        raise DropCancelled(drop.cancelled_at or drop.starts_at, drop.alley.zone)
    return drop


def _drop_row(say: Say, drop: DropFacts) -> Markup:
    return say(
        "{drop}, {stall}, {when}.",
        drop=sanitize_name(drop.name, DROP),
        stall=sanitize_name(drop.stall.name, STALL),
        when=format_datetime(say, drop.starts_at, drop.alley.zone),
    )


def _change_text(say: Say, drop: DropFacts, payload: DropChanged) -> Markup:
    old, new = payload.old, payload.new
    match payload.field:
        case ChangedField.PRICE:
            was, now = _money(say, drop, int(old)), _money(say, drop, int(new))
            return say("Price changed from {was} to {now}.", was=was, now=now)
        case ChangedField.DEPOSIT:
            was, now = _money(say, drop, int(old)), _money(say, drop, int(new))
            return say("Packaging deposit changed from {was} to {now}.", was=was, now=now)
        case ChangedField.LIMIT:
            return say("Limit per person: was {was}, now {now}.", was=int(old), now=int(new))
        case ChangedField.NAME:
            was, now = sanitize_name(str(old), DROP), sanitize_name(str(new), DROP)
            return say("Renamed from {was} to {now}.", was=was, now=now)
        case ChangedField.TAGS:
            return _tags_change_text(say, str(old), str(new))
        case ChangedField.PICTURE:
            return say("New picture.")
        case ChangedField.WORDS:
            return _description_change_text(say, str(old), str(new))
        case _:
            assert_never(payload.field)


def _description_change_text(say: Say, was: str, new: str) -> Markup:
    if not was:
        return say("New description: “{now}”.", now=sanitize_name(new, WORDS))
    return say(
        "Description changed from “{was}” to “{now}”.",
        was=sanitize_name(was, WORDS),
        now=sanitize_name(new, WORDS),
    )


def _tags_change_text(say: Say, was: str, new: str) -> Markup:
    old, now = format_tags(was.split()), format_tags(new.split())
    if not new:
        return say("Tags removed: {was}.", was=old)
    if not was:
        return say("Tags: {now}.", now=now)
    return say("Tags changed from {was} to {now}.", was=old, now=now)


def _attendance_buttons(say: Say, booking: int | None) -> list[list[Button]]:
    if booking is None:
        return []
    coming = AttendBooking(booking=booking, back_to=ANY_LOCATION)
    return [
        [Button(label=say.label("I am coming"), callback=coming, style="primary", below=True)],
        [
            Button(
                label=say.label("I can't come"),
                callback=ReleaseBooking(booking=booking, back_to=ANY_LOCATION),
                below=True,
            )
        ],
    ]


def _card_button(say: Say, drop: DropFacts) -> Button:
    return Button(
        label=say.label("Details"), callback=ShowDrop(drop=drop.id, back_to=ANY_LOCATION), below=True
    )


def _other_drops_button(say: Say) -> Button:
    return Button(label=say.label("Other drops"), callback=ShowDrops(back_to=ANY_LOCATION), below=True)


def _money(say: Say, drop: DropFacts, minor: int) -> str:
    return format_money(say, minor, drop.alley.currency, drop.alley.territory)
