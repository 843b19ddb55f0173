"""The report of a broadcast: counts, reasons, and what can still be done."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from markupsafe import Markup

from handlers.broadcast.stop_reasons import stop_reason_text
from handlers.callbacks.broadcast import EditBroadcast
from handlers.callbacks.broadcast_progress import (
    AskExtend,
    AskRecall,
    CorrectBroadcast,
    SendBroadcastReport,
    ShowBroadcasts,
    ShowFailureReasons,
    ShowProgress,
)
from handlers.ui.button_layout import layout_buttons, shorten_label
from handlers.ui.failure_reasons import failure_reason
from handlers.ui.paging import page_text, pager
from handlers.ui.screen import Button, Document, Row, Screen
from locales.formats import format_datetime, format_number
from locales.say import Say
from locales.user_text import isolate, sanitize_name, truncate
from market.broadcast.notification_counts import WAITING, StatusCounts
from market.broadcast.notifications import BroadcastCorrection, BroadcastMessage
from market.broadcast.progress import Progress
from market.broadcast.report import FailureReason, PastBroadcast
from market.notification.outbox import DeliveryStatus
from storage.broadcast import BroadcastState, StopReason
from storage.notification import NotificationState

MAX_REASONS = 10
REASON = 120
"""Characters of Telegram's error that are shown."""


def broadcast_report(say: Say, progress: Progress, zone: str) -> Screen:
    """Shows the report. It stays in the chat, so its buttons are answered below it."""
    lines = [*_head(say, progress, zone), *_corrected(say, progress), *_recalled(say, progress, zone)]
    return Screen(text=Markup("\n").join(lines), rows=_further(say, progress))


def _head(say: Say, progress: Progress, zone: str) -> Iterator[Markup]:
    at = format_datetime(say, progress.ended_at, zone) if progress.ended_at else ""
    counts = {status: format_number(say, progress.of(NotificationState(status))) for status in DeliveryStatus}
    total = format_number(say, progress.total)
    if progress.state == BroadcastState.STOPPED:
        if progress.reason and (why := stop_reason_text(say, StopReason(progress.reason))):
            yield why
        if progress.started_at is None:
            yield say("Stopped {at}: nothing was sent.", at=at)
            return
        if progress.of(*WAITING):
            yield say("Stopping. Messages on their way are still counted.")
        yield say(
            "Stopped {at}: sent {sent} of {total}.", at=at, sent=counts[DeliveryStatus.SENT], total=total
        )
    else:
        yield say("Done {at}: sent {sent} of {total}.", at=at, sent=counts[DeliveryStatus.SENT], total=total)
    if progress.of(NotificationState.UNREACHABLE):
        yield say("Unreachable: {count}.", count=counts[DeliveryStatus.UNREACHABLE])
    if progress.of(NotificationState.FAILED):
        yield say("Failed: {count}.", count=counts[DeliveryStatus.FAILED])
    if progress.of(NotificationState.UNKNOWN):
        yield say(
            "Unknown {unknown}: Telegram did not answer. These are not sent again.",
            unknown=counts[DeliveryStatus.UNKNOWN],
        )
    if progress.of(NotificationState.DROPPED):
        yield say("Not sent: {count}.", count=counts[DeliveryStatus.DROPPED])


def _corrected(say: Say, progress: Progress) -> Iterator[Markup]:
    if progress.corrected:
        changed, total = _totals(progress.corrected)
        words = {"count": format_number(say, changed), "total": format_number(say, total)}
        if any(progress.corrected.get(state) for state in WAITING):
            yield say("Correcting: {count} of {total} changed to the new text.", **words)
        elif changed == total:
            yield say.many(
                "Corrected: {count} message has the new text.",
                "Corrected: {count} messages have the new text.",
                changed,
            )
        else:
            yield say("Corrected: {count} of {total} changed to the new text.", **words)


def _recalled(say: Say, progress: Progress, zone: str) -> Iterator[Markup]:
    if progress.recalled_at:
        at = format_datetime(say, progress.recalled_at, zone)
        taken, total = _totals(progress.recalled)[0], progress.of(NotificationState.SENT)
        if taken == total:
            yield say.many(
                "Recalled {at}: taken from {count} phone.",
                "Recalled {at}: taken from {count} phones.",
                taken,
                at=at,
            )
        else:
            yield say.many(
                "Recalled {at}: taken from {taken} of {count} phone.",
                "Recalled {at}: taken from {taken} of {count} phones.",
                total,
                at=at,
                taken=format_number(say, taken),
            )


def _totals(statuses: StatusCounts) -> tuple[int, int]:
    return statuses.get(NotificationState.SENT, 0), sum(statuses.values())


def _further(say: Say, progress: Progress) -> tuple[Row, ...]:
    one, had = progress.id, progress.started_at is not None
    correct = Button(label=say.label("Correct it"), callback=CorrectBroadcast(broadcast=one), below=True)
    extend = Button(label=say.label("To new people"), callback=AskExtend(broadcast=one), below=True)
    recall = Button(label=say.label("Recall"), callback=AskRecall(broadcast=one), below=True)
    is_readable = progress.of(NotificationState.SENT) and not progress.recalled_at
    groups = (
        [
            Button(label=say.label("Reasons"), callback=ShowFailureReasons(broadcast=one), below=True),
            Button(label=say.label("As CSV"), callback=SendBroadcastReport(broadcast=one), below=True),
        ]
        if had
        else [],
        [Button(label=say.label("Refresh"), callback=ShowProgress(broadcast=one))] if progress.busy else [],
        [correct] if is_readable else [],
        [extend] if progress.state == BroadcastState.SENT and not progress.recalled_at else [],
        [recall] if is_readable else [],
        [
            Button(label=say.label("New broadcast"), callback=EditBroadcast(), below=True),
            Button(label=say.label("All broadcasts"), callback=ShowBroadcasts(page=1), below=True),
        ],
    )
    return layout_buttons(*groups)


def reason_list(say: Say, broadcast: int, reasons: Sequence[FailureReason]) -> Screen:
    """Shows the failure reasons, most frequent first; Telegram's own stay as received."""
    lines = [_reason_row(say, one) for one in reasons[:MAX_REASONS]]
    more = sum(one.count for one in reasons[MAX_REASONS:])
    if more:
        lines.append(say.many("{count} for other reasons.", "{count} for other reasons.", more))
    if not lines:
        lines = [say("Nothing went wrong, so there are no reasons.")]
    return Screen(text=Markup("\n").join(lines), rows=layout_buttons([_back(say, broadcast)]))


def _reason_row(say: Say, one: FailureReason) -> Markup:
    said = isolate(truncate(one.reason, REASON))
    words = {"count": format_number(say, one.count), "reason": failure_reason(say, one.reason) or said}
    if one.kind == BroadcastCorrection.kind:
        return say("{count} not corrected: {reason}", **words)
    match one.kind, one.status:
        case BroadcastMessage.kind, NotificationState.UNREACHABLE:
            return say("{count} unreachable: {reason}", **words)
        case BroadcastMessage.kind, NotificationState.FAILED:
            return say("{count} failed: {reason}", **words)
        case BroadcastMessage.kind, NotificationState.UNKNOWN:
            return say("{count} unknown: {reason}", **words)
        case BroadcastMessage.kind, _:
            return say("{count} not sent: {reason}", **words)
        case _:
            return say("{count} not recalled: {reason}", **words)


def report_file(say: Say, broadcast: int, count: int, file: Document) -> Screen:
    text = say.many(
        "{count} message: the reader's number, language, result, reason and time. No names.",
        "{count} messages: the reader's number, language, result, reason and time. No names.",
        count,
    )
    return Screen(
        text=text,
        rows=layout_buttons(
            [
                Button(
                    label=say.label("Back to the report"),
                    callback=ShowProgress(broadcast=broadcast),
                    below=True,
                )
            ]
        ),
        document=file,
    )


def broadcast_list(say: Say, earlier: Sequence[PastBroadcast], page: int, pages: int, zone: str) -> Screen:
    """Shows all broadcasts that are sent, running or scheduled, newest first."""
    if not earlier:
        return Screen(
            text=say("Nothing was sent yet."),
            rows=layout_buttons([Button(label=say.label("Back"), callback=EditBroadcast())]),
        )
    return Screen(
        text=Markup("\n").join(
            [*(_broadcast_row(say, one, zone) for one in earlier), *page_text(say, page, pages)]
        ),
        rows=layout_buttons(
            *([_open_button(say, one)] for one in earlier),
            *pager(say, page, pages, lambda other: ShowBroadcasts(page=other)),
            [Button(label=say.label("Back"), callback=EditBroadcast())],
        ),
    )


def _broadcast_row(say: Say, one: PastBroadcast, zone: str) -> Markup:
    words = {"at": format_datetime(say, one.at, zone), "words": sanitize_name(one.words, 40)}
    match one.state:
        case BroadcastState.SCHEDULED:
            return say("Written {at}, scheduled: {words}", **words)
        case BroadcastState.SENDING | BroadcastState.PAUSED:
            return say("Started {at}, sending: {words}", **words)
        case BroadcastState.STOPPED:
            return say("{at}, stopped: {words}", **words)
        case BroadcastState.DRAFT | BroadcastState.SENT:
            return say("{at}, sent: {words}", **words)
        case _:
            assert_never(one.state)


def _open_button(say: Say, one: PastBroadcast) -> Button:
    return Button(label=shorten_label(sanitize_name(one.words, 40)), callback=ShowProgress(broadcast=one.id))


def _back(say: Say, broadcast: int) -> Button:
    return Button(label=say.label("Back"), callback=ShowProgress(broadcast=broadcast))
