"""Views of the notifications about a changed, moved, paused, cancelled or ended drop. Their times are absolute."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from markupsafe import Markup

from handlers.callbacks.drop import ShowDrop, ShowDrops
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.ticket import ShowReturns
from handlers.callbacks.waitlist import AttendBooking, ReleaseBooking
from handlers.stall.views import approval_request_message
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.formats import day_hours, format_datetime, format_day, format_money
from locales.say import Say
from locales.units import format_units
from locales.user_text import format_tags, sanitize_name
from market.alley import alley_names
from market.drop.browse import any_drop, drop_card
from market.drop.facts import DropFacts
from market.drop.planned_drops import DropFilter
from market.drop.refusals import DropCancelled
from market.stall import stall_state
from market.ticket.loans import packaging_out_with
from storage.drop import DropState
from storage.store import Store

DROP, STALL, ALLEY, WORDS = 64, 40, 32, 200
ANY_LOCATION = ListLocation(DropFilter("all")).code


async def drop_changed(say: Say, store: Store, payload: Mapping[str, Any]) -> Screen:
    """Tells the old and the new value."""
    drop = await _running_drop(store, payload)
    price_note = (
        [say("The price of your booking does not change.")]
        if payload["booking"] and payload["what"] == "price"
        else []
    )
    text = Markup("\n").join((_drop_row(say, drop), _change_text(say, drop, payload), *price_note))
    return Screen(
        text=text, rows=layout_buttons(*_attendance_buttons(say, payload), [_card_button(say, drop)])
    )


async def drop_moved(say: Say, store: Store, payload: Mapping[str, Any]) -> Screen:
    drop = await _running_drop(store, payload)
    alleys = {alley.id: alley.name for alley in await store.read(alley_names)}
    zone = drop.alley.zone
    begin, end = (datetime.fromisoformat(payload[field]) for field in ("starts_at", "ends_at"))
    text = say(
        "Moved: {drop}, {stall}. Was: {was}, {old}. Now: {now}, {new}.",
        drop=sanitize_name(drop.name, DROP),
        stall=sanitize_name(drop.stall.name, STALL),
        was=day_hours(say, begin, end, zone),
        old=sanitize_name(alleys.get(payload["alley"], ""), ALLEY),
        now=day_hours(say, drop.starts_at, drop.ends_at, zone),
        new=sanitize_name(drop.alley.name, ALLEY),
    )
    return Screen(
        text=text, rows=layout_buttons(*_attendance_buttons(say, payload), [_card_button(say, drop)])
    )


async def drop_paused(say: Say, store: Store, payload: Mapping[str, Any]) -> Screen:
    drop = await _running_drop(store, payload)
    text = say("The stall has paused this. Numbers and holds are safe, and the time does not run.")
    return Screen(
        text=Markup("\n").join((_drop_row(say, drop), text)), rows=layout_buttons([_card_button(say, drop)])
    )


async def drop_resumed(say: Say, store: Store, payload: Mapping[str, Any]) -> Screen:
    drop = await _running_drop(store, payload)
    text = say("Resumed. Holds got the paused time back.")
    return Screen(
        text=Markup("\n").join((_drop_row(say, drop), text)), rows=layout_buttons([_card_button(say, drop)])
    )


async def drop_cancelled(say: Say, store: Store, payload: Mapping[str, Any]) -> Screen:
    drop = await store.read(any_drop, payload["drop"])
    at = format_datetime(say, drop.cancelled_at or drop.starts_at, drop.alley.zone)
    if drop.reason:
        text = say(
            "Cancelled {at}: “{reason}”. Your place or booking has ended.",
            at=at,
            reason=sanitize_name(drop.reason, WORDS),
        )
    else:
        text = say("Cancelled {at}. Your place or booking has ended.", at=at)
    return Screen(
        text=Markup("\n").join((_drop_row(say, drop), text)), rows=layout_buttons([_other_drops_button(say)])
    )


async def drop_ended(say: Say, store: Store, payload: Mapping[str, Any]) -> Screen:
    drop = await store.read(any_drop, payload["drop"])
    text = say("This has ended and no more became available. Thank you for waiting.")
    return Screen(
        text=Markup("\n").join((_drop_row(say, drop), text)), rows=layout_buttons([_other_drops_button(say)])
    )


async def booking_missed(say: Say, store: Store, payload: Mapping[str, Any]) -> Screen:
    drop = await store.read(any_drop, payload["drop"])
    text = say(
        "This has ended and your booking was not collected. Next time, tap “Cannot come” so someone else can have it."
    )
    return Screen(
        text=Markup("\n").join((_drop_row(say, drop), text)), rows=layout_buttons([_other_drops_button(say)])
    )


async def drop_thanks(say: Say, store: Store, payload: Mapping[str, Any]) -> Screen:
    """Thanks a shopper, and names the packaging to return."""
    drop = await store.read(any_drop, payload["drop"])
    out = await store.read(packaging_out_with, payload["booking"])
    parts = [_drop_row(say, drop), say("Thank you for coming.")]
    if out is None:
        return Screen(text=Markup("\n").join(parts), rows=layout_buttons([_other_drops_button(say)]))
    parts.append(
        say(
            "To return: {units}, by {by}, at any stall of this market. You get {deposit} back.",
            units=format_units(say, out.unit, out.units),
            by=format_day(say, out.due_at, drop.alley.zone),
            deposit=_money(say, drop, out.deposit),
        )
    )
    returns = Button(label=say.label("My returns"), callback=ShowReturns(), style="primary", below=True)
    return Screen(text=Markup("\n").join(parts), rows=layout_buttons([returns], [_other_drops_button(say)]))


async def stall_requested(say: Say, store: Store, payload: Mapping[str, Any]) -> Screen:
    """Tells an organiser about a new stall request."""
    return approval_request_message(say, await store.read(stall_state, payload["stall"]))


async def _running_drop(store: Store, payload: Mapping[str, Any]) -> DropFacts:
    """Returns the drop. Raises DropUnknown or DropCancelled if there is nothing to announce."""
    drop = await store.read(drop_card, payload["drop"])
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


def _change_text(say: Say, drop: DropFacts, payload: Mapping[str, Any]) -> Markup:
    was, new = payload["was"], payload["new"]
    match payload["what"]:
        case "price":
            return say(
                "Price changed from {was} to {now}.", was=_money(say, drop, was), now=_money(say, drop, new)
            )
        case "deposit":
            return say(
                "Packaging deposit changed from {was} to {now}.",
                was=_money(say, drop, was),
                now=_money(say, drop, new),
            )
        case "limit":
            return say("Limit per person: was {was}, now {now}.", was=was, now=new)
        case "name":
            return say(
                "Renamed from {was} to {now}.", was=sanitize_name(was, DROP), now=sanitize_name(new, DROP)
            )
        case "tags":
            return _tags_change_text(say, was, new)
        case "picture":
            return say("New picture.")
        case _ if not was:
            return say("New description: “{now}”.", now=sanitize_name(new, WORDS))
        case _:
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


def _attendance_buttons(say: Say, payload: Mapping[str, Any]) -> list[list[Button]]:
    booking = payload["booking"]
    if not booking:
        return []
    coming = AttendBooking(booking=booking, back_to=ANY_LOCATION)
    return [
        [Button(label=say.label("I am coming"), callback=coming, style="primary", below=True)],
        [
            Button(
                label=say.label("Cannot come"),
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
