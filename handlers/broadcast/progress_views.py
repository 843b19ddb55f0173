"""How far a broadcast is, and what became of it."""

from datetime import datetime

from markupsafe import Markup

from handlers.broadcast.callbacks import EditBroadcast
from handlers.broadcast.progress_callbacks import ShowProgress, StopBroadcast
from handlers.ui.rows import packed
from handlers.ui.screen import Button, Screen
from locales.formats import moment, number
from locales.say import Say
from market.broadcast.sending import Progress

PER_SECOND = 28
BAR = 10


def broadcast_progress(say: Say, progress: Progress, zone: str, now: datetime) -> Screen:
    """While it goes on: how far it is. Then the report."""
    if progress.state != "sending" and not progress.of("sending", "queued"):
        return broadcast_report(say, progress, zone)
    share = min(BAR, BAR * progress.done // max(1, progress.total))
    words = say(
        "Sent {done} of {total}, {time} left. {bar}",
        done=number(say, progress.done),
        total=number(say, progress.total),
        time=about(say, _left(progress, now)),
        bar="█" * share + "░" * (BAR - share),
    )
    if progress.state == "stopped":
        return Screen(say("Stopping. What is under way is still counted.") + "\n" + words)
    return Screen(
        words,
        packed(
            [Button(say.label("Stop"), StopBroadcast(broadcast=progress.id))],
            [Button(say.label("Look again"), ShowProgress(broadcast=progress.id))],
        ),
    )


def broadcast_report(say: Say, progress: Progress, zone: str) -> Screen:
    at = moment(say, progress.ended_at or progress.started_at, zone)
    counts = {
        fate: number(say, progress.of(fate))
        for fate in ("sent", "unreachable", "failed", "unknown", "dropped")
    }
    head = (
        say("Stopped {at}: sent {sent} of {total}.", at=at, sent=counts["sent"], total=progress.total)
        if progress.state == "stopped"
        else say("Done {at}: sent {sent} of {total}.", at=at, sent=counts["sent"], total=progress.total)
    )
    lines = [
        head,
        say(
            "Unreachable {unreachable}, failed {failed}.",
            unreachable=counts["unreachable"],
            failed=counts["failed"],
        ),
    ]
    if progress.of("unknown"):
        lines.append(
            say("Unknown {unknown}: no answer came, and they are not sent again.", unknown=counts["unknown"])
        )
    if progress.of("dropped"):
        lines.append(say("Not sent {dropped}.", dropped=counts["dropped"]))
    return Screen(
        Markup("\n").join(lines), packed([Button(say.label("New broadcast"), EditBroadcast(), below=True)])
    )


def _left(progress: Progress, now: datetime) -> int:
    """Seconds, at the pace so far; at Telegram's where nothing went yet."""
    left, elapsed = progress.total - progress.done, (now - progress.started_at).total_seconds()
    pace = progress.done / elapsed if progress.done and elapsed >= 1 else PER_SECOND
    return max(1, round(left / pace)) if left > 0 else 1


def about(say: Say, seconds: int) -> Markup:
    if seconds < 120:
        return say.many("about {count} s", "about {count} s", seconds)
    return say.many("about {count} min", "about {count} min", -(-seconds // 60))
