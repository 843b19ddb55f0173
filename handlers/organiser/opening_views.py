"""The first steps of a new market: a checklist, the link for stall keepers, and the poster."""

from markupsafe import Markup

from handlers.callbacks.alley import AskAlley
from handlers.callbacks.language import ShowLanguages
from handlers.callbacks.organiser import InviteStalls, SendPoster, ShowAdmin, ShowMarket
from handlers.callbacks.stall_application import ShowApprovals
from handlers.ui.button_layout import layout_buttons
from handlers.ui.link_buttons import LANGUAGES_LABEL, link_buttons
from handlers.ui.screen import Button, Document, Screen
from locales.formats import format_number
from locales.say import Say
from market.organiser.overview import OrganiserOverview


def checklist(say: Say, overview: OrganiserOverview) -> Screen:
    """Shows what is done and what is next until an alley and an approved stall exist; each step is one tap away."""
    lines = [
        say("<b>Three steps to a market.</b>"),
        Markup("1. {}").format(_alley_step(say, overview)),
        Markup("2. {}").format(_stall_step(say, overview)),
        Markup("3. {}").format(_poster_step(say, overview)),
    ]
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            *_steps(say, overview),
            [
                Button(label=LANGUAGES_LABEL, callback=ShowLanguages()),
                Button(label=say.label("More"), callback=ShowMarket()),
            ],
        ),
    )


def _alley_step(say: Say, overview: OrganiserOverview) -> Markup:
    if not overview.alleys:
        return say("Alley: not yet. It needs a name and a place on the map.")
    return say.many("Alley: done, {count}.", "Alleys: done, {count}.", overview.alleys)


def _stall_step(say: Say, overview: OrganiserOverview) -> Markup:
    if overview.stalls:
        return say.many("Stall: done, {count}.", "Stalls: done, {count}.", overview.stalls)
    if overview.asking:
        return say.many(
            "Stall: {count} waits for your approval.",
            "Stalls: {count} wait for your approval.",
            overview.asking,
        )
    if overview.alleys:
        return say("Stalls: none yet. Send your stall keepers the link.")
    return say("Stalls: after the alley.")


def _poster_step(say: Say, overview: OrganiserOverview) -> Markup:
    return say("Poster: ready to print.") if overview.alleys else say("Poster: after the alley.")


def _steps(say: Say, overview: OrganiserOverview) -> tuple[list[Button], ...]:
    """Returns the next step first, alone in its row."""
    if not overview.alleys:
        return ([Button(label=say.label("Add an alley"), callback=AskAlley(field="name"), style="primary")],)
    if overview.asking:
        approve = Button(
            label=say.label("Approve, {count}", count=format_number(say, overview.asking)),
            callback=ShowApprovals(after_stall_id=0),
            style="primary",
        )
        return [approve], opening_buttons(say)
    invite, poster = opening_buttons(say, invite_next=True)
    return [invite], [poster]


def opening_buttons(say: Say, *, invite_next: bool = False) -> list[Button]:
    """Returns the buttons of the two steps that are never over."""
    return [
        Button(
            label=say.label("Invite stalls"),
            callback=InviteStalls(),
            style="primary" if invite_next else "",
        ),
        Button(label=say.label("Poster"), callback=SendPoster(), below=True),
    ]


def invite_stalls(say: Say, link: str) -> Screen:
    """Shows the link that opens the form for a stall."""
    lines = (
        say("Send this to your stall keepers. Each opens it, writes the stall's name and waits for your OK."),
        Markup("{}").format(link),
    )
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            link_buttons(
                say, link, say.plain("Sell with us: open this link and write the name of your stall.")
            ),
            [Button(label=say.label("Back"), callback=ShowAdmin())],
        ),
    )


def poster_file(say: Say, document: Document) -> Screen:
    """The poster stays in the chat, so its button is answered below it."""
    return Screen(
        text=say(
            "The poster, to print on A4: for each alley one page for the wall, and one to cut into four cards for the tables."
        ),
        rows=layout_buttons([Button(label=say.label("Back"), callback=ShowAdmin(), below=True)]),
        document=document,
    )
