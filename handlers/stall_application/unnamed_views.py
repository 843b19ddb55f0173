"""The stalls whose page names no seller, for organisers."""

from markupsafe import Markup

from handlers.callbacks.stall_application import ShowStallRequest, ShowStalls, ShowUnnamedStalls
from handlers.ui.button_layout import layout_buttons, shorten_label
from handlers.ui.paging import page_text, pager
from handlers.ui.screen import Button, Screen
from locales.say import Say
from locales.user_text import STALL, sanitize_name
from market.seller import UnnamedPage


def unnamed_list(say: Say, page: UnnamedPage) -> Screen:
    """Lists them, each a button to the stall."""
    back = [Button(label=say.label("Back"), callback=ShowStalls())]
    if not page.total:
        return Screen(text=say("Every stall names its seller and a contact."), rows=layout_buttons(back))
    head = say.many(
        "{count} stall names no seller and contact. Its owner writes them under My stall.",
        "{count} stalls name no seller and contact. Their owners write them under My stall.",
        page.total,
    )
    why = say("They are optional here, but the law in Malaysia asks for them in online sales.")
    return Screen(
        text=Markup("\n").join((head, why, *page_text(say, page.page, page.pages))),
        rows=layout_buttons(
            *(
                [
                    Button(
                        label=shorten_label(sanitize_name(each.name, STALL)),
                        callback=ShowStallRequest(stall=each.id),
                    )
                ]
                for each in page.stalls
            ),
            *pager(say, page.page, page.pages, lambda other: ShowUnnamedStalls(page=other)),
            back,
        ),
    )
