"""A screen: text and buttons together, a plain value. aiogram shows it in a chat, the mailbox sends it, a test compares it."""

from dataclasses import dataclass, field
from typing import Literal

from markupsafe import Markup

from handlers.callbacks.callback import Callback

Style = Literal["", "primary", "success", "danger"]


@dataclass(frozen=True, kw_only=True)
class Button:
    """Exactly one of `callback`, `url`, `copy` and `pay` says what it does. `below`: on a message worth keeping, which stays as it is.

    `pay` is the first button of an invoice, and of nothing else."""

    label: str
    callback: Callback | None = None
    style: Style = ""
    url: str = ""
    copy: str = ""
    pay: bool = False
    below: bool = False


Row = tuple[Button, ...]


@dataclass(frozen=True, kw_only=True)
class ScreenPicture:
    """A picture by its key: the hash of stored bytes, or of what is drawn for it: a plate where `motif` names a motif,
    a QR of a ticket's link where `qr` is the ticket's code (the link itself stands in no screen), a QR of `text` itself."""

    key: str
    motif: str = ""
    seed: int = 0
    qr: str = ""
    text: str = ""


@dataclass(frozen=True)
class Document:
    """A file to keep: its name, with an ending, and its bytes."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Invoice:
    """What Telegram asks money for: `amount` in minor units. `start` is what a forwarded copy opens the bot with, so that nobody else pays it."""

    title: str
    payload: str
    label: str
    amount: int
    currency: str
    start: str


@dataclass(frozen=True, kw_only=True)
class Screen:
    """`text` is Telegram's HTML. With a picture the text is its caption. `reply_placeholder` opens the reply field with this placeholder; such a screen
    has no buttons and is a new message. `silent`: a letter that makes no sound.
    With a document the text is its caption, with an invoice its description without markup, and it is a new message.
    `above` is a message of its own right above it, so that it can be shown exactly as others get it."""

    text: Markup
    rows: tuple[Row, ...] = ()
    picture: ScreenPicture | None = None
    reply_placeholder: str = ""
    silent: bool = False
    document: Document | None = None
    invoice: Invoice | None = None
    above: "Screen | None" = None


@dataclass(frozen=True)
class ScreenReply:
    """A screen and the one answer a tap gets; `note` becomes the screen's first line."""

    screen: Screen
    toast: str = ""
    note: Markup = field(default_factory=Markup)


@dataclass(frozen=True)
class Toast:
    """An answer that changes no screen; an alert has to be put away by hand."""

    text: str
    alert: bool = False


Reply = Screen | ScreenReply | Toast
