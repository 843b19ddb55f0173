"""What a sandbox is given: frozen values, nothing that lives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class UserProfile:
    """Somebody with a phone. `language_code` is sent as it is, odd values too; None leaves it out."""

    id: int
    first_name: str
    language_code: str | None = "en"
    role: str = ""
    last_name: str = ""
    username: str = ""

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    id: int
    token: str = field(repr=False)
    username: str
    name: str


@dataclass(frozen=True, slots=True)
class Group:
    """A supergroup (`-100...`) or a basic group, in which every bot of the sandbox is a member."""

    id: int
    title: str
    members: Sequence[int] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCondition:
    """A step is done when a call succeeds that fits all that is given here.

    `person` is whom it was for, `contains` is looked for in what they read, `picture` asks for a photo.
    """

    method: str = ""
    person: int | None = None
    contains: str = ""
    picture: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TutorialStep:
    """One line of the trail: what to do, on whose phone, and the line its composer offers."""

    text: str
    phone: int
    line: str = ""
    done: StepCondition = StepCondition()


@dataclass(frozen=True, slots=True)
class UpcomingEvent:
    at: datetime
    what: str


class SandboxClock(Protocol):
    """The time of what is tried out here. The sandbox's own times stay real."""

    def now(self) -> datetime: ...

    def next_due(self) -> UpcomingEvent | None: ...

    async def move(self, target: datetime) -> str:
        """Moves on to `target` and says in a line what happened."""
        ...
