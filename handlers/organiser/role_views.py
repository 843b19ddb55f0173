"""The list of organisers, and the question before a person is made one."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.callbacks.organiser import AppointOrganiser, ShowAdmin, ShowOrganisers
from handlers.callbacks.people import AskPeople, ShowPerson
from handlers.ui.button_layout import layout_buttons, shorten_label
from handlers.ui.paging import page_of, page_text, pager
from handlers.ui.screen import Button, Screen
from locales.formats import format_day
from locales.say import Say
from locales.user_text import sanitize_name
from market.organiser.people import FoundPerson
from market.organiser.roles import NamedOrganiser

PAGE = 6


def organiser_list(say: Say, organisers: Sequence[NamedOrganiser], zone: str, page: int) -> Screen:
    part = page_of(organisers, page, PAGE)
    lines = [
        say(
            "{person}, made organiser by {named_by} on {day}",
            person=sanitize_name(one.first_name, 40),
            named_by=sanitize_name(one.named_by, 40),
            day=format_day(say, one.at, zone),
        )
        if one.at
        else say("{person}, organiser by the settings", person=sanitize_name(one.first_name, 40))
        for one in part.shown
    ]
    lines += page_text(say, part.number, part.pages)
    text = Markup("\n").join([*lines, say("To add another, find the person first.")])
    buttons = [
        [
            Button(
                label=shorten_label(sanitize_name(one.first_name, 28)), callback=ShowPerson(person=one.person)
            )
        ]
        for one in part.shown
    ]
    return Screen(
        text=text,
        rows=layout_buttons(
            *buttons,
            *pager(say, part.number, part.pages, lambda other: ShowOrganisers(page=other)),
            [
                Button(label=say.label("People"), callback=AskPeople()),
                Button(label=say.label("Back"), callback=ShowAdmin()),
            ],
        ),
    )


def appointment_confirm(say: Say, person: FoundPerson) -> Screen:
    """Asks before a person may decide about the whole market."""
    text = say(
        "Make {person} an organiser? They can approve stalls, message everyone and block people. We tell {person} and every organiser.",
        person=sanitize_name(person.first_name, 40),
    )
    return Screen(
        text=text,
        rows=layout_buttons(
            [
                Button(
                    label=say.label("Make organiser"),
                    callback=AppointOrganiser(person=person.id),
                    style="success",
                )
            ],
            [Button(label=say.label("Not now"), callback=ShowPerson(person=person.id), style="primary")],
        ),
    )
