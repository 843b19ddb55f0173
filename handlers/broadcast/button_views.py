"""The buttons under an announcement, chosen by taps."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.broadcast.callbacks import AddButton, ChooseButton, EditDrafts, RemoveButton, ShowButtons
from handlers.broadcast.labels import choice_label
from handlers.ui.rows import narrow, packed, turning
from handlers.ui.screen import Button, Screen
from locales.formats import listed
from locales.say import Say
from locales.words import name
from market.broadcast.choices import Choice
from market.broadcast.draft import Draft
from market.broadcast.preparing import BUTTONS

PAGE = 8


def buttons(say: Say, draft: Draft) -> Screen:
    links = draft.announcement.buttons
    said = say.many(
        "You can add {count} button. It opens a drop or a stall.",
        "You can add up to {count} buttons. Each opens a drop or a stall.",
        BUTTONS,
    )
    names = listed(say, [name(link.name, 40) for link in links])
    now = say("Now: {names}.", names=names) if links else say("None yet.")
    return Screen(
        Markup("\n").join((said, now)),
        packed(
            [
                Button(say.label("A drop"), ChooseButton(sort="d", page=1)),
                Button(say.label("A stall"), ChooseButton(sort="s", page=1)),
            ],
            *(
                [
                    Button(
                        say.label("Remove {name}", name=narrow(name(link.name, 40), 22)),
                        RemoveButton(sort=link.sort, to=link.id),
                    )
                ]
                for link in links
            ),
            [Button(say.label("Back"), EditDrafts())],
        ),
    )


def button_choice(say: Say, sort: str, choices: Sequence[Choice], zone: str, page: int) -> Screen:
    """A page of drops or stalls that are ahead."""
    pages = max(1, -(-len(choices) // PAGE))
    page = min(max(page, 1), pages)
    shown = choices[(page - 1) * PAGE : page * PAGE]
    asked = say("Which drop should the button open?") if sort == "d" else say("Which stall should it open?")
    none = say("No upcoming drops.") if sort == "d" else say("No stall is open yet.")
    return Screen(
        asked if choices else none,
        packed(
            *([Button(choice_label(say, one, zone), AddButton(sort=sort, to=one.id))] for one in shown),
            turning(say, page, pages, lambda to: ChooseButton(sort=sort, page=to)),
            [Button(say.label("Back"), ShowButtons())],
        ),
    )
