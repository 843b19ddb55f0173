"""A screen: text and buttons, a plain value.

aiogram shows it in a chat, the outbox sends it, a test compares it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from markupsafe import Markup

from handlers.callbacks.callback import Callback
from storage.shown import ShownKind

Style = Literal["", "primary", "success", "danger"]


@dataclass(frozen=True, kw_only=True)
class Button:
    """A button with exactly one of `callback`, `url`, `copy` and `pay`.

    `below`: the reply is a new message, and the message of the button stays as it is.
    `pay` is the first button of an invoice, and of nothing else.
    """

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
    """A picture by its key: the hash of stored bytes, or of the parameters of a drawn one.

    `motif` and `seed` draw a placeholder, `qr` the QR of a ticket by its code (the link itself is in no screen), `text` the QR of a text.
    """

    key: str
    motif: str = ""
    seed: int = 0
    qr: str = ""
    text: str = ""


@dataclass(frozen=True)
class Document:
    """A file to send: its name, with an extension, and its bytes."""

    name: str
    data: bytes = field(repr=False)


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
    """What a screen shows of a thing that may change, so that its message is kept true.

    `item` is the item it belongs to, if any; `form` tells forms of one kind apart: where Back leads, or which reminder it is.
    `until` is when the screen stops being true by itself.
    """

    kind: ShownKind
    subject: int
    item: int | None = None
    form: str = ""
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Screen:
    """A message: `text` in Telegram's HTML, with buttons.

    With a picture or a document the text is its caption, with an invoice its description without markup.
    `reply_placeholder` opens the reply field with this placeholder; such a screen has no buttons.
    A screen with a placeholder, a document or an invoice is a new message. `silent`: it makes no sound.
    `above` is a separate message right above it, shown exactly as others get it.
    `note` is a first line about this moment only. `shows`: the message is edited when this changes.
    """

    text: Markup
    rows: tuple[Row, ...] = ()
    picture: ScreenPicture | None = None
    reply_placeholder: str = ""
    silent: bool = False
    document: Document | None = None
    invoice: Invoice | None = None
    above: "Screen | None" = None
    note: Markup = field(default_factory=Markup)
    shows: Shown | None = None


@dataclass(frozen=True)
class ScreenReply:
    """A screen with a toast; `note` becomes the screen's first line."""

    screen: Screen
    toast: str = ""
    note: Markup = field(default_factory=Markup)


@dataclass(frozen=True)
class Toast:
    """A reply that changes no screen; an alert has to be dismissed."""

    text: str
    alert: bool = False


Reply = Screen | ScreenReply | Toast
