"""What a handler is given: who asks, in which language, when, and the way to the store."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import Session

from locales.say import Say
from market.actor import Actor
from market.draw.beacon import Beacon
from market.person import Caller, set_pending_prompt
from market.ticket.ticket_key import TicketKey
from storage.batch import BatchAction
from storage.query_cache import QueryCache
from storage.store import Store

QueryArgs = ParamSpec("QueryArgs")
Result = TypeVar("Result")
Request = TypeVar("Request")


@dataclass(frozen=True)
class Services:
    """What all taps share: who runs this market, and where. `zone` is an IANA name; `fetch` gives the bytes of a file_id.

    `known` says what is known of a person, `beacon` decides draws, `public_url` leads to the pages of this market, "" where none does.
    `cards`: invoices can be paid. `paid_broadcast` announcements a second go out for Stars, 0: none.
    """

    store: Store
    query_cache: QueryCache
    username: str
    contact: str
    zone: str
    admins: frozenset[int]
    key: TicketKey
    rng: Random
    fetch: Callable[[str], Awaitable[bytes]]
    known: Callable[[int], Awaitable[Caller | None]]
    beacon: Beacon
    public_url: str
    cards: bool = False
    paid_broadcast: int = 0


@dataclass(frozen=True, kw_only=True)
class HandlerContext:
    """One wish of one person. `new`: never met before. `update` is Telegram's number of it: an effect is stored once for each.

    `message` is the one that was tapped, None for what was typed.
    """

    services: Services
    person: int
    say: Say
    chosen: bool
    new: bool
    now: datetime
    update: int
    pending_prompt: str = ""
    message: int | None = None

    async def read_cached(
        self,
        query: Callable[Concatenate[Session, QueryArgs], Result],
        /,
        *args: QueryArgs.args,
        **kwargs: QueryArgs.kwargs,
    ) -> Result:
        """What everybody sees, from the shelf."""
        return await self.services.query_cache.read(query, *args, **kwargs)

    async def read(
        self,
        query: Callable[Concatenate[Session, QueryArgs], Result],
        /,
        *args: QueryArgs.args,
        **kwargs: QueryArgs.kwargs,
    ) -> Result:
        """What is this person's own."""
        return await self.services.store.read(query, *args, **kwargs)

    async def act(
        self,
        action: Callable[Concatenate[Session, QueryArgs], Result],
        /,
        *args: QueryArgs.args,
        **kwargs: QueryArgs.kwargs,
    ) -> Result:
        """Do it, once for this update. Raises `Repeated` if it was done before, or the action's refusal."""
        return await self.services.store.execute_once(self.update, self.now, action, *args, **kwargs)

    async def run_batched(self, batch: BatchAction[Request, Result], request: Request) -> Result:
        """As `act`, with whoever wants something of the same thing at this moment."""
        return await self.services.store.run_batched(batch, self.update, self.now, request)

    async def known(self) -> Caller | None:
        """What is known of this person by now, also after what they have just done."""
        return await self.services.known(self.person)

    @property
    def actor(self) -> Actor:
        """Who acts, for actions that ask for authority."""
        return Actor(self.person, self.person in self.services.admins)

    async def set_prompt(self, question: str) -> None:
        """What this person writes next answers `question` ("quantity:12"); any command ends it."""
        await self.services.store.write(set_pending_prompt, self.person, question)

    @property
    def today(self) -> date:
        """The day it is in this market."""
        return self.now.astimezone(ZoneInfo(self.services.zone)).date()

    @property
    def minute(self) -> datetime:
        """Now, rounded down, so that what is asked about it can be shared."""
        return self.now.replace(second=0, microsecond=0)


@dataclass(frozen=True)
class IncomingPhoto:
    """A picture somebody sent: the largest size Telegram made of it, and the words under it."""

    file_id: str
    size: int
    caption: str
