"""Step 1 of 4 of a broadcast: its audience. Each choice updates the count."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from markupsafe import Markup

from handlers.broadcast.audience_labels import audience_labels, kind_label
from handlers.broadcast.draft_summary import audience_text, readers_text
from handlers.callbacks.broadcast import (
    AskBroadcast,
    ChooseAudience,
    ChooseKind,
    EditBroadcast,
    EditDrafts,
    PageAudience,
    PickKind,
    ToggleAudience,
)
from handlers.callbacks.broadcast_progress import ShowBroadcasts
from handlers.callbacks.organiser import ShowAdmin
from handlers.ui.button_layout import layout_buttons, shorten_label
from handlers.ui.paging import page_of, page_text, pager
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime
from locales.say import Say
from market.broadcast.audience import Criterion
from market.broadcast.draft import BroadcastDraft
from storage.broadcast import BroadcastKind

PAGE = 7


@dataclass(frozen=True)
class AudienceOption:
    """One choice: its label, and its value in a button."""

    label: str
    value: str


def audience_home(say: Say, draft: BroadcastDraft, alleys: int, last: int) -> Screen:
    """Shows the audience so far. `alleys`: the number of alleys; `last`: the broadcast that started last."""
    write = (
        Button(label=say.label("Message text"), callback=EditDrafts(), style="primary")
        if draft.words or draft.announcement.picture
        else Button(label=say.label("Write it"), callback=AskBroadcast(), style="primary")
    )
    sorts = [
        Button(label=label, callback=ChooseAudience(criterion=criterion))
        for criterion, label in audience_labels(say, draft, alleys)
    ]
    before = [Button(label=say.label("All broadcasts"), callback=ShowBroadcasts(page=1))] if last else []
    return Screen(
        text=Markup("\n").join([*audience_text(say, draft), *readers_text(say, draft.readers)]),
        rows=layout_buttons(
            [write],
            sorts,
            [Button(label=kind_label(say, draft.announcement.kind), callback=ChooseKind())],
            [*before, Button(label=say.label("Back"), callback=ShowAdmin())],
        ),
    )


def audience_choice(
    say: Say,
    draft: BroadcastDraft,
    criterion: Criterion,
    options: Sequence[AudienceOption],
    chosen: Sequence[str],
    page: int,
) -> Screen:
    """Shows the choices of one criterion; the chosen ones are marked."""
    part = page_of(options, page, PAGE)
    lines = [criterion_question(say, criterion, bool(options)), *readers_text(say, draft.readers)]
    lines += page_text(say, part.number, part.pages)
    choices = [
        Button(
            label=say.label("{name}: chosen", name=shorten_label(each.label, 18))
            if each.value in chosen
            else shorten_label(each.label),
            callback=ToggleAudience(criterion=criterion, value=each.value),
        )
        for each in part.shown
    ]
    anyone = (
        [Button(label=say.label("Any"), callback=ToggleAudience(criterion=criterion, value="-"))]
        if chosen
        else []
    )
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            choices,
            anyone,
            *pager(say, part.number, part.pages, lambda other: PageAudience(criterion=criterion, page=other)),
            [Button(label=say.label("Back"), callback=EditBroadcast())],
        ),
    )


def criterion_question(say: Say, criterion: Criterion, options: bool) -> Markup:
    """Returns the question who is meant; `options`: there is something to choose."""
    match criterion:
        case Criterion.ALLEY:
            return say(
                "Which alleys? People count for an alley if they have joined a drop or have a stall there."
            )
        case Criterion.LANGUAGE:
            return say("Which languages do they read?")
        case Criterion.ROLE:
            return say(
                "Which role? Vendors have an approved stall. Shoppers are everyone else, except organisers."
            )
        case Criterion.ACTIVITY:
            return say(
                "Which people? Those waiting, holding or yet to collect, or who collected in the last 30 days."
            )
        case Criterion.TAG if not options:
            return say("No drop has a tag yet.")
        case Criterion.TAG:
            return say("Which tag? It reaches everyone who has joined a drop with that tag.")
        case Criterion.MARKET_DAY if not options:
            return say("No market day ahead.")
        case Criterion.MARKET_DAY:
            return say(
                "Booked for which evening? It reaches everyone with a booking that evening, collected or not."
            )
        case Criterion.DROP if not options:
            return say("No upcoming drops.")
        case Criterion.DROP:
            return say("For which drop? It reaches everyone waiting for it, holding it or yet to collect.")
        case _:
            assert_never(criterion)


def kind_choice(say: Say, draft: BroadcastDraft) -> Screen:
    """Explains what each kind of broadcast means for its readers."""
    lines = [
        say(
            "Notice: what people need to know before they come, such as new hours or rain. Everyone you chose gets it."
        ),
        say(
            "Promotion: what is new. At most one a week, never to people who opted out, and with a button to opt out."
        ),
        *readers_text(say, draft.readers),
    ]
    if draft.next_promotion:
        at = format_datetime(say, draft.next_promotion, draft.zone)
        lines.append(say("Only one promotion a week. You can send the next one from {at}.", at=at))
    now = draft.announcement.kind
    chosen = {
        kind: (say.label("{name}: chosen", name=word), word)
        for kind, word in (
            (BroadcastKind.OPERATIONAL, say.label("Notice")),
            (BroadcastKind.PROMOTIONAL, say.label("Promotion")),
        )
    }
    buttons = [
        [Button(label=labels[kind != now], callback=PickKind(kind=kind))] for kind, labels in chosen.items()
    ]
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(*buttons, [Button(label=say.label("Back"), callback=EditBroadcast())]),
    )
