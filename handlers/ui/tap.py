"""What a handler is given: who asks, in which language, when, and the way to the store."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import Session

from locales.say import Say
from storage.shelf import Shelf
from storage.store import Store

Asked = ParamSpec("Asked")
Outcome = TypeVar("Outcome")


@dataclass(frozen=True)
class House:
    """What all taps share: who runs this market, and where. `zone` is an IANA name."""

    store: Store
    shelf: Shelf
    username: str
    contact: str
    zone: str
    admins: frozenset[int]


@dataclass(frozen=True)
class Tap:
    """One wish of one person. `new`: never met before. `update` is Telegram's number of it: an effect is stored once for each."""

    house: House
    person: int
    say: Say
    chosen: bool
    new: bool
    now: datetime
    update: int

    async def look(
        self, query: Callable[Concatenate[Session, Asked], Outcome], *args: Asked.args, **kwargs: Asked.kwargs
    ) -> Outcome:
        """What everybody sees, from the shelf."""
        return await self.house.shelf.read(query, *args, **kwargs)

    async def read(
        self, query: Callable[Concatenate[Session, Asked], Outcome], *args: Asked.args, **kwargs: Asked.kwargs
    ) -> Outcome:
        """What is this person's own."""
        return await self.house.store.read(query, *args, **kwargs)

    async def act(
        self,
        action: Callable[Concatenate[Session, Asked], Outcome],
        *args: Asked.args,
        **kwargs: Asked.kwargs,
    ) -> Outcome:
        """Do it, once for this update. Raises `Repeated` if it was done before, or the action's refusal."""
        return await self.house.store.effect(self.update, self.now, action, *args, **kwargs)

    @property
    def today(self) -> date:
        """The day it is in this market."""
        return self.now.astimezone(ZoneInfo(self.house.zone)).date()

    @property
    def minute(self) -> datetime:
        """Now, rounded down, so that what is asked about it can be shared."""
        return self.now.replace(second=0, microsecond=0)
