"""Letters as an organiser sees them: what kind each was, when, and what became of it."""

from datetime import datetime

from markupsafe import Markup, escape

from handlers.letter_reasons import letter_reason
from handlers.organiser.callbacks import AskPeople, ShowAdmin, ShowFailures, ShowLetters, ShowMail, ShowPerson
from handlers.organiser.kinds import kind
from handlers.ui.rows import narrow, packed, turning
from handlers.ui.screen import Button, Screen
from locales.formats import clock, day, moment, number
from locales.refusals import SENTENCES
from locales.say import Say
from locales.words import name
from market.organiser.mail import Letters, Mail, Posted


def mail_home(say: Say, mail: Mail, zone: str) -> Screen:
    failures = Button(say.label("Failures, 30 days"), ShowFailures(page=1))
    missed = say("Not delivered in 30 days: {count}.", count=number(say, mail.missed))
    lines = [_ended(say, mail), *([missed] if mail.missed else []), _waiting(say, mail, zone)]
    return Screen(
        Markup("\n").join(lines),
        packed(
            [failures] if mail.missed else [],
            [Button(say.label("Refresh"), ShowMail()), Button(say.label("People"), AskPeople())],
            [Button(say.label("Back"), ShowAdmin())],
        ),
    )


def _ended(say: Say, mail: Mail) -> Markup:
    if not mail.fates:
        return say("No messages finished in the last 24 hours.")
    fates = ("sent", "unreachable", "failed", "unknown")
    return say(
        "Messages of the last 24 hours: sent {sent}, unreachable {unreachable}, failed {failed}, "
        "unknown {unknown}, no longer needed {needless}, not sent {dropped}.",
        needless=number(say, mail.needless),
        dropped=number(say, mail.fates.get("dropped", 0) - mail.needless),
        **{fate: number(say, mail.fates.get(fate, 0)) for fate in fates},
    )


def _waiting(say: Say, mail: Mail, zone: str) -> Markup:
    if not mail.due + mail.later + mail.paused:
        return say("No messages waiting.")
    waiting = say(
        "Sending now {due}, scheduled {later}, paused {paused}.",
        due=number(say, mail.due),
        later=number(say, mail.later),
        paused=number(say, mail.paused),
    )
    if mail.next_at is None:
        return waiting
    return say.sentences(waiting, say("The next leaves {at}.", at=moment(say, mail.next_at, zone)))


def letter_list(say: Say, person: int, letters: Letters, zone: str, now: datetime) -> Screen:
    """One person's."""
    whose = name(letters.first_name, 40)
    head = say.many(
        "{count} message to {person} in 30 days:",
        "{count} messages to {person} in 30 days:",
        letters.count,
        person=whose,
    )
    came = [_row(say, letter, zone, now) for letter in letters.shown if letter.ended_at]
    to_come = [_row(say, letter, zone, now) for letter in letters.shown if not letter.ended_at]
    rows = [*came, *_theirs_waiting(say, letters, zone), *to_come]
    return Screen(
        Markup("\n").join([head, *rows])
        if rows
        else say("No messages to {person} in 30 days.", person=whose),
        packed(
            turning(say, letters.page, letters.pages, lambda other: ShowLetters(person=person, page=other)),
            [Button(say.label("Back"), ShowPerson(person=person))],
        ),
    )


def _row(say: Say, letter: Posted, zone: str, now: datetime) -> Markup:
    return say(
        "{due} · {kind} · {fate}",
        due=moment(say, letter.due_at, zone),
        kind=kind(say, letter.notice),
        fate=fate(say, letter, zone, now),
    )


def _theirs_waiting(say: Say, letters: Letters, zone: str) -> list[Markup]:
    """Between what came and what is to come."""
    if not letters.waiting:
        return []
    count = number(say, letters.waiting)
    if letters.next_at is None:
        return [say("Waiting: {count}.", count=count)]
    return [say("Waiting: {count}, the next {at}.", count=count, at=moment(say, letters.next_at, zone))]


def failure_list(say: Say, letters: Letters, zone: str, now: datetime) -> Screen:
    """Everybody's, with a way to each person."""
    head = say.many(
        "{count} message not delivered in 30 days:",
        "{count} messages not delivered in 30 days:",
        letters.count,
    )
    rows = [
        say(
            "{due} · {person} · {kind} · {fate}",
            due=moment(say, letter.due_at, zone),
            person=name(letter.first_name, 40),
            kind=kind(say, letter.notice),
            fate=fate(say, letter, zone, now),
        )
        for letter in letters.shown
    ]
    people = {letter.person: letter.first_name for letter in letters.shown}
    return Screen(
        Markup("\n").join([head, *rows]) if rows else say("Every message of the last 30 days was delivered."),
        packed(
            [Button(narrow(name(whose, 28)), ShowPerson(person=one)) for one, whose in people.items()],
            turning(say, letters.page, letters.pages, lambda other: ShowFailures(page=other)),
            [Button(say.label("Back"), ShowMail())],
        ),
    )


def fate(say: Say, letter: Posted, zone: str, now: datetime) -> Markup:
    """What became of it, or what it waits for."""
    match letter.state:
        case "queued" if letter.tries:
            at = _near(say, letter.send_at, now, zone)
            return say.many(
                "tried {count} time, next try {at}", "tried {count} times, next try {at}", letter.tries, at=at
            )
        case "queued" if letter.send_at > now and letter.send_at == letter.due_at:
            return say("waiting")
        case "queued" if letter.send_at > now:
            return say("waiting until {at}", at=_near(say, letter.send_at, letter.due_at, zone))
        case "queued" | "sending":
            return say("sending now")
        case "paused":
            return say("paused with its broadcast")
        case "sent":
            return say("sent {at}", at=_near(say, letter.ended_at or letter.due_at, letter.due_at, zone))
        case "unreachable":
            return say("unreachable: {reason}", reason=because(say, letter.reason))
        case "failed":
            return say("failed: {reason}", reason=because(say, letter.reason))
        case "unknown":
            return say("unknown: {reason}", reason=because(say, letter.reason))
        case _:
            return say("not sent: {reason}", reason=because(say, letter.reason))


def _near(say: Say, when: datetime, beside: datetime, zone: str) -> str:
    """The time alone where the day was said."""
    same = day(say, when, zone) == day(say, beside, zone)
    return clock(say, when, zone) if same else moment(say, when, zone)


def because(say: Say, reason: str) -> Markup:
    """In the reader's language where it is known; anything else as it came."""
    if not reason:
        return say("no reason")
    if said := letter_reason(say, reason):
        return said
    return say("out of date before it was sent") if reason in SENTENCES else escape(name(reason[:100], 100))
