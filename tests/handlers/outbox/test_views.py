"""The outbox on an organiser's phone: every status in words, every kind named, within the limits, whatever Telegram returned."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.messages import messages
from handlers.outbox.views import delivery_status, failure_list, notification_list, outbox_page
from locales.languages import LANGUAGES
from locales.say import Say, speak
from market.organiser.outbox_overview import NotificationPage, NotificationRow, OutboxOverview
from sandbox.html_parser import from_html
from tests.handlers.test_screens import awkward_cases, check_screen

SAYS = [speak(language.code) for language in LANGUAGES]
IDS = [say.language for say in SAYS]
ZONE = "Asia/Kuching"
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
TWO = NOW + timedelta(minutes=2)
SENT = NotificationRow(
    person=1001,
    first_name="Aina",
    kind="UnitsHeld",
    due_at=NOW,
    send_at=NOW,
    tries=0,
    state="sent",
    ended_at=TWO,
    reason="",
)
WAITS = replace(SENT, state="queued", ended_at=None)

STATUSES = [
    (SENT, "sent 10:02"),
    (replace(SENT, ended_at=NOW + 20 * HOUR), "sent Wed 25 Nov 06:00"),
    (WAITS, "sending now"),
    (replace(WAITS, state="sending"), "sending now"),
    (replace(WAITS, send_at=NOW + 3 * HOUR), "waiting until 13:00"),
    (replace(WAITS, due_at=NOW + 3 * HOUR, send_at=NOW + 3 * HOUR), "waiting"),
    (replace(WAITS, send_at=NOW + 22 * HOUR), "waiting until Wed 25 Nov 08:00"),
    (replace(WAITS, send_at=NOW + HOUR, tries=1), "tried 1 time, next try 11:00"),
    (replace(WAITS, send_at=NOW + HOUR, tries=3), "tried 3 times, next try 11:00"),
    (replace(WAITS, state="paused"), "paused with its broadcast"),
    (
        replace(SENT, state="unreachable", reason="Forbidden: bot was blocked by the user"),
        "unreachable: blocked Lorong",
    ),
    (
        replace(SENT, state="unreachable", reason="Bad Request: chat not found"),
        "unreachable: never started Lorong, or left",
    ),
    (
        replace(SENT, state="unreachable", reason="Forbidden: user is deactivated"),
        "unreachable: closed their account",
    ),
    (replace(SENT, state="failed", reason="can't parse <b>&amp;"), "failed: can't parse <b>&amp;"),
    (replace(SENT, state="failed"), "failed: no reason"),
    (replace(SENT, state="dropped", reason="too late"), "not sent: too late"),
    (replace(SENT, state="dropped", reason="DropUnknown"), "not sent: out of date before it was sent"),
    (replace(SENT, state="dropped", reason="stopped"), "not sent: its broadcast was stopped before its turn"),
    (replace(SENT, state="dropped", reason="unreachable"), "not sent: messages do not reach them"),
    (
        replace(SENT, state="dropped", reason="stopped by its reader"),
        "not sent: they turned these messages off",
    ),
    (
        replace(SENT, state="unknown", reason="in flight when Lorong stopped"),
        "unknown: was being sent when we went offline; not sent again",
    ),
]


def read(words: object) -> str:
    """Returns the text as a phone shows it, without the marks around names."""
    return from_html(str(words))[0].replace("\u2068", "").replace("\u2069", "")


@pytest.mark.parametrize(("notification", "words"), STATUSES, ids=[words for _, words in STATUSES])
def test_each_fate_is_said_with_its_reason(notification: NotificationRow, words: str) -> None:
    assert read(delivery_status(SAYS[0], notification, ZONE, NOW)) == words


def test_each_kind_has_a_label_in_each_language() -> None:
    """Kinds that differ only in whom they tell share one."""
    english = [messages.label(SAYS[0], kind) for kind in messages.views]
    for say in SAYS:
        labels = [messages.label(say, kind) for kind in messages.views]
        assert all(labels)
        assert len({*labels}) > len(labels) * 2 / 3
        assert say is SAYS[0] or not any(one == other for one, other in zip(labels, english, strict=True))


def test_a_kind_of_another_version_of_lorong_has_its_class_name() -> None:
    assert messages.label(SAYS[0], "HubMoved") == "HubMoved"


@pytest.mark.parametrize(("say", "words"), [*awkward_cases()])
def test_every_screen_keeps_to_the_limits(say: Say, words: str) -> None:
    for notification, _ in STATUSES:
        reader = replace(notification, first_name=words[:256], reason=words[:200], kind="DepositsStopped")
        people = tuple(replace(reader, person=person) for person in range(1, 7))
        notifications = NotificationPage(
            shown=people, count=12_345, page=2, pages=3, first_name=reader.first_name
        )
        check_screen(say, notification_list(say, 1001, notifications, ZONE, now=NOW))
        check_screen(say, failure_list(say, notifications, ZONE, NOW))
    check_screen(
        say,
        outbox_page(
            say,
            OutboxOverview(
                statuses={"sent": 12_345}, missed=999, due=12_345, later=12_345, paused=12_345, next_at=NOW
            ),
            ZONE,
        ),
    )


def test_where_there_is_nothing_it_is_said_and_there_is_a_way_back() -> None:
    nothing = NotificationPage(shown=(), count=0, page=1, pages=1, first_name="Aina")
    for screen, words, labels in (
        (
            outbox_page(
                SAYS[0], OutboxOverview(statuses={}, missed=0, due=0, later=0, paused=0, next_at=None), ZONE
            ),
            "No messages finished in the last 24 hours.\nNo messages waiting.",
            ["Refresh", "People", "Back"],
        ),
        (
            notification_list(SAYS[0], 1001, nothing, ZONE, now=NOW),
            "No messages to Aina in 30 days.",
            ["Back"],
        ),
        (
            failure_list(SAYS[0], replace(nothing, first_name=""), ZONE, NOW),
            "Every message of the last 30 days was delivered.",
            ["Back"],
        ),
    ):
        assert read(screen.text) == words
        assert [button.label for row in screen.rows for button in row] == labels


def test_what_is_counted_is_said() -> None:
    fates = {"sent": 391, "unreachable": 14, "unknown": 3, "dropped": 61}
    counted = OutboxOverview(
        statuses=fates, missed=84, due=2, later=40, paused=1, next_at=NOW + HOUR, needless=59
    )
    screen = outbox_page(SAYS[0], counted, ZONE)
    assert read(screen.text) == (
        "Messages of the last 24 hours: sent 391. Unreachable: 14. Unknown: 3. No longer needed: 59. Not sent: 2.\n"
        "Not delivered in 30 days: 84.\n"
        "Sending now: 2. Scheduled: 40. Paused: 1. The next leaves Tue 24 Nov 11:00."
    )
    fewer = replace(counted, statuses={"sent": 391}, missed=0, due=0, paused=0, needless=0)
    assert read(outbox_page(SAYS[0], fewer, ZONE).text) == (
        "Messages of the last 24 hours: sent 391.\nScheduled: 40. The next leaves Tue 24 Nov 11:00."
    )
    assert screen.rows[0][0].label == "Failures, 30 days"


def test_what_came_stands_before_what_waits() -> None:
    to_come = replace(WAITS, due_at=NOW + HOUR, send_at=NOW + HOUR)
    notifications = NotificationPage(
        shown=(SENT, to_come), count=31, page=1, pages=6, first_name="Aina", waiting=30, next_at=NOW + HOUR
    )
    assert read(notification_list(SAYS[0], 1001, notifications, ZONE, now=NOW).text).split("\n")[1:] == [
        "Tue 24 Nov 10:00 · units held for them · sent 10:02",
        "Waiting: 30, the next Tue 24 Nov 11:00.",
        "Tue 24 Nov 11:00 · units held for them · waiting",
        "Page 1 of 6.",
    ]


def test_two_failures_of_one_person_are_one_button() -> None:
    notifications = NotificationPage(
        shown=(SENT, replace(SENT, kind="DropOpens"), replace(SENT, person=1002)), count=3, page=1, pages=1
    )
    screen = failure_list(SAYS[0], notifications, ZONE, NOW)
    assert [button.callback.pack() for row in screen.rows for button in row if button.callback] == [
        "opp:1001",
        "opp:1002",
        "om",
    ]
