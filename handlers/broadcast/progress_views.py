"""The progress of a broadcast."""

from datetime import datetime
from typing import assert_never

from markupsafe import Markup

from handlers.broadcast.report_views import broadcast_report
from handlers.callbacks.broadcast_progress import (
    ChangeBroadcast,
    CorrectBroadcast,
    PauseBroadcast,
    ResumeBroadcast,
    SendNow,
    ShowBroadcasts,
    ShowProgress,
    StopBroadcast,
)
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime, format_number
from locales.say import Say
from locales.user_text import sanitize_name
from market.broadcast.progress import Progress
from storage.broadcast import BroadcastState
from storage.notification import NotificationState

PER_SECOND = 28
BAR = 10
DROP = 40


def broadcast_progress(say: Say, progress: Progress, zone: str, now: datetime) -> Screen:
    """Shows the progress while the broadcast runs, then the report."""
    match progress.state:
        case BroadcastState.SCHEDULED:
            return _scheduled(say, progress, zone)
        case BroadcastState.SENDING:
            return _sending(say, progress, zone)
        case BroadcastState.PAUSED:
            return _paused(say, progress)
        case BroadcastState.DRAFT | BroadcastState.SENT | BroadcastState.STOPPED:
            return broadcast_report(say, progress, zone)
        case _:
            assert_never(progress.state)


def _scheduled(say: Say, progress: Progress, zone: str) -> Screen:
    one = progress.id
    return Screen(
        text=Markup("\n").join(_send_time(say, progress, zone)),
        rows=layout_buttons(
            [Button(label=say.label("Send now"), callback=SendNow(broadcast=one), style="primary")],
            [Button(label=say.label("Change"), callback=ChangeBroadcast(broadcast=one))],
            [
                Button(label=say.label("Stop"), callback=StopBroadcast(broadcast=one)),
                _all_broadcasts_button(say),
            ],
        ),
    )


def _send_time(say: Say, progress: Progress, zone: str) -> list[Markup]:
    drop = sanitize_name(progress.drop, DROP)
    if progress.due_at is None:
        return [
            say("Waiting, because the drop is paused: {drop}. It is sent when the drop resumes.", drop=drop)
        ]
    goes = say(
        "It will be sent {at}, to everyone who matches by then.",
        at=format_datetime(say, progress.due_at, zone),
    )
    return (
        [goes, say("If the drop is rescheduled, this is too: {drop}.", drop=drop)]
        if progress.drop
        else [goes]
    )


def _sending(say: Say, progress: Progress, zone: str) -> Screen:
    awake = progress.total - progress.done - progress.postponed
    lines = [_sent_so_far(say, progress, _seconds_left(progress, awake) if awake else 0)]
    if progress.postponed and progress.next_send_at:
        lines.append(
            _in_quiet_hours(say, progress.postponed, format_datetime(say, progress.next_send_at, zone))
        )
    one = progress.id
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            [Button(label=say.label("Pause"), callback=PauseBroadcast(broadcast=one), style="primary")],
            [Button(label=say.label("Refresh"), callback=ShowProgress(broadcast=one))],
            [
                Button(label=say.label("Stop"), callback=StopBroadcast(broadcast=one)),
                _all_broadcasts_button(say),
            ],
        ),
    )


def _in_quiet_hours(say: Say, count: int, until: str) -> Markup:
    return say.many(
        "{count} person is in quiet hours: sent when they end, {until} at the latest.",
        "{count} people are in quiet hours: sent as they end, the last {until}.",
        count,
        until=until,
    )


def _sent_so_far(say: Say, progress: Progress, seconds: int) -> Markup:
    share = min(BAR, BAR * progress.done // max(1, progress.total))
    words = {
        "done": format_number(say, progress.done),
        "total": format_number(say, progress.total),
        "bar": "█" * share + "░" * (BAR - share),
    }
    if seconds:
        return say(
            "Sent {done} of {total}, {time} left. {bar}", time=approximate_duration(say, seconds), **words
        )
    return say("Sent {done} of {total}. {bar}", **words)


def _paused(say: Say, progress: Progress) -> Screen:
    one = progress.id
    correct = Button(label=say.label("Correct it"), callback=CorrectBroadcast(broadcast=one), below=True)
    return Screen(
        text=Markup("\n").join(
            (
                say("Paused. Messages on their way still arrive; the rest wait."),
                _sent_so_far(say, progress, 0),
            )
        ),
        rows=layout_buttons(
            [Button(label=say.label("Resume"), callback=ResumeBroadcast(broadcast=one), style="primary")],
            [correct] if progress.of(NotificationState.SENT) else [],
            [
                Button(label=say.label("Stop"), callback=StopBroadcast(broadcast=one)),
                _all_broadcasts_button(say),
            ],
        ),
    )


def _all_broadcasts_button(say: Say) -> Button:
    return Button(label=say.label("All broadcasts"), callback=ShowBroadcasts(page=1), below=True)


def _seconds_left(progress: Progress, count: int) -> int:
    """Returns the seconds left at the recent rate, or at Telegram's rate before the first message."""
    return max(1, round(count / (progress.pace or PER_SECOND)))


def approximate_duration(say: Say, seconds: int) -> Markup:
    if seconds < 120:
        return say.many("about {count} s", "about {count} s", seconds)
    return say.many("about {count} min", "about {count} min", -(-seconds // 60))
