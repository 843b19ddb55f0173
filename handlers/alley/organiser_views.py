"""The list of alleys, and the pages that add one."""

from collections.abc import Sequence
from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.alley import (
    AddAlley,
    AlleyField,
    AskAlley,
    ChooseZone,
    ShowAlleyDraft,
    ShowAlleys,
    ShowClosings,
    ShowZones,
)
from handlers.callbacks.organiser import ShowAdmin
from handlers.callbacks.validity import ShowValidity
from handlers.ui.button_layout import layout_buttons, shorten_label
from handlers.ui.paging import page_of, page_text, pager
from handlers.ui.screen import Button, Screen
from locales.formats import format_long_date
from locales.say import Say
from locales.user_text import sanitize_name
from market.alley_zone import BY_ZONE, City
from market.organiser.alleys import DraftedAlley, OverseenAlley
from market.validity import ValidityKind

PAGE = 6


def alley_list(say: Say, alleys: Sequence[OverseenAlley], page: int) -> Screen:
    part = page_of(alleys, page, PAGE)
    lines = [_alley_row(say, alley) for alley in part.shown] or [
        say("No alley yet. An alley has a name and a place on the map.")
    ]
    lines += page_text(say, part.number, part.pages)
    if alleys:
        lines.append(say("Tap an alley to set when its permit expires."))
    add = Button(
        label=say.label("Add an alley"),
        callback=AskAlley(field=AlleyField.NAME),
        style="primary" if not alleys else "",
    )
    permits = (
        [
            Button(
                label=shorten_label(sanitize_name(alley.name, 32)),
                callback=ShowValidity(kind=ValidityKind.PERMIT, holder_id=alley.id),
            )
        ]
        for alley in part.shown
    )
    closings = [Button(label=say.label("Close or open"), callback=ShowClosings())] if alleys else []
    groups = (
        *permits,
        *pager(say, part.number, part.pages, lambda other: ShowAlleys(page=other)),
        [add],
        closings,
        [Button(label=say.label("Back"), callback=ShowAdmin())],
    )
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(*groups),
    )


def _alley_row(say: Say, alley: OverseenAlley) -> Markup:
    parts = [
        say("{first}, {second}", first=sanitize_name(alley.name, 40), second=sanitize_name(alley.city, 40))
    ]
    if alley.permit_until:
        parts.append(say("permit until {day}", day=format_long_date(say, alley.permit_until)))
    if alley.closed_at:
        parts.append(say("closed"))
    if alley.neighbours:
        parts.append(
            say.many(
                "{count} neighbour gets advance notice",
                "{count} neighbours get advance notice",
                alley.neighbours,
            )
        )
    return Markup(" · ").join(parts)


def alley_ask(say: Say, field: AlleyField) -> Screen:
    match field:
        case AlleyField.PLACE:
            return Screen(
                text=say("Where is it? Share its location, or type it like 5.98, 116.07"),
                reply_placeholder=say.plain("5.98, 116.07"),
            )
        case AlleyField.CITY:
            return Screen(text=say("In which city is it?"), reply_placeholder=say.plain("Kota Kinabalu"))
        case AlleyField.NAME:
            return Screen(text=say("What is the alley called?"), reply_placeholder=say.plain("Lorong Bakau"))
        case _:
            assert_never(field)


def alley_draft_page(say: Say, draft: DraftedAlley) -> Screen:
    """Shows the draft; time zone, currency and city were read from the map."""
    known = BY_ZONE[draft.zone]
    lines = [
        say("{first}, {second}", first=sanitize_name(draft.name, 40), second=sanitize_name(draft.city, 40)),
        say(
            "On the map: {latitude}, {longitude}.",
            latitude=f"{draft.latitude:.5f}",
            longitude=f"{draft.longitude:.5f}",
        ),
        say("Time zone: {zone}. Currency: {currency}.", zone=draft.zone, currency=known.currency),
        say("Nobody sees it yet."),
    ]
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            [Button(label=say.label("Add this alley"), callback=AddAlley(), style="primary")],
            [
                Button(label=say.label("Name"), callback=AskAlley(field=AlleyField.NAME)),
                Button(label=say.label("City"), callback=AskAlley(field=AlleyField.CITY)),
                Button(label=say.label("Time zone"), callback=ShowZones()),
                Button(label=say.label("Place"), callback=AskAlley(field=AlleyField.PLACE)),
            ],
            [Button(label=say.label("Back"), callback=ShowAlleys())],
        ),
    )


def zone_list(say: Say, cities: Sequence[City]) -> Screen:
    buttons = [
        Button(label=shorten_label(f"{city.name}, {city.currency}"), callback=ChooseZone(zone=city.zone))
        for city in cities
    ]
    return Screen(
        text=say("Which city's time and currency does it use?"),
        rows=layout_buttons(buttons, [Button(label=say.label("Back"), callback=ShowAlleyDraft())]),
    )
