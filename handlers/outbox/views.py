"""Notifications as an organiser sees them: kind, time and delivery status."""

from datetime import datetime
from typing import assert_never

from markupsafe import Markup, escape

from handlers.callbacks.organiser import ShowAdmin
from handlers.callbacks.outbox import ShowFailures, ShowNotifications, ShowOutbox
from handlers.callbacks.people import AskPeople, ShowPerson
from handlers.message_registry import messages
from handlers.ui.button_layout import layout_buttons, shorten_label
from handlers.ui.failure_reasons import failure_reason
from handlers.ui.paging import page_text, pager
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime, format_day, format_number, format_time
from locales.refusals import SENTENCES
from locales.say import Say
from locales.user_text import sanitize_name
from market.organiser.outbox_overview import NotificationPage, NotificationRow, OutboxOverview
from storage.notification import NotificationState


def outbox_page(say: Say, overview: OutboxOverview, zone: str) -> Screen:
    failures = Button(label=say.label("Failures, 30 days"), callback=ShowFailures(page=1))
    missed = say("Not delivered in 30 days: {count}.", count=format_number(say, overview.missed))
    lines = [
        _ended_text(say, overview),
        *([missed] if overview.missed else []),
        _waiting_text(say, overview, zone),
    ]
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            [failures] if overview.missed else [],
            [
                Button(label=say.label("Refresh"), callback=ShowOutbox()),
                Button(label=say.label("People"), callback=AskPeople()),
            ],
            [Button(label=say.label("Back"), callback=ShowAdmin())],
        ),
    )


def _ended_text(say: Say, overview: OutboxOverview) -> Markup:
    if not overview.statuses:
        return say("No messages finished in the last 24 hours.")
    counts = {status: overview.statuses.get(status.value, 0) for status in NotificationState}
    unreachable, failed, unknown, needless, others = (
        counts[NotificationState.UNREACHABLE],
        counts[NotificationState.FAILED],
        counts[NotificationState.UNKNOWN],
        overview.needless,
        counts[NotificationState.DROPPED] - overview.needless,
    )
    sent = format_number(say, counts[NotificationState.SENT])
    missed = (
        (unreachable, say("Unreachable: {count}.", count=format_number(say, unreachable))),
        (failed, say("Failed: {count}.", count=format_number(say, failed))),
        (unknown, say("Unknown: {count}.", count=format_number(say, unknown))),
        (needless, say("No longer needed: {count}.", count=format_number(say, needless))),
        (others, say("Not sent: {count}.", count=format_number(say, others))),
    )
    return say.sentences(
        say("Messages of the last 24 hours: sent {sent}.", sent=sent),
        *(words for count, words in missed if count),
    )


def _waiting_text(say: Say, overview: OutboxOverview, zone: str) -> Markup:
    if not overview.due + overview.later + overview.paused:
        return say("No messages waiting.")
    due, later, paused = (
        format_number(say, count) for count in (overview.due, overview.later, overview.paused)
    )
    return say.sentences(
        say("Sending now: {count}.", count=due) if overview.due else "",
        say("Scheduled: {count}.", count=later) if overview.later else "",
        say("Paused: {count}.", count=paused) if overview.paused else "",
        say("The next leaves {at}.", at=format_datetime(say, overview.next_at, zone))
        if overview.next_at
        else "",
    )


def notification_list(
    say: Say, person: int, notifications: NotificationPage, zone: str, now: datetime
) -> Screen:
    """Shows the notifications of one person."""
    whose = sanitize_name(notifications.first_name, 40)
    head = say.many(
        "{count} message to {person} in 30 days:",
        "{count} messages to {person} in 30 days:",
        notifications.count,
        person=whose,
    )
    came = [
        _row(say, notification, zone, now) for notification in notifications.shown if notification.ended_at
    ]
    to_come = [
        _row(say, notification, zone, now)
        for notification in notifications.shown
        if not notification.ended_at
    ]
    rows = [*came, *_waiting_rows(say, notifications, zone), *to_come]
    rows += page_text(say, notifications.page, notifications.pages)
    return Screen(
        text=Markup("\n").join([head, *rows])
        if rows
        else say("No messages to {person} in 30 days.", person=whose),
        rows=layout_buttons(
            *pager(
                say,
                notifications.page,
                notifications.pages,
                lambda other: ShowNotifications(person=person, page=other),
            ),
            [Button(label=say.label("Back"), callback=ShowPerson(person=person))],
        ),
    )


def _row(say: Say, notification: NotificationRow, zone: str, now: datetime) -> Markup:
    return say(
        "{due} · {kind} · {status}",
        due=format_datetime(say, notification.due_at, zone),
        kind=messages.label(say, notification.kind),
        status=delivery_status(say, notification, zone, now),
    )


def _waiting_rows(say: Say, notifications: NotificationPage, zone: str) -> list[Markup]:
    """Returns the rows about notifications that still wait."""
    if not notifications.waiting:
        return []
    count = format_number(say, notifications.waiting)
    if notifications.next_at is None:
        return [say("Waiting: {count}.", count=count)]
    return [
        say(
            "Waiting: {count}, the next {at}.",
            count=count,
            at=format_datetime(say, notifications.next_at, zone),
        )
    ]


def failure_list(say: Say, notifications: NotificationPage, zone: str, now: datetime) -> Screen:
    """Shows everyone's failed notifications, with a button for each person."""
    head = say.many(
        "{count} message not delivered in 30 days:",
        "{count} messages not delivered in 30 days:",
        notifications.count,
    )
    rows = [
        say(
            "{due} · {person} · {kind} · {status}",
            due=format_datetime(say, notification.due_at, zone),
            person=sanitize_name(notification.first_name, 40),
            kind=messages.label(say, notification.kind),
            status=delivery_status(say, notification, zone, now),
        )
        for notification in notifications.shown
    ]
    people = {notification.person: notification.first_name for notification in notifications.shown}
    return Screen(
        text=Markup("\n").join([head, *rows, *page_text(say, notifications.page, notifications.pages)])
        if rows
        else say("Every message of the last 30 days was delivered."),
        rows=layout_buttons(
            [
                Button(label=shorten_label(sanitize_name(whose, 28)), callback=ShowPerson(person=one))
                for one, whose in people.items()
            ],
            *pager(say, notifications.page, notifications.pages, lambda other: ShowFailures(page=other)),
            [Button(label=say.label("Back"), callback=ShowOutbox())],
        ),
    )


def delivery_status(say: Say, notification: NotificationRow, zone: str, now: datetime) -> Markup:
    """Returns the delivery status, or what the notification waits for."""
    match notification.state:
        case NotificationState.QUEUED if notification.tries:
            at = _short_time(say, notification.send_at, now, zone)
            return say.many(
                "tried {count} time, next try {at}",
                "tried {count} times, next try {at}",
                notification.tries,
                at=at,
            )
        case NotificationState.QUEUED if (
            notification.send_at > now and notification.send_at == notification.due_at
        ):
            return say("waiting")
        case NotificationState.QUEUED if notification.send_at > now:
            return say(
                "waiting until {at}", at=_short_time(say, notification.send_at, notification.due_at, zone)
            )
        case NotificationState.QUEUED | NotificationState.SENDING:
            return say("sending now")
        case NotificationState.PAUSED:
            return say("paused with its broadcast")
        case NotificationState.SENT:
            return say(
                "sent {at}",
                at=_short_time(say, notification.ended_at or notification.due_at, notification.due_at, zone),
            )
        case NotificationState.UNREACHABLE:
            return say("unreachable: {reason}", reason=reason_text(say, notification.reason))
        case NotificationState.FAILED:
            return say("failed: {reason}", reason=reason_text(say, notification.reason))
        case NotificationState.UNKNOWN:
            return say("unknown: {reason}", reason=reason_text(say, notification.reason))
        case NotificationState.DROPPED:
            return say("not sent: {reason}", reason=reason_text(say, notification.reason))
        case _:
            assert_never(notification.state)


def _short_time(say: Say, instant: datetime, shown_at: datetime, zone: str) -> str:
    """Returns the time alone if the day was shown already."""
    same = format_day(say, instant, zone) == format_day(say, shown_at, zone)
    return format_time(say, instant, zone) if same else format_datetime(say, instant, zone)


def reason_text(say: Say, reason: str) -> Markup:
    """Returns a known reason in the reader's language; any other as received."""
    if not reason:
        return say("no reason")
    if said := failure_reason(say, reason):
        return said
    return (
        say("out of date before it was sent")
        if reason in SENTENCES
        else escape(sanitize_name(reason[:100], 100))
    )
