"""What a handler is given: who asks, in which language, when, and the way to the store."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import Session

from locales.say import Say
from market.acting import Acting
from market.draw.beacon import Beacon
from market.person import Caller, expect
from market.ticket.key import TicketKey
from storage.shelf import Shelf
from storage.store import Store
from storage.together import Together

Asked = ParamSpec("Asked")
Outcome = TypeVar("Outcome")
Wanted = TypeVar("Wanted")


@dataclass(frozen=True)
class House:
    """What all taps share: who runs this market, and where. `zone` is an IANA name; `fetch` gives the bytes of a file_id.

    `known` says what is known of a person, `beacon` decides draws, `public_url` leads to the pages of this market, "" where none does.
    `cards`: invoices can be paid. `paid_broadcast` announcements a second go out for Stars, 0: none.
    """

    store: Store
    shelf: Shelf
    username: str
    contact: str
    zone: str
    admins: frozenset[int]
    key: TicketKey
    dice: Random
    fetch: Callable[[str], Awaitable[bytes]]
    known: Callable[[int], Awaitable[Caller | None]]
    beacon: Beacon
    public_url: str
    cards: bool = False
    paid_broadcast: int = 0


@dataclass(frozen=True)
class Tap:
    """One wish of one person. `new`: never met before. `update` is Telegram's number of it: an effect is stored once for each.

    `message` is the one that was tapped, None for what was typed.
    """

    house: House
    person: int
    say: Say
    chosen: bool
    new: bool
    now: datetime
    update: int
    expects: str = ""
    message: int | None = None

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

    async def together(self, hot: Together[Wanted, Outcome], wanted: Wanted) -> Outcome:
        """As `act`, with whoever wants something of the same thing at this moment."""
        return await self.house.store.together(hot, self.update, self.now, wanted)

    async def known(self) -> Caller | None:
        """What is known of this person by now, also after what they have just done."""
        return await self.house.known(self.person)

    @property
    def acting(self) -> Acting:
        """Who acts, for actions that ask for authority."""
        return Acting(self.person, self.person in self.house.admins)

    async def ask(self, question: str) -> None:
        """What this person writes next answers `question` ("quantity:12"); any command ends it."""
        await self.house.store.write(expect, self.person, question)

    @property
    def today(self) -> date:
        """The day it is in this market."""
        return self.now.astimezone(ZoneInfo(self.house.zone)).date()

    @property
    def minute(self) -> datetime:
        """Now, rounded down, so that what is asked about it can be shared."""
        return self.now.replace(second=0, microsecond=0)


@dataclass(frozen=True)
class Photo:
    """A picture somebody sent: the largest size Telegram made of it, and the words under it."""

    file_id: str
    size: int
    caption: str
