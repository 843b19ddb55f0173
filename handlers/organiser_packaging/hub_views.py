"""Pages of hubs for organisers: the list, a new one, its page, what it takes and who works there."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.organiser_packaging import (
    AcceptHubInvite,
    AskCloseHub,
    AskHub,
    AskHubChange,
    AskHubHelper,
    CancelHubInvite,
    CloseHub,
    HubField,
    InviteHubHelper,
    NameHubHelper,
    OverseeHub,
    OverseeHubs,
    OverseePlace,
    PrintHubPoster,
    RemoveHubHelper,
    SetHubDay,
    ShowHubDays,
    ShowHubFields,
    ShowHubHelpers,
    ShowHubSlots,
    StopPackaging,
    TakePackaging,
)
from handlers.callbacks.start import ShowStart
from handlers.organiser_packaging.packaging_text import packaging_back
from handlers.ui.button_layout import labelled, layout_buttons, shorten_label
from handlers.ui.danger_question import danger_question
from handlers.ui.paging import page_of, page_text, pager
from handlers.ui.screen import Button, Screen
from locales.formats import (
    format_datetime,
    format_language,
    format_list_and,
    format_minute_of_day,
    format_number,
    format_time,
    weekday_name,
)
from locales.say import Say
from locales.user_text import ALLEY, HUB, NAME, PERSON, sanitize_name
from market.drop.facts import AlleyFacts
from market.organiser.people import FoundPerson
from market.packaging.hub_facts import HubFacts, HubHelper
from market.packaging.hub_invite import HubInvitation, OpenHubInvite
from market.packaging.packaging_type import PackagingFacts
from storage.hub import EVERY_DAY
from storage.packaging import PlaceKind

PAGE, LOCATION = 6, 120
MONDAY = date(2026, 11, 23)
DAYS = tuple(range(7))


def hub_list(say: Say, hubs: Sequence[HubFacts], page: int) -> Screen:
    part = page_of(hubs, page, PAGE)
    lines = [_hub_row(say, hub) for hub in part.shown] or [
        say("No hub yet. A hub takes packaging back and washes it.")
    ]
    return Screen(
        text=Markup("\n").join([*lines, *page_text(say, part.number, part.pages)]),
        rows=layout_buttons(
            *(
                [Button(label=shorten_label(sanitize_name(hub.name, NAME)), callback=OverseeHub(hub=hub.id))]
                for hub in part.shown
            ),
            *pager(say, part.number, part.pages, lambda other: OverseeHubs(page=other)),
            [Button(label=say.label("Open a hub"), callback=AskHub(), style="" if hubs else "primary")],
            [packaging_back(say)],
        ),
    )


def _hub_row(say: Say, hub: HubFacts) -> Markup:
    return say(
        "{hub}, {alley} · {percent} % full",
        hub=sanitize_name(hub.name, NAME),
        alley=sanitize_name(hub.alley_name, NAME),
        percent=format_number(say, hub.percent_full),
    )


def hub_alley_choice(say: Say, alleys: Sequence[AlleyFacts]) -> Screen:
    """Asks in which alley a new hub is; the first ten alleys."""
    if not alleys:
        return Screen(
            text=say("A hub is in an alley. Add the alley first."), rows=layout_buttons([_hubs_back(say)])
        )
    return Screen(
        text=say("In which alley is the hub?"),
        rows=layout_buttons(
            *(
                [Button(label=shorten_label(sanitize_name(each.name, NAME)), callback=AskHub(alley=each.id))]
                for each in alleys[:10]
            ),
            [_hubs_back(say)],
        ),
    )


def _hubs_back(say: Say) -> Button:
    return Button(label=say.label("Back"), callback=OverseeHubs())


def new_hub_ask(say: Say, field: HubField) -> Screen:
    """Asks for a field of a new hub."""
    return Screen(text=_question(say, field), rows=layout_buttons([_hubs_back(say)]))


def hub_change_ask(say: Say, hub: int, field: HubField) -> Screen:
    """Asks for another value of a hub's field."""
    back = Button(label=say.label("Back"), callback=ShowHubFields(hub=hub))
    return Screen(text=_question(say, field), rows=layout_buttons([back]))


def _question(say: Say, field: HubField) -> Markup:
    match field:
        case HubField.NAME:
            return say("What is the hub called? Write its name, like <code>Hub Bakau</code>.")
        case HubField.HOURS:
            return say("When is it open? Write the hours, like <code>10:00 to 23:00</code>.")
        case HubField.CAPACITY:
            return say("How many units does it have room for? Write only the number, like <code>200</code>.")
        case HubField.LOCATION:
            return say("How do people find it? Write a few words, like <code>by the ice works</code>.")
        case _:
            assert_never(field)


def organiser_hub_page(say: Say, hub: HubFacts, helpers: Sequence[HubHelper]) -> Screen:
    """Shows a hub, with the ways to all that organisers do there."""
    open_rows = (
        [
            Button(label=say.label("Staff"), callback=ShowHubHelpers(hub=hub.id)),
            Button(label=say.label("Change"), callback=ShowHubFields(hub=hub.id)),
        ],
        [
            Button(label=say.label("Poster"), callback=PrintHubPoster(hub=hub.id), below=True),
            Button(label=say.label("Close the hub"), callback=AskCloseHub(hub=hub.id)),
        ],
    )
    takes = Button(
        label=say.label("Packaging"),
        callback=ShowHubSlots(hub=hub.id),
        style="" if hub.takes else "primary",
    )
    stock = Button(label=say.label("Stock and cash"), callback=OverseePlace(kind=PlaceKind.HUB, place=hub.id))
    return Screen(
        text=Markup("\n").join(_hub_lines(say, hub, helpers)),
        rows=layout_buttons(
            [stock] if hub.closed_at else [takes, stock],
            *(() if hub.closed_at else open_rows),
            [_hubs_back(say)],
        ),
    )


def _hub_lines(say: Say, hub: HubFacts, helpers: Sequence[HubHelper]) -> list[Markup]:
    head = say(
        "<b>{hub}</b>, {alley}",
        hub=sanitize_name(hub.name, NAME),
        alley=sanitize_name(hub.alley_name, NAME),
    )
    if hub.closed_at:
        return [head, say("Closed for good. Move out what is still here.")]
    location = [Markup("{}").format(sanitize_name(hub.location, LOCATION))] if hub.location else []
    return [
        head,
        *location,
        _hours_text(say, hub),
        say(
            "Room for {capacity}: {here} here, {percent} % full.",
            capacity=format_number(say, hub.capacity),
            here=format_number(say, hub.here),
            percent=format_number(say, hub.percent_full),
        ),
        _takes_text(say, hub),
        _helpers_text(say, helpers),
    ]


def _hours_text(say: Say, hub: HubFacts) -> Markup:
    hours = {
        "opens": format_minute_of_day(say, hub.opens_minute),
        "closes": format_minute_of_day(say, hub.closes_minute % (24 * 60)),
    }
    if hub.weekdays == EVERY_DAY:
        return say("Open every day, {opens} to {closes}.", **hours)
    days = [_day_name(say, day) for day in DAYS if hub.weekdays >> day & 1]
    return say("Open {days}, {opens} to {closes}.", days=format_list_and(say, days), **hours)


def _day_name(say: Say, day: int) -> str:
    return weekday_name(say, MONDAY + timedelta(days=day))


def _takes_text(say: Say, hub: HubFacts) -> Markup:
    if not hub.takes:
        return say("It takes nothing yet. Choose what it takes.")
    names = [sanitize_name(kind.name, NAME) for kind in hub.takes[:10]]
    return say("It takes {packaging}.", packaging=format_list_and(say, names))


def _helpers_text(say: Say, helpers: Sequence[HubHelper]) -> Markup:
    if not helpers:
        return say("Nobody works here yet. Organisers can scan here too.")
    names = [sanitize_name(helper.first_name, NAME) for helper in helpers[:10]]
    return say("Staff: {names}.", names=format_list_and(say, names))


def hub_fields_page(say: Say, hub: HubFacts) -> Screen:
    """Shows what can be changed of a hub."""

    def ask(label: str, field: HubField) -> Button:
        return Button(label=label, callback=AskHubChange(hub=hub.id, field=field))

    return Screen(
        text=say("What do you want to change? {name}", name=sanitize_name(hub.name, NAME)),
        rows=layout_buttons(
            [
                ask(say.label("Name"), HubField.NAME),
                ask(say.label("Hours"), HubField.HOURS),
                Button(label=say.label("Days"), callback=ShowHubDays(hub=hub.id)),
            ],
            [
                ask(say.label("Room"), HubField.CAPACITY),
                ask(say.label("How to find it"), HubField.LOCATION),
            ],
            [Button(label=say.label("Back"), callback=OverseeHub(hub=hub.id))],
        ),
    )


def hub_days_page(say: Say, hub: HubFacts) -> Screen:
    """Shows on which days a hub is open; a tap changes one."""
    buttons = []
    for day in DAYS:
        is_open = bool(hub.weekdays >> day & 1)
        name = _day_name(say, day)
        label = say.label("{day}: open", day=name) if is_open else say.label("{day}: closed", day=name)
        buttons.append(Button(label=label, callback=SetHubDay(hub=hub.id, day=day, is_open=not is_open)))
    return Screen(
        text=say("On which days is {hub} open? Tap a day to change it.", hub=sanitize_name(hub.name, NAME)),
        rows=layout_buttons(buttons, [Button(label=say.label("Back"), callback=ShowHubFields(hub=hub.id))]),
    )


def hub_slots_page(say: Say, hub: HubFacts, types: Sequence[PackagingFacts], page: int) -> Screen:
    """Shows what a hub takes and what it does not; a tap changes one."""
    taken = {kind.id for kind in hub.takes}
    offered = (*hub.takes, *(kind for kind in types if kind.id not in taken))
    part = page_of(offered, page, PAGE)
    text = (
        say("Tap packaging that {hub} should take, or stop taking.", hub=sanitize_name(hub.name, NAME))
        if offered
        else say("There is no packaging yet. Make a type first.")
    )
    return Screen(
        text=Markup("\n").join([text, *page_text(say, part.number, part.pages)]),
        rows=layout_buttons(
            *([_slot_button(say, hub.id, kind, kind.id in taken)] for kind in part.shown),
            *pager(say, part.number, part.pages, lambda other: ShowHubSlots(hub=hub.id, page=other)),
            [Button(label=say.label("Back"), callback=OverseeHub(hub=hub.id))],
        ),
    )


def _slot_button(say: Say, hub: int, kind: PackagingFacts, is_taken: bool) -> Button:
    name = sanitize_name(kind.name, NAME)
    if is_taken:
        label = shorten_label(say.label("✓ {packaging}", packaging=name))
        return Button(label=label, callback=StopPackaging(hub=hub, packaging=kind.id))
    return Button(label=shorten_label(name), callback=TakePackaging(hub=hub, packaging=kind.id))


def hub_helpers_page(
    say: Say, hub: HubFacts, helpers: Sequence[HubHelper], invites: Sequence[OpenHubInvite]
) -> Screen:
    """Shows who works at a hub, and which links nobody used yet; a tap removes one."""
    lines = [
        say("<b>Staff of {hub}</b>", hub=sanitize_name(hub.name, NAME)),
        _helpers_text(say, helpers),
        *([say("Tap a name to remove that person. We tell them.")] if helpers else []),
        *(
            say("Unused link, works until {until}", until=format_datetime(say, invite.until, hub.zone))
            for invite in invites
        ),
    ]
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            *(
                [
                    Button(
                        label=_remove_label(say, helper.first_name),
                        callback=RemoveHubHelper(hub=hub.id, person=helper.person),
                    )
                ]
                for helper in helpers[:10]
            ),
            [
                Button(
                    label=labelled(say, say.label("Cancel link"), format_time(say, invite.until, hub.zone)),
                    callback=CancelHubInvite(hub=hub.id, invite=invite.id),
                )
                for invite in invites
            ],
            [
                Button(
                    label=say.label("Invite"),
                    callback=InviteHubHelper(hub=hub.id),
                    style="" if helpers else "primary",
                ),
                Button(label=say.label("Add staff"), callback=AskHubHelper(hub=hub.id)),
            ],
            [Button(label=say.label("Back"), callback=OverseeHub(hub=hub.id))],
        ),
    )


def _remove_label(say: Say, first_name: str) -> str:
    return shorten_label(say.label("Remove {name}", name=sanitize_name(first_name, 24)))


def hub_invite_link(say: Say, hub: HubFacts, link: str, until: datetime) -> Screen:
    """Shows a link once, since it is not stored."""
    text = say(
        "Send this link to the person who will work at {hub}. It works once, for one person, until {until}.",
        hub=sanitize_name(hub.name, NAME),
        until=format_datetime(say, until, hub.zone),
    )
    return Screen(
        text=Markup("\n").join((text, Markup("{}").format(link))),
        rows=layout_buttons(
            [Button(label=say.label("Copy link"), copy=link)],
            [Button(label=say.label("Back"), callback=ShowHubHelpers(hub=hub.id))],
        ),
    )


def hub_invitation_page(say: Say, offered: HubInvitation, code: str) -> Screen:
    """Asks the person who opened a link."""
    text = say(
        "{person} asks you to work at the hub {hub}, {alley}: take packaging back, wash and lend it. To stop, tell an organiser.",
        person=sanitize_name(offered.inviter, PERSON),
        hub=sanitize_name(offered.hub_name, HUB),
        alley=sanitize_name(offered.alley_name, ALLEY),
    )
    accept = AcceptHubInvite(code=code)
    return Screen(
        text=text,
        rows=layout_buttons(
            [Button(label=say.label("Yes, I'll help"), callback=accept, style="primary")],
            [Button(label=say.label("No, thank you"), callback=ShowStart())],
        ),
    )


def helper_ask(say: Say, hub: HubFacts) -> Screen:
    """Asks who is to work at a hub."""
    text = say(
        "Who is to work at {hub}? Write a name, their number or their Telegram ID. They must have written here once.",
        hub=sanitize_name(hub.name, NAME),
    )
    back = Button(label=say.label("Back"), callback=ShowHubHelpers(hub=hub.id))
    return Screen(text=text, rows=layout_buttons([back]))


def helpers_found(
    say: Say, hub: HubFacts, words: str, *, count: int, people: Sequence[FoundPerson]
) -> Screen:
    """Shows the first eight people that match; a tap lets one work at the hub."""
    if not people:
        lines = [say("Nobody matches. Ask them to tap Start here, then search again.")]
    else:
        lines = [
            say.many(
                "{count} person matches “{words}”:",
                "{count} people match “{words}”:",
                count,
                words=sanitize_name(words, 40),
            ),
            *(_found_row(say, place, person) for place, person in enumerate(people, 1)),
            say(
                "Tap a person. They can scan at {hub} then, and we tell them.",
                hub=sanitize_name(hub.name, NAME),
            ),
        ]
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            [
                Button(
                    label=shorten_label(f"{place} {sanitize_name(person.first_name, 24)}"),
                    callback=NameHubHelper(hub=hub.id, person=person.id),
                )
                for place, person in enumerate(people, 1)
            ],
            [
                Button(label=say.label("Search again"), callback=AskHubHelper(hub=hub.id)),
                Button(label=say.label("Back"), callback=ShowHubHelpers(hub=hub.id)),
            ],
        ),
    )


def _found_row(say: Say, place: int, person: FoundPerson) -> Markup:
    return say(
        "{place}. {person}, reads {language}, number {id}",
        place=format_number(say, place),
        person=sanitize_name(person.first_name, 40),
        language=format_language(say, person.language),
        id=str(person.id),
    )


def hub_close_confirm(say: Say, hub: HubFacts) -> Screen:
    """Asks before a hub is closed for good."""
    facts = {"hub": sanitize_name(hub.name, NAME), "count": format_number(say, hub.here)}
    text = (
        say(
            "Close {hub} for good? Its staff can no longer scan there. {count} are still here: organisers can move them out.",
            **facts,
        )
        if hub.here
        else say("Close {hub} for good? Its staff can no longer scan there.", hub=facts["hub"])
    )
    return danger_question(text, say.label("Close the hub"), CloseHub(hub=hub.id), keep=say.label("Keep it"))
