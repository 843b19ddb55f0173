"""A screen: text and buttons, a plain value.

aiogram shows it in a chat, the outbox sends it, a test compares it.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

from markupsafe import Markup

from handlers.callbacks.callback import Callback
from handlers.ui.ticket_face import TicketFace
from locales.say import Say
from storage.shown import ShownKind

Style = Literal["", "primary", "success", "danger"]


@dataclass(frozen=True, kw_only=True)
class Button:
    """A button with exactly one of `callback`, `url`, `app`, `copy`, `share` and `pay`.

    `app` is the address of a page that opens inside Telegram, in private chats alone.

    `share` is an inline query, asked in a chat that the reader chooses.
    `below`: the reply is a new message, and the message of the button stays as it is.
    `pay` is the first button of an invoice, and of nothing else.
    `line` is the number of the line in a list that it opens, which may be typed instead; 0 for none.
    """

    label: str
    callback: Callback | None = None
    style: Style = ""
    url: str = ""
    app: str = ""
    copy: str = ""
    share: str = ""
    pay: bool = False
    below: bool = False
    line: int = 0


Row = tuple[Button, ...]


@dataclass(frozen=True, kw_only=True)
class ScreenPicture:
    """A picture by its key: the hash of stored bytes, or of the parameters of a drawn one.

    `motif` and `seed` draw a placeholder, `plates` several side by side, numbered from `first`;
    `ticket` draws a ticket by its face (the link of its QR is in no screen), `text` the QR of a text, with `lines` under it in the letters of `language`.
    `png` is a picture that is drawn already.
    `draw` is the item whose draw has its result drawn over the placeholder.
    """

    key: str
    motif: str = ""
    seed: int = 0
    plates: tuple[tuple[str, int], ...] = ()
    first: int = 1
    ticket: TicketFace | None = None
    text: str = ""
    lines: tuple[str, ...] = ()
    language: str = ""
    png: bytes = field(default=b"", repr=False)
    draw: int = 0


@dataclass(frozen=True)
class Document:
    """A file to send: its name, with an extension, and its bytes, or `pdf`, the hash of a stored PDF."""

    name: str
    data: bytes = field(default=b"", repr=False)
    pdf: str = ""


@dataclass(frozen=True, kw_only=True)
class Venue:
    """A place on a map, as Telegram shows it: it opens in the reader's own navigation."""

    title: str
    address: str
    latitude: float
    longitude: float


@dataclass(frozen=True, kw_only=True)
class Invoice:
    """A payment request: `amount` in minor units. A forwarded copy opens the bot with `start`, so that nobody else pays it.

    `refused` is shown instead where Telegram does not take it.
    """

    title: str
    payload: str
    label: str
    amount: int
    currency: str
    start: str
    refused: "Screen"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The thing on a screen that may change, so that its message is kept true.

    `item` is the item it belongs to, if any; `form` tells forms of one kind apart: where Back leads, or which reminder it is.
    `until` is when the screen stops being true by itself. `marks` are those of the item when the screen was read; None: it is drawn again at once.
    """

    kind: ShownKind
    subject: int
    item: int | None = None
    marks: int | None = None
    form: str = ""
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Screen:
    """A message: `text` in Telegram's HTML, with buttons.

    With a picture or a document the text is its caption, with an invoice its description without markup. A venue has no text of its own.
    `reply_placeholder` opens the reply field with this placeholder; such a screen has no buttons.
    A screen with a placeholder, a document, a venue or an invoice is a new message. `silent`: it makes no sound.
    `above`: a preview of what others will get, sent first.
    `note` is a first line about this moment only. `shows`: the message is edited when this changes.
    `picture_later`: the text comes first, and the same message gets its picture as soon as that is drawn.
    `answers`: the id of the message to which it is sent as a reply, so that its buttons know the words; 0 for none.
    """

    text: Markup
    rows: tuple[Row, ...] = ()
    picture: ScreenPicture | None = None
    reply_placeholder: str = ""
    silent: bool = False
    document: Document | None = None
    venue: Venue | None = None
    invoice: Invoice | None = None
    above: "Screen | None" = None
    note: Markup = field(default_factory=Markup)
    shows: Shown | None = None
    picture_later: bool = False
    answers: int = 0

    @cached_property
    def drawn(self) -> dict[Any, Any]:
        """Return all that was made of this screen to send it, by the function that made it: the same screen goes to many."""
        return {}


@dataclass(frozen=True)
class ScreenReply:
    """A screen with a toast; `note` becomes the screen's first line."""

    screen: Screen
    toast: str = ""
    note: Markup = field(default_factory=Markup)


@dataclass(frozen=True, kw_only=True)
class CallbackReply(ScreenReply):
    """A reply whose screen is the one that a callback shows."""

    by: Callback


@dataclass(frozen=True)
class Toast:
    """A reply that changes no screen; an alert has to be dismissed. An empty one to a message is no reply."""

    text: str
    alert: bool = False


@dataclass(frozen=True)
class Done:
    """The end of a tap or of a question: it is done, and a question that was open is answered.

    `then` is what is shown, or the callback that shows it; None: the way back of what was tapped, or of what asked.
    A tap shows `toast`. The answer to a text begins with it, unless `then` is a screen, which says so itself; `note` always is a first line.
    """

    toast: str = ""
    then: "Screen | Callback | None" = None
    note: Markup = field(default_factory=Markup)


Reply = Screen | ScreenReply | Toast
Answer = Reply | Done
"""What the handler of a callback or of a prompt returns."""


def with_note(say: Say, reply: Reply, note: Markup) -> Reply:
    """Returns the reply with one more note above it; an empty one changes nothing."""
    match reply:
        case Screen() if note:
            return ScreenReply(reply, note=note)
        case ScreenReply() if note:
            return replace(reply, note=say.sentences(note, reply.note))
        case _:
            return reply


def with_rows(reply: Reply, rows: tuple[Row, ...]) -> Reply:
    """Returns the reply with more buttons below."""
    match reply:
        case Screen():
            return replace(reply, rows=(*reply.rows, *rows))
        case ScreenReply():
            return replace(reply, screen=replace(reply.screen, rows=(*reply.screen.rows, *rows)))
        case Toast():
            return reply


def with_first_rows(reply: Screen | ScreenReply, rows: tuple[Row, ...]) -> ScreenReply:
    """Returns the reply with more buttons above its own."""
    shown = reply if isinstance(reply, ScreenReply) else ScreenReply(reply)
    return replace(shown, screen=replace(shown.screen, rows=(*rows, *shown.screen.rows)))
