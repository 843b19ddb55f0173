"""People: who organises, and who was looked for."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.letter_reasons import letter_reason
from handlers.organiser.callbacks import (
    AskBan,
    AskPeople,
    BanPerson,
    NameOrganiser,
    RemoveOrganiser,
    ShowAdmin,
    ShowLetters,
    ShowPerson,
    ShowStallAsked,
    UnbanPerson,
)
from handlers.ui.rows import narrow, packed
from handlers.ui.screen import Button, Screen
from locales.formats import day, language_in, listed, number
from locales.say import Say
from locales.words import name
from market.organiser.people import Found
from market.organiser.roles import Named


def organiser_list(say: Say, named: Sequence[Named], zone: str) -> Screen:
    lines = [
        say(
            "{person}, made organiser by {by} on {day}",
            person=name(one.first_name, 40),
            by=name(one.by, 40),
            day=day(say, one.at, zone),
        )
        if one.at
        else say("{person}, organiser by the settings", person=name(one.first_name, 40))
        for one in named
    ]
    text = Markup("\n").join([*lines, say("To add another, find the person first.")])
    buttons = [[Button(narrow(name(one.first_name, 28)), ShowPerson(person=one.person))] for one in named[:6]]
    return Screen(
        text,
        packed(*buttons, [Button(say.label("People"), AskPeople()), Button(say.label("Back"), ShowAdmin())]),
    )


def people_ask(say: Say) -> Screen:
    return Screen(say("Who is it? Write a name, a Telegram ID or the code on a ticket."), ask=say.plain("Jo"))


def people_found(say: Say, words: str, count: int, found: Sequence[Found], zone: str) -> Screen:
    """The first eight; what someone likes is never looked at."""
    if not found:
        text = say("Nobody matches. Try the code on their ticket.")
    else:
        head = say.many(
            "{count} matches “{words}”:", "{count} match “{words}”:", count, words=name(words, 40)
        )
        rows = [_row(say, place, person, zone) for place, person in enumerate(found, 1)]
        text = Markup("\n").join([head, *rows])
    return Screen(
        text,
        packed(
            [
                Button(narrow(f"{place} {name(person.first_name, 24)}"), ShowPerson(person=person.id))
                for place, person in enumerate(found, 1)
            ],
            [Button(say.label("Search again"), AskPeople()), Button(say.label("Back"), ShowAdmin())],
        ),
    )


def _row(say: Say, place: int, person: Found, zone: str) -> Markup:
    return say(
        "{place}. {person}, reads {language}, {roles}, since {day}",
        place=number(say, place),
        person=name(person.first_name, 40),
        language=language_in(say, person.language),
        roles=_roles(say, person),
        day=day(say, person.since, zone),
    )


def _roles(say: Say, person: Found) -> str:
    roles: list[str] = [say("organiser")] if person.organiser else []
    roles += [say("stall {stall}", stall=name(stall, 40)) for _, stall in person.stalls]
    return listed(say, roles or [say("shopper")])


def person_card(say: Say, person: Found, zone: str) -> Screen:
    lines = [
        say(
            "{person}, reads {language}, {roles}, since {day}. Telegram ID {id}.",
            person=name(person.first_name, 40),
            language=language_in(say, person.language),
            roles=_roles(say, person),
            day=day(say, person.since, zone),
            id=str(person.id),
        ),
        _things(say, person),
    ]
    if person.banned_at:
        lines.append(say("Banned on {day}.", day=day(say, person.banned_at, zone)))
    if not person.reachable:
        lines.append(say("Messages do not reach them."))
    if person.failed:
        why = letter_reason(say, person.failed) or person.failed
        lines.append(say("The last message that failed: {reason}", reason=why))
    stalls = [
        Button(narrow(name(stall, 28)), ShowStallAsked(stall=number_)) for number_, stall in person.stalls
    ]
    role = (
        Button(say.label("Remove organiser"), RemoveOrganiser(person=person.id))
        if person.organiser
        else Button(say.label("Make organiser"), NameOrganiser(person=person.id))
    )
    ban = (
        Button(say.label("Lift the ban"), UnbanPerson(person=person.id))
        if person.banned_at
        else Button(say.label("Ban"), AskBan(person=person.id))
    )
    return Screen(
        Markup("\n").join(lines),
        packed(
            stalls,
            [role] if not person.banned_at else [],
            [
                Button(say.label("Messages"), ShowLetters(person=person.id, page=1)),
                Button(say.label("Search again"), AskPeople()),
            ],
            [] if person.organiser else [ban],
            [Button(say.label("Back"), ShowAdmin())],
        ),
    )


def _things(say: Say, person: Found) -> Markup:
    return say(
        "Waiting {waits}, on hold {holds}, booked {claims}.",
        waits=number(say, person.waits),
        holds=number(say, person.holds),
        claims=number(say, person.claims),
    )


def ban_confirm(say: Say, person: Found) -> Screen:
    text = say(
        "If you ban {person}, they cannot join, book or sell. What they have now is cancelled and passed on: {things}",
        person=name(person.first_name, 40),
        things=_things(say, person),
    )
    return Screen(
        text,
        packed(
            [Button(say.label("Leave as it is"), ShowPerson(person=person.id), "primary")],
            [Button(say.label("Ban"), BanPerson(person=person.id), "danger")],
        ),
    )
