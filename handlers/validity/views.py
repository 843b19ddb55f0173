"""A licence or a permit: its last day, and when its holders are reminded."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.alley import ShowAlleys
from handlers.callbacks.complaint import ShowComplaints
from handlers.callbacks.editable import EditableKind, ShowRecords
from handlers.callbacks.kiosk import ShowKiosk
from handlers.callbacks.place import place_code
from handlers.callbacks.stall import ShowMyStall
from handlers.callbacks.task_list import ShowTasks
from handlers.callbacks.validity import AskLastDay, ChooseLastDay, ClearLastDay, ShowValidity
from handlers.ui.button_layout import layout_buttons
from handlers.ui.day_number import day_number
from handlers.ui.reminder_buttons import reminder_buttons, stop_button
from handlers.ui.screen import Button, Screen
from handlers.validity.licence_views import licence_buttons
from locales.formats import format_date, format_datetime, format_long_date, format_money
from locales.say import Say
from locales.user_text import DROP, NAME, sanitize_name
from market.kiosk.kiosk_place import GateRef
from market.licence_rules import LicenceStanding, lapses_after, revived_until
from market.permit.facts import AlleyPermits
from market.reminder.snooze_choices import SnoozeDelay
from market.task_list.task_words import list_name
from market.validity import Extension, Validity, ValidityEnd, ValidityKind, last_day_choices
from storage.task_list import TaskListKind

OUTSIDE = 5
"""How many drops without a permit are named."""


def validity_page(say: Say, validity: Validity, until: date, today: date) -> Screen:
    """Shows a licence or permit with its last day, and of a licence what follows after it."""
    named = {"name": sanitize_name(validity.name, NAME), "day": format_long_date(say, until)}
    lines = (
        [
            _licence_text(say, validity, today, named),
            *_fee_text(say, validity),
            *_rules_text(say, validity, today),
        ]
        if validity.kind == ValidityKind.LICENCE
        else [say("{name}: permit expires {day}.", **named)]
    )
    ends = validity.ends or until
    schedule = [_reminder_schedule_text(say, validity)] if today <= ends else []
    return Screen(
        text=Markup("\n").join((*lines, *schedule)),
        rows=layout_buttons(
            [
                Button(
                    label=say.label("Change expiry date"),
                    callback=AskLastDay(kind=validity.kind, holder_id=validity.holder_id),
                )
            ],
            [
                Button(
                    label=say.label("Remove"),
                    callback=ClearLastDay(kind=validity.kind, holder_id=validity.holder_id),
                )
            ],
            _further_buttons(say, validity),
            [_back(say, validity)],
        ),
    )


def with_outside(say: Say, screen: Screen, permits: AlleyPermits) -> Screen:
    """Returns the page of a permit with the drops ahead that no permit covers, the next ones first."""
    if not permits.outside:
        return screen
    first, others = permits.outside[:OUTSIDE], len(permits.outside) - OUTSIDE
    lines = [
        say.many(
            "{count} drop ahead has no permit. Nobody sees it until you set a later date:",
            "{count} drops ahead have no permit. Nobody sees them until you set a later date:",
            len(permits.outside),
        ),
        *(
            say(
                "{drop}, {stall}, {at}",
                drop=sanitize_name(drop.name, DROP),
                stall=sanitize_name(drop.stall, NAME),
                at=format_datetime(say, drop.starts_at, permits.zone),
            )
            for drop in first
        ),
    ]
    if others > 0:
        lines.append(say.many("and {count} more drop", "and {count} more drops", others))
    return replace(screen, text=Markup("\n").join((screen.text, *lines)))


def date_first(say: Say, kind: ValidityKind) -> Markup:
    """Returns what becomes of a photo or file that is sent in place of a date; of a licence it is wanted next."""
    match kind:
        case ValidityKind.LICENCE:
            return say(
                "This was not kept. Write the expiry date, or tap “Licence document” to send a photo or a PDF."
            )
        case ValidityKind.PERMIT:
            return say("This was not kept. Write the expiry date.")
        case _:
            assert_never(kind)


def last_day_ask(say: Say, validity: Validity, today: date) -> Screen:
    """Asks for the last day, by a button or typed. Back leads to the present last day, if there is one; the other pages of a licence are here too."""
    named = {"name": sanitize_name(validity.name, NAME)}
    lines = [
        say("When does the licence of {name} expire?", **named)
        if validity.kind == ValidityKind.LICENCE
        else say("When does the permit of {name} expire?", **named),
        _reminder_schedule_text(say, validity),
        say(
            "Write the date, for example <code>24/12/{year}</code>, or add time to {day}:",
            year=str(today.year + 1),
            day=format_long_date(say, max(validity.until or today, today)),
        ),
    ]
    delays = [
        Button(
            label=_choice_label(say, way),
            callback=ChooseLastDay(kind=validity.kind, holder_id=validity.holder_id, day=day_number(day)),
        )
        for way, day in last_day_choices(validity, today)
    ]
    known = ShowValidity(kind=validity.kind, holder_id=validity.holder_id)
    back = Button(label=say.label("Back"), callback=known) if validity.until else _back(say, validity)
    further = _further_buttons(say, validity)
    return Screen(text=Markup("\n").join(lines), rows=layout_buttons(delays, further, [back]))


def validity_ends_message(
    say: Say, ending: ValidityEnd, notification: int, delays: Iterable[SnoozeDelay]
) -> Screen:
    """Returns the notification, which stays in the chat: it names the day, and its buttons open below."""
    callback = AskLastDay(kind=ending.validity.kind, holder_id=ending.validity.holder_id)
    again = Button(label=say.label("Set a new date"), callback=callback, below=True)
    text = (
        _licence_ends(say, ending)
        if ending.validity.kind == ValidityKind.LICENCE
        else _permit_ends(say, ending)
    )
    return Screen(
        text=text,
        rows=layout_buttons(
            *reminder_buttons(say, notification, delays), [again], [stop_button(say, notification)]
        ),
    )


def licence_waived_message(say: Say, stall: str, until: date) -> Screen:
    """Tells a stall that it may publish without a licence for a while."""
    text = say(
        "An organiser lets {stall} publish without a licence until {day}.",
        stall=sanitize_name(stall, NAME),
        day=format_long_date(say, until),
    )
    return Screen(
        text=text,
        rows=layout_buttons([Button(label=say.label("My stall"), callback=ShowMyStall(), below=True)]),
    )


def _licence_text(say: Say, validity: Validity, today: date, words: dict[str, str]) -> Markup:
    standing = validity.standing(today)
    match standing:
        case LicenceStanding.UNKNOWN | LicenceStanding.VALID:
            return say("{name}: licence expires {day}.", **words)
        case LicenceStanding.GRACE:
            lapses = format_long_date(say, lapses_after(_end(validity), validity.rules))
            return say(
                "{name}: licence expired {day}. Renew it: you can publish until {lapses}.",
                lapses=lapses,
                **words,
            )
        case LicenceStanding.LAPSED:
            return say("{name}: licence expired {day}. You cannot publish until it is renewed.", **words)
        case LicenceStanding.CANCELLED:
            return say("{name}: licence expired {day} and is cancelled. You need a new one.", **words)
        case _:
            assert_never(standing)


def _fee_text(say: Say, validity: Validity) -> list[Markup]:
    """Returns that the licence ends before its last day, as a fee is not paid."""
    if validity.ends is None or validity.ends == validity.until:
        return []
    return [say("Its fees are paid until {day} only.", day=format_long_date(say, validity.ends))]


def _end(validity: Validity) -> date:
    """Returns the day with which a licence ends, of fees or by itself."""
    return validity.ends or validity.until or date.min


def _rules_text(say: Say, validity: Validity, today: date) -> list[Markup]:
    """Returns what the city asks for, where it is known, and as long as it is of use."""
    rules, lines, standing = validity.rules, [], validity.standing(today)
    if rules.grace_days and standing in (LicenceStanding.UNKNOWN, LicenceStanding.VALID):
        lines.append(
            say.many(
                "In {city}, a licence lapses {count} day after it expires.",
                "In {city}, a licence lapses {count} days after it expires.",
                rules.grace_days,
                city=validity.city_rules.city,
            )
        )
    revived = revived_until(_end(validity), rules)
    if revived and standing is not LicenceStanding.CANCELLED:
        lines.append(
            say(
                "Until {day} the city revives it for {fee}; then it is cancelled.",
                day=format_long_date(say, revived),
                fee=format_money(say, rules.revival_fee, rules.currency, validity.city_rules.territory),
            )
        )
    return lines


def _licence_ends(say: Say, ending: ValidityEnd) -> Markup:
    day = format_date(say, ending.validity.until or date.min)
    if not ending.days:
        return say("Your licence expires today, {day}.", day=day)
    return say.many(
        "Your licence expires {day}, in {count} day.",
        "Your licence expires {day}, in {count} days.",
        ending.days,
        day=day,
    )


def _permit_ends(say: Say, ending: ValidityEnd) -> Markup:
    words = {
        "alley": sanitize_name(ending.validity.name, NAME),
        "day": format_date(say, ending.validity.until or date.min),
    }
    if not ending.days:
        return say("The permit of {alley} expires today, {day}.", **words)
    return say.many(
        "The permit of {alley} expires {day}, in {count} day.",
        "The permit of {alley} expires {day}, in {count} days.",
        ending.days,
        **words,
    )


def _reminder_schedule_text(say: Say, validity: Validity) -> Markup:
    if validity.kind == ValidityKind.LICENCE:
        return say("You are reminded 30, 14 and 7 days before and on the day before, at 10:00.")
    return say("Each organiser is reminded 30, 14 and 7 days and 1 day before, at 10:00.")


def _further_buttons(say: Say, validity: Validity) -> list[Button]:
    """Returns the buttons of the other pages: of a licence, or of an alley."""
    if validity.kind == ValidityKind.LICENCE:
        return licence_buttons(say, validity.holder_id, has_fees=validity.rules.fee is not None)
    alley = validity.holder_id
    pitches = ShowRecords(kind=EditableKind.PITCH, owner=alley)
    return [
        Button(label=say.label("Stall places"), callback=pitches),
        Button(label=say.label("Access"), callback=ShowRecords(kind=EditableKind.ACCESS, owner=alley)),
        Button(label=say.label("Gates"), callback=ShowKiosk(place=place_code(GateRef(alley)))),
        Button(label=say.label("Complaints"), callback=ShowComplaints(alley=alley)),
        *(
            Button(label=list_name(say, kind), callback=ShowTasks(alley=alley, kind=kind))
            for kind in TaskListKind
        ),
    ]


def _back(say: Say, validity: Validity) -> Button:
    return Button(
        label=say.label("Back"),
        callback=ShowMyStall() if validity.kind == ValidityKind.LICENCE else ShowAlleys(),
    )


def _choice_label(say: Say, way: Extension) -> str:
    match way:
        case Extension.MONTH:
            return say.label("+30 days")
        case Extension.HALF_YEAR:
            return say.label("+6 months")
        case Extension.YEAR:
            return say.label("+1 year")
        case Extension.YEAR_END:
            return say.label("31 December")
        case Extension.TWO_YEARS:
            return say.label("+2 years")
        case _:
            assert_never(way)
