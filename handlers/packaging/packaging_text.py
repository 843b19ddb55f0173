"""Texts about packaging that several screens share: a place, units of a type, terms."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import assert_never

from markupsafe import Markup

from handlers.ui.button_layout import LABEL_WIDTHS, room_for_name, shorten_label
from locales.formats import format_day, format_list_and, format_money, format_time
from locales.say import Say
from locales.user_text import HUB, PACKAGING, sanitize_name, width
from market.packaging.hub_facts import HubFacts, open_until
from market.packaging.packaging_type import PackagingFacts
from market.packaging.place import PlaceFacts
from storage.packaging import PackagingState
from storage.packaging_ledger import WaiverReason


def place_name(place: PlaceFacts) -> str:
    return sanitize_name(place.name, HUB)


def counted(say: Say, packaging: PackagingFacts, units: int) -> str:
    """Returns "12 × Bowl"."""
    return say.plain("{units} × {item}", units=units, item=sanitize_name(packaging.name, PACKAGING))


def counted_list(say: Say, kinds: Iterable[PackagingFacts], units: Mapping[int, int]) -> str:
    """Returns "12 × Bowl and 3 × Cup", without types of which there is none."""
    return format_list_and(say, [counted(say, kind, units[kind.id]) for kind in kinds if units.get(kind.id)])


def packaging_amount(say: Say, place: PlaceFacts, packaging: PackagingFacts, minor: int) -> str:
    return format_money(say, minor, packaging.currency, place.territory)


def packaging_label(say: Say, packaging: PackagingFacts, units: int) -> str:
    """Returns a button "Bowl, 12", with the name cut to its width."""
    room = room_for_name(say.label("{packaging}, {count}", packaging="x", count=units))
    return say.label("{packaging}, {count}", packaging=shorten_label(packaging.name, room), count=units)


def state_label(say: Say, packaging: PackagingFacts, state: PackagingState, units: int) -> str:
    """Returns a button "Bowl, 12 clean", with the name cut to its width."""
    return _state_label(
        say,
        shorten_label(packaging.name, LABEL_WIDTHS[1] - width(_state_label(say, "", state, units))),
        state,
        units,
    )


def _state_label(say: Say, name: str, state: PackagingState, units: int) -> str:
    match state:
        case PackagingState.CLEAN:
            return say.label("{packaging}, {count} clean", packaging=name, count=units)
        case PackagingState.RETURNED:
            return say.label("{packaging}, {count} to wash", packaging=name, count=units)
        case PackagingState.WASHING:
            return say.label("{packaging}, {count} washing", packaging=name, count=units)
        case PackagingState.QUARANTINED:
            return say.label("{packaging}, {count} apart", packaging=name, count=units)
        case PackagingState.OUT | PackagingState.RETIRED | PackagingState.LOST:
            return say.label("{packaging}, {count}", packaging=name, count=units)
        case _:
            assert_never(state)


def state_text(say: Say, state: PackagingState) -> str:
    """Returns a state in words."""
    match state:
        case PackagingState.CLEAN:
            return say.plain("clean")
        case PackagingState.OUT:
            return say.plain("lent")
        case PackagingState.RETURNED:
            return say.plain("to wash")
        case PackagingState.WASHING:
            return say.plain("in the wash")
        case PackagingState.QUARANTINED:
            return say.plain("set apart")
        case PackagingState.RETIRED:
            return say.plain("worn out")
        case PackagingState.LOST:
            return say.plain("lost")
        case _:
            assert_never(state)


def hub_head(say: Say, hub: HubFacts, now: datetime) -> Markup:
    """Returns "Hub Bakau, until 23:00.", in bold."""
    name, until = sanitize_name(hub.name, HUB), open_until(hub, now)
    if hub.closed_at:
        return say("<b>{hub}</b>, closed for good.", hub=name)
    if until is None:
        return say("<b>{hub}</b>, closed now.", hub=name)
    return say("<b>{hub}</b>, until {time}.", hub=name, time=format_time(say, until, hub.zone))


def terms_text(say: Say, place: PlaceFacts, packaging: PackagingFacts, due_at: datetime) -> Markup:
    """Returns what a unit costs its borrower: a deposit, or a fee after a day that is named, at most the price."""
    terms, by = packaging.terms, format_day(say, due_at, place.zone)
    if terms.deposit:
        return say(
            "{deposit} deposit each, refunded in full. Due {day}.",
            deposit=packaging_amount(say, place, packaging, terms.deposit),
            day=by,
        )
    return say(
        "No deposit. Until {day} it costs nothing; then {fee} a day each, at most {most} each.",
        day=by,
        fee=packaging_amount(say, place, packaging, terms.fee_per_day),
        most=packaging_amount(say, place, packaging, terms.price),
    )


def waiver_reason(say: Say, reason: WaiverReason) -> str:
    """Returns why a late fee was waived, after a colon; "" where nothing was said."""
    match reason:
        case WaiverReason.NONE:
            return ""
        case WaiverReason.CLOSED:
            return say.plain("the hub was closed")
        case WaiverReason.MISTAKE:
            return say.plain("it was our mistake")
        case _:
            assert_never(reason)
