"""Whom a broadcast is for: step 1 of 4. Each tap edits the count."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from handlers.broadcast.callbacks import (
    AimBroadcast,
    AskBroadcast,
    ChooseAudience,
    ChooseKind,
    EditBroadcast,
    EditDrafts,
    PickKind,
    TurnAudience,
)
from handlers.broadcast.labels import kind_label, sorts_of
from handlers.broadcast.progress_callbacks import ShowBroadcasts
from handlers.broadcast.words import audience_words, count_words
from handlers.organiser.callbacks import ShowAdmin
from handlers.ui.rows import narrow, packed, turning
from handlers.ui.screen import Button, Screen
from locales.formats import moment
from locales.say import Say
from market.broadcast.draft import Draft

PAGE = 8


@dataclass(frozen=True)
class Option:
    """What may be chosen: its label, and its value in a button."""

    label: str
    value: str


def audience_home(say: Say, draft: Draft, alleys: int, last: int) -> Screen:
    """`alleys`: how many there are; `last`: the broadcast that was begun last."""
    write = (
        Button(say.label("What it says"), EditDrafts(), style="primary")
        if draft.words or draft.announcement.picture
        else Button(say.label("Write it"), AskBroadcast(), style="primary")
    )
    sorts = [Button(label, ChooseAudience(what=what)) for what, label in sorts_of(say, draft, alleys)]
    before = [Button(say.label("All broadcasts"), ShowBroadcasts(page=1))] if last else []
    return Screen(
        Markup("\n").join([*audience_words(say, draft), *count_words(say, draft.readers)]),
        packed(
            [write],
            sorts,
            [Button(kind_label(say, draft.announcement.kind), ChooseKind())],
            [*before, Button(say.label("Back"), ShowAdmin())],
        ),
    )


def audience_choice(
    say: Say, draft: Draft, what: str, options: Sequence[Option], chosen: Sequence[str], page: int
) -> Screen:
    """One tap, and the count is shown anew; what is chosen says so."""
    pages = max(1, -(-len(options) // PAGE))
    page = min(max(page, 1), pages)
    shown = options[(page - 1) * PAGE : page * PAGE]
    lines = [_asked(say, what, bool(options)), *count_words(say, draft.readers)]
    choices = [
        Button(
            say.label("{name}: chosen", name=narrow(each.label, 18))
            if each.value in chosen
            else narrow(each.label),
            AimBroadcast(what=what, value=each.value),
        )
        for each in shown
    ]
    anyone = [Button(say.label("Any of them"), AimBroadcast(what=what, value="-"))] if chosen else []
    return Screen(
        Markup("\n").join(lines),
        packed(
            choices,
            anyone,
            turning(say, page, pages, lambda to: TurnAudience(what=what, page=to)),
            [Button(say.label("Back"), EditBroadcast())],
        ),
    )


def _asked(say: Say, what: str, options: bool) -> Markup:
    match what:
        case "alley":
            return say("Whose alley? People of an alley have stood in line there or have a stall there.")
        case "language":
            return say("Who read which language?")
        case "role":
            return say(
                "In which role? A vendor has an approved stall; a shopper has none and does not organise."
            )
        case "doing":
            return say(
                "Who does what? Waits for something, holds something or has yet to collect it, or came and collected within 30 days."
            )
        case "tag" if not options:
            return say("No drop has a tag yet.")
        case "tag":
            return say("Of which tag? Whoever has stood in line for a drop with it.")
        case _ if not options:
            return say("No drop is ahead.")
        case _:
            return say("Of which drop? Whoever waits for it, holds it or has yet to collect it.")


def kind_choice(say: Say, draft: Draft) -> Screen:
    """What each kind means for its readers."""
    lines = [
        say(
            "Operational: what its readers need for their visit, as other hours or rain. Everyone it is for gets it."
        ),
        say(
            "Promotional: what is new. Not for those who stopped news, one a week in this market, and with a button that stops news."
        ),
        *count_words(say, draft.readers),
    ]
    if draft.next_news:
        at = moment(say, draft.next_news, draft.zone)
        lines.append(say("One promotional broadcast a week. The next may go {at}.", at=at))
    now = draft.announcement.kind
    chosen = {
        "operational": (say.label("Operational: chosen"), say.label("Operational")),
        "promotional": (say.label("Promotional: chosen"), say.label("Promotional")),
    }
    buttons = [[Button(labels[kind != now], PickKind(kind=kind))] for kind, labels in chosen.items()]
    return Screen(Markup("\n").join(lines), packed(*buttons, [Button(say.label("Back"), EditBroadcast())]))
