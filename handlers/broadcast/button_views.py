"""The buttons under an announcement, and the pages that choose them."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.broadcast.audience_labels import choice_label
from handlers.callbacks.broadcast import AddButton, ChooseButton, EditDrafts, RemoveButton, ShowButtons
from handlers.ui.button_layout import layout_buttons, shorten_label
from handlers.ui.paging import page_of, page_text, pager
from handlers.ui.screen import Button, Screen
from locales.formats import format_list_and
from locales.say import Say
from locales.user_text import sanitize_name
from market.broadcast.choices import BroadcastChoice
from market.broadcast.draft import BroadcastDraft
from market.broadcast.preparing import BUTTONS
from storage.broadcast import ButtonTarget

PAGE = 8


def buttons(say: Say, draft: BroadcastDraft) -> Screen:
    links = draft.announcement.buttons
    text = say.many(
        "You can add {count} button. It opens a drop or a stall.",
        "You can add up to {count} buttons. Each opens a drop or a stall.",
        BUTTONS,
    )
    names = format_list_and(say, [sanitize_name(link.name, 40) for link in links])
    now = say("Now: {names}.", names=names) if links else say("None yet.")
    return Screen(
        text=Markup("\n").join((text, now)),
        rows=layout_buttons(
            [
                Button(label=say.label("A drop"), callback=ChooseButton(sort=ButtonTarget.DROP, page=1)),
                Button(label=say.label("A stall"), callback=ChooseButton(sort=ButtonTarget.STALL, page=1)),
            ],
            *(
                [
                    Button(
                        label=say.label(
                            "Remove {name}", name=shorten_label(sanitize_name(link.name, 40), 22)
                        ),
                        callback=RemoveButton(sort=link.sort, target_id=link.id),
                    )
                ]
                for link in links
            ),
            [Button(label=say.label("Back"), callback=EditDrafts())],
        ),
    )


def button_choice(
    say: Say, sort: ButtonTarget, choices: Sequence[BroadcastChoice], zone: str, page: int
) -> Screen:
    """Shows a page of coming drops or of stalls."""
    part = page_of(choices, page, PAGE)
    question = (
        say("Which drop should the button open?")
        if sort is ButtonTarget.DROP
        else say("Which stall should it open?")
    )
    none = say("No upcoming drops.") if sort is ButtonTarget.DROP else say("No stall is open yet.")
    return Screen(
        text=Markup("\n").join([question if choices else none, *page_text(say, part.number, part.pages)]),
        rows=layout_buttons(
            *(
                [Button(label=choice_label(say, one, zone), callback=AddButton(sort=sort, target_id=one.id))]
                for one in part.shown
            ),
            *pager(say, part.number, part.pages, lambda other: ChooseButton(sort=sort, page=other)),
            [Button(label=say.label("Back"), callback=ShowButtons())],
        ),
    )
