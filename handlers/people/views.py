"""People as organisers see them: what a search found, a person, and the question before one is blocked."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.organiser import AskAppointment, RemoveOrganiser, ShowAdmin
from handlers.callbacks.outbox import ShowNotifications
from handlers.callbacks.people import AskBlock, AskPeople, BlockPerson, ShowPerson, UnblockPerson
from handlers.callbacks.stall_application import ShowStallRequest
from handlers.callbacks.support import AskSupport
from handlers.ui.button_layout import layout_buttons, shorten_label
from handlers.ui.failure_reasons import failure_reason
from handlers.ui.reason_question import reason_ask, reason_lines, reason_rows
from handlers.ui.screen import Button, Screen
from locales.decision_reasons import OF_BLOCK
from locales.formats import format_day, format_language, format_list_and, format_number
from locales.say import Say
from locales.user_text import sanitize_name
from market.organiser.people import FoundPerson


def people_ask(say: Say) -> Screen:
    return Screen(
        text=say("Who is it? Write a name, their number, their Telegram ID or the code on a ticket."),
        reply_placeholder=say.plain("Jo"),
    )


def people_found(say: Say, words: str, count: int, people: Sequence[FoundPerson], zone: str) -> Screen:
    """Shows the first eight; the text matches names only."""
    if not people:
        text = say("Nobody matches. Try the code on their ticket.")
    else:
        head = say.many(
            "{count} person matches “{words}”:",
            "{count} people match “{words}”:",
            count,
            words=sanitize_name(words, 40),
        )
        rows = [_row(say, place, person, zone) for place, person in enumerate(people, 1)]
        text = Markup("\n").join([head, *rows])
    return Screen(
        text=text,
        rows=layout_buttons(
            [
                Button(
                    label=shorten_label(f"{place} {sanitize_name(person.first_name, 24)}"),
                    callback=ShowPerson(person=person.id),
                )
                for place, person in enumerate(people, 1)
            ],
            [
                Button(label=say.label("Search again"), callback=AskPeople()),
                Button(label=say.label("Back"), callback=ShowAdmin()),
            ],
        ),
    )


def _row(say: Say, place: int, person: FoundPerson, zone: str) -> Markup:
    return say(
        "{place}. {person}, reads {language}, {roles}, since {day}",
        place=format_number(say, place),
        person=sanitize_name(person.first_name, 40),
        language=format_language(say, person.language),
        roles=_roles(say, person),
        day=format_day(say, person.since, zone),
    )


def _roles(say: Say, person: FoundPerson) -> str:
    roles: list[str] = [say("organiser")] if person.organiser else []
    roles += [say("stall {stall}", stall=sanitize_name(stall, 40)) for _, stall in person.stalls]
    return format_list_and(say, roles or [say("shopper")])


def person_card(say: Say, person: FoundPerson, zone: str) -> Screen:
    lines = [
        say(
            "{person}, reads {language}, {roles}, since {day}. Number {id}.",
            person=sanitize_name(person.first_name, 40),
            language=format_language(say, person.language),
            roles=_roles(say, person),
            day=format_day(say, person.since, zone),
            id=str(person.id),
        ),
        _possessions_text(say, person),
    ]
    if person.blocked_at:
        lines.append(say("Blocked on {day}.", day=format_day(say, person.blocked_at, zone)))
        lines += reason_lines(say, person.blocked_reason)
    else:
        lines += stopped_deposits_rows(say, person.without_deposits)
    if not person.reachable:
        lines.append(say("Messages do not reach them."))
    if person.failed:
        why = failure_reason(say, person.failed) or person.failed
        lines.append(say("The last message that failed: {reason}", reason=why))
    stalls = [
        Button(label=shorten_label(sanitize_name(stall, 28)), callback=ShowStallRequest(stall=number_))
        for number_, stall in person.stalls
    ]
    role = (
        Button(label=say.label("Remove organiser"), callback=RemoveOrganiser(person=person.id))
        if person.organiser
        else Button(label=say.label("Make organiser"), callback=AskAppointment(person=person.id))
    )
    block = (
        Button(label=say.label("Lift the block"), callback=UnblockPerson(person=person.id))
        if person.blocked_at
        else Button(label=say.label("Block"), callback=AskBlock(person=person.id))
    )
    groups = (
        [
            Button(label=say.label("Messages"), callback=ShowNotifications(person=person.id, page=1)),
            Button(label=say.label("Search again"), callback=AskPeople()),
        ],
        stalls,
        [role] if not person.blocked_at else [],
        [] if person.organiser else [block],
        [Button(label=say.label("Back"), callback=ShowAdmin())],
    )
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(*groups),
    )


def stopped_deposits_rows(say: Say, stalls: Sequence[tuple[int, str]]) -> list[Markup]:
    """Returns for each of these stalls that its deposits stay stopped, and how they are allowed again."""
    allow = say.label("Allow deposits")
    return [
        say(
            "Deposits of {stall} stay stopped. To allow them again, open the stall and tap “{button}”.",
            stall=sanitize_name(name, 40),
            button=allow,
        )
        for _, name in stalls
    ]


def _possessions_text(say: Say, person: FoundPerson) -> Markup:
    """Returns what a person has now, without what they have none of."""
    things = [
        *(
            [say.many("{count} waitlist place", "{count} waitlist places", person.waits)]
            if person.waits
            else []
        ),
        *([say.many("{count} hold", "{count} holds", person.holds)] if person.holds else []),
        *([say.many("{count} booking", "{count} bookings", person.bookings)] if person.bookings else []),
    ]
    if not things:
        return say("Waits for nothing, and has no hold and no booking.")
    return say("Has {things}.", things=format_list_and(say, things))


def block_confirm(say: Say, person: FoundPerson) -> Screen:
    parts = [
        say(
            "If you block {person}, they cannot join, book or sell. We tell them.",
            person=sanitize_name(person.first_name, 40),
        )
    ]
    if person.waits or person.holds or person.bookings:
        things = _possessions_text(say, person)
        parts.append(say("Everything they have now is cancelled and passed on: {things}", things=things))
    if person.stalls:
        parts.append(say("The drops of their stall are paused, and it takes no deposits."))
    rows = reason_rows(say, OF_BLOCK, lambda reason: BlockPerson(person=person.id, reason=reason))
    return Screen(text=reason_ask(say, *parts), rows=rows)


def vendor_again(say: Say, text: Markup, *, deposits_stopped: bool) -> Screen:
    """Tells the owner of a stall, behind the `text` that a block is lifted, what of the stall is still stopped."""
    resume = say.label("Resume")
    lines = [
        text,
        say("Your drops are still paused. Open each of them and tap “{button}”.", button=resume),
    ]
    buttons = [Button(label=say.label("Desk"), callback=ShowDesk(), below=True)]
    if deposits_stopped:
        lines.append(
            say("Your stall takes no deposits until an organiser allows them again. Ask for it in a message.")
        )
        buttons.append(Button(label=say.label("Write a message"), callback=AskSupport(), below=True))
    return Screen(text=Markup("\n").join(lines), rows=layout_buttons(buttons))
