"""Step 3 of 4 of a broadcast: its preview, and the confirmation before it is sent."""

from collections.abc import Iterator
from datetime import datetime

from markupsafe import Markup

from handlers.broadcast.draft_summary import audience_text, schedule_text
from handlers.broadcast.messages import announcement
from handlers.broadcast.progress_views import PER_SECOND, approximate_duration
from handlers.callbacks.broadcast import (
    ChooseSchedule,
    ConfirmBroadcast,
    EditDrafts,
    PreviewIn,
    ScheduleAt,
    ShowStopPromotions,
    TestBroadcast,
)
from handlers.callbacks.broadcast_progress import SendBroadcast
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime, format_language, format_number
from locales.say import Say, speak
from market.broadcast.draft import BroadcastDraft

FREE_PER_SECOND = 30
"""Messages a second that Telegram sends free of charge; above that each costs a tenth of a Star."""


def preview(say: Say, draft: BroadcastDraft, language: str, username: str, now: datetime) -> Screen:
    """Shows one language: the message as its readers get it, and the control panel right below.

    Its button that stops promotions has no effect.
    """
    written = [*draft.words]
    following = written[(written.index(language) + 1) % len(written)]
    line = say.many(
        "In {language}, for {count} person.",
        "In {language}, for {count} people.",
        draft.readers_of(language),
        language=format_language(say, language),
    )
    others = (
        [Button(label=say.label("Next language"), callback=PreviewIn(language=following))]
        if len(written) > 1
        else []
    )
    above = announcement(speak(language), draft.announcement, username, ShowStopPromotions())
    return _panel(say, draft, line, others, now=now, above=above)


def sending_page(say: Say, draft: BroadcastDraft, now: datetime) -> Screen:
    """Shows the control panel without the preview."""
    line = say.many("For {count} person.", "For {count} people.", draft.readers.total)
    first = next(iter(draft.words), "")
    others = [Button(label=say.label("Preview"), callback=PreviewIn(language=first))] if first else []
    return _panel(say, draft, line, others, now=now)


def _panel(
    say: Say,
    draft: BroadcastDraft,
    line: Markup,
    others: list[Button],
    now: datetime,
    above: Screen | None = None,
) -> Screen:
    send = Button(label=send_label(say, draft), callback=ConfirmBroadcast(), style="primary")
    groups = (
        [send],
        [*later_buttons(say, draft)],
        others,
        [
            Button(label=say.label("Send me a test"), callback=TestBroadcast()),
            Button(label=say.label("When"), callback=ChooseSchedule()),
        ],
        [Button(label=say.label("Back"), callback=EditDrafts())],
    )
    return Screen(
        text=Markup("\n").join((line, *sending_text(say, draft, now))),
        rows=layout_buttons(*groups),
        above=above,
    )


def sending_text(say: Say, draft: BroadcastDraft, now: datetime) -> tuple[Markup, ...]:
    """Returns what holds for sending it: who has no text, when it begins, and whether it may."""
    return (
        *_missing_languages(say, draft),
        schedule_text(say, draft, now),
        *_promotion_limit(say, draft),
    )


def send_label(say: Say, draft: BroadcastDraft) -> str:
    return say.label("Send to {count}", count=format_number(say, draft.readers.total))


def _missing_languages(say: Say, draft: BroadcastDraft) -> Iterator[Markup]:
    """Returns the readers for whom there is no text they can read."""
    if left := draft.readers_of(""):
        yield say.many(
            "{count} person has no text in their language.",
            "{count} people have no text in their language.",
            left,
        )


def _promotion_limit(say: Say, draft: BroadcastDraft) -> Iterator[Markup]:
    if draft.next_promotion:
        at = format_datetime(say, draft.next_promotion, draft.zone)
        yield say("Only one promotion a week. You can send the next one from {at}.", at=at)


def later_buttons(say: Say, draft: BroadcastDraft) -> Iterator[Button]:
    """Returns a button for the next moment at which a promotional broadcast may be sent, if its own is not allowed."""
    if draft.next_promotion:
        at = int(draft.next_promotion.timestamp()) // 60
        yield Button(label=say.label("Schedule for then"), callback=ScheduleAt(at=at))


def confirm(say: Say, draft: BroadcastDraft, now: datetime, paid: int = 0) -> Screen:
    """Asks for confirmation. `paid`: messages a second the market pays for, 0 for none."""
    lines = [*audience_text(say, draft), schedule_text(say, draft, now), *_cost(say, draft, paid)]
    lines.append(
        say.many(
            "{count} message, {time}. You cannot take back what people have already seen.",
            "{count} messages, {time}. You cannot take back what people have already seen.",
            draft.readers.total,
            time=approximate_duration(say, -(-draft.readers.total // (paid or PER_SECOND))),
        )
    )
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            [Button(label=say.label("Not now"), callback=EditDrafts(), style="primary")],
            [
                Button(
                    label=send_label(say, draft), callback=SendBroadcast(broadcast=draft.id), style="danger"
                )
            ],
        ),
    )


def _cost(say: Say, draft: BroadcastDraft, paid: int) -> Iterator[Markup]:
    """Returns the cost at most: only the free messages of the first second are deducted."""
    if paid > FREE_PER_SECOND and draft.readers.total > FREE_PER_SECOND:
        yield say.many(
            "This is faster than Telegram's free speed. It costs at most {count} Star.",
            "This is faster than Telegram's free speed. It costs at most {count} Stars.",
            -(-(draft.readers.total - FREE_PER_SECOND) // 10),
        )
