"""The screens of a stall's stream link, for its owner."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.callbacks.live import AskStream, DiscardStream, PublishStream, RemoveStream
from handlers.callbacks.stall import ShowMyStall
from handlers.drop.stream_text import stream_buttons, stream_text
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.say import Say
from locales.user_text import STALL, sanitize_name
from market.live.stream import OwnStream


def stream_page(say: Say, stream: OwnStream) -> Screen:
    """Shows what is published, or what was typed as others will see it."""
    head = say("<b>Stream link</b> · {stall}", stall=sanitize_name(stream.stall_name, STALL))
    rows = _draft(say, stream) if stream.draft_url else _published(say, stream)
    later = [] if stream.is_shown else [say("Everybody sees it once your stall is approved.")]
    return Screen(
        text=Markup("\n").join((head, *rows, *later)),
        rows=layout_buttons(
            *_buttons(say, stream), [Button(label=say.label("Back"), callback=ShowMyStall())]
        ),
    )


def _draft(say: Say, stream: OwnStream) -> Sequence[Markup]:
    old = [say("Until then they see {address}.", address=_code(stream.url))] if stream.url else []
    return (
        say("Not published yet: {address}", address=_code(stream.draft_url)),
        say("Open it to check. People will read this:"),
        *stream_text(say, stream.draft_url),
        *old,
    )


def _published(say: Say, stream: OwnStream) -> Sequence[Markup]:
    if not stream.url:
        return (
            say(
                "No link yet. Add where you stream: your stall’s page and the live order will have a button for it."
            ),
        )
    return (
        say("Published: {address}", address=_code(stream.url)),
        say("People read this on your stall’s page and in the live order:"),
        *stream_text(say, stream.url),
    )


def _buttons(say: Say, stream: OwnStream) -> Sequence[Sequence[Button]]:
    ask = AskStream(stall=stream.stall)
    if stream.draft_url:
        return (
            stream_buttons(say, stream.draft_url),
            [
                Button(
                    label=say.label("Publish"), callback=PublishStream(stall=stream.stall), style="primary"
                ),
                Button(label=say.label("Change"), callback=ask),
            ],
            [Button(label=say.label("Discard draft"), callback=DiscardStream(stall=stream.stall))],
        )
    if not stream.url:
        return ([Button(label=say.label("Add link"), callback=ask, style="primary")],)
    return (
        stream_buttons(say, stream.url),
        [
            Button(label=say.label("Change"), callback=ask),
            Button(label=say.label("Remove"), callback=RemoveStream(stall=stream.stall)),
        ],
    )


def _code(url: str) -> Markup:
    return Markup("<code>{}</code>").format(url)


def stream_ask(say: Say) -> Screen:
    return Screen(
        text=say("Where do you stream? Send the whole address, beginning with https://"),
        reply_placeholder="https://www.tiktok.com/@dapurros/live",
    )
