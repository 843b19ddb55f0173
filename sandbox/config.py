"""The configuration of a sandbox, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class UserProfile:
    """A person with a phone. `language_code` is sent as it is, invalid values too; None leaves it out.

    Somebody who is not `on_page` has pressed Start in the chat with every bot, and the page does not show them. A chat that begins anew on the page
    begins with `first_text`.
    """

    id: int
    first_name: str
    language_code: str | None = "en"
    role: str = ""
    last_name: str = ""
    username: str = ""
    on_page: bool = True
    first_text: str = "/start"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    id: int
    token: str = field(repr=False)
    username: str
    name: str
    inline: bool = True
    """Whether inline mode is on at @BotFather."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A supergroup (`-100...`) or a basic group, in which every bot of the sandbox is a member; `admins` are the bots that read all of it."""

    id: int
    title: str
    members: Sequence[int] = ()
    admins: Sequence[int] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCondition:
    """The call that completes a step: one that succeeds and matches every field given here.

    `person` is its recipient, one of `contains` is a part of the text they read, `picture` asks for a photo.
    """

    method: str = ""
    person: int | None = None
    contains: tuple[str, ...] = ()
    picture: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTarget:
    """Something that a step asks to tap: a button of the clock, or on a phone the button with one of these `labels` or the QR with one of these `captions`.

    Labels and captions are given by how they begin.
    """

    phone: int | None = None
    labels: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    clock: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TutorialStep:
    """A step of the tutorial: its text, its phone, and the text that the phone's composer offers while none of its `targets` is there.

    The page outlines the target in the newest message; of two in one message the later one.
    """

    text: str
    phone: int
    line: str = ""
    targets: tuple[StepTarget, ...] = ()
    done: StepCondition = StepCondition()


PLAIN_MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
    '<rect width="64" height="64" rx="16" fill="#5b6470"/><path d="M18 22h28v20H30l-8 8v-8h-4z" fill="#fff"/></svg>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContent:
    """The texts of the page besides the chats. `about` is one sentence; `ideas` are offered once the tutorial is done.

    `links` are addresses of other pages with their labels, which follow `about`.

    `languages` are codes with their names. `texts` translates by language code whatever is given here in English: title, roles, steps,
    what falls due.
    """

    title: str = "Sandbox"
    about: str = ""
    mark: str = PLAIN_MARK
    """An SVG."""
    follows_browser: bool = False
    """Whether phones take the language of the first browser that opens the page."""
    languages: Sequence[tuple[str, str]] = (("en", "English"),)
    links: Sequence[tuple[str, str]] = ()
    ideas: Sequence[TutorialStep] = ()
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UpcomingEvent:
    at: datetime
    what: str


class SandboxClock(Protocol):
    """The clock of the bot that is tried out. The sandbox's own times stay real."""

    def now(self) -> datetime: ...

    def next_due(self) -> UpcomingEvent | None: ...

    async def move(self, target: datetime) -> str:
        """Move on to `target` and return a line about what happened."""
        ...
