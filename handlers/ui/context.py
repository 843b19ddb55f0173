"""The context of a handler: the person, their language, the time, and the store."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import Session

from handlers.ui.file_reader import FileReader
from handlers.ui.numbered_lists import NumberedLists
from handlers.ui.prompt import OpenPrompt, Prompt
from handlers.ui.screen import Reply
from handlers.ui.sheet import Sheet
from locales.say import Say
from market.actor import Actor
from market.admins import Admins
from market.beacon import Beacon
from market.complaint.budget import ComplaintBudget
from market.person import Caller, set_pending_prompt
from market.ticket.ticket_link import TicketLinks
from storage.batch import BatchAction
from storage.query_cache import QueryCache
from storage.read_batch import BatchQuery
from storage.store import Store

QueryArgs = ParamSpec("QueryArgs")
Result = TypeVar("Result")
Request = TypeVar("Request")


"""Returns the screen of a notification from its payload, or raises a refusal if it no longer holds."""


@dataclass(frozen=True, kw_only=True)
class Services:
    """The services that all handlers share, and the settings of this market.

    `zone` is an IANA name. `fetch` returns the bytes of a file_id, which `files` opens, `known` the record of the person with a Telegram id.
    `beacon` decides draws. `public_url` is the address of this market's pages, "" if it has none.
    `print_sheet` returns a file: a PDF, or a PNG for a receipt printer;
    it raises LettersNotPrintable and PrintingFailed. `numbered_lists` knows what each person was shown last.
    `complaint_budget` knows for an hour who complained.
    `inline`: the bot's inline mode is on. `cards`: invoices can be paid. `paid_broadcast`: paid messages a second, 0 for none.
    """

    store: Store
    query_cache: QueryCache
    username: str
    contact: str
    zone: str
    admins: Admins
    ticket_links: TicketLinks
    rng: Random
    fetch: Callable[[str], Awaitable[bytes]]
    files: FileReader
    known: Callable[[int], Awaitable[Caller | None]]
    beacon: Beacon
    public_url: str
    print_sheet: Callable[[Sheet], Awaitable[bytes]]
    complaint_budget: ComplaintBudget
    numbered_lists: NumberedLists = field(default_factory=NumberedLists)
    inline: bool = False
    cards: bool = False
    paid_broadcast: int = 0


@dataclass(frozen=True, kw_only=True)
class HandlerContext:
    """One request of one person. `new`: seen for the first time. `chosen`: they have chosen their language. `known` returns their record, with
    the effects of the present update.

    `update` is Telegram's id of the update: its effect is stored once. `message` is the message of the button, None for typed text;
    `source` is the person's own message, None for a button.
    `open_prompt` is what the person was asked last, open or late.
    `answered_words`: of a button, the person's text to which its message is a reply, "" for none.
    `keep_prompt` keeps what is asked, "" for nothing; None: it is stored with the person.
    """

    services: Services
    person: int
    is_admin: bool
    known: Callable[[], Awaitable[Caller | None]]
    say: Say
    chosen: bool
    new: bool
    now: datetime
    update: int
    open_prompt: OpenPrompt | None = None
    message: int | None = None
    source: "SourceMessage | None" = None
    answered_words: str = ""
    keep_prompt: Callable[[str], Awaitable[None]] | None = None

    async def read_cached(
        self,
        query: Callable[Concatenate[Session, QueryArgs], Result],
        /,
        *args: QueryArgs.args,
        **kwargs: QueryArgs.kwargs,
    ) -> Result:
        """Runs a query whose result is the same for everyone, through the cache."""
        return await self.services.query_cache.read(query, *args, **kwargs)

    async def read(
        self,
        query: Callable[Concatenate[Session, QueryArgs], Result],
        /,
        *args: QueryArgs.args,
        **kwargs: QueryArgs.kwargs,
    ) -> Result:
        """Runs a query about this person."""
        return await self.services.store.read(query, *args, **kwargs)

    async def read_batched(self, query: BatchQuery[Request, Result], request: Request) -> Result:
        """Runs a query about this person, together with those of others who ask at the same time."""
        return await self.services.store.read_batched(query, request)

    async def read_slowly(
        self,
        query: Callable[Concatenate[Session, QueryArgs], Result],
        /,
        *args: QueryArgs.args,
        **kwargs: QueryArgs.kwargs,
    ) -> Result:
        """Runs a query that walks through an audience or a draw, behind others of that kind."""
        return await self.services.store.read_slowly(query, *args, **kwargs)

    async def act(
        self,
        action: Callable[Concatenate[Session, QueryArgs], Result],
        /,
        *args: QueryArgs.args,
        **kwargs: QueryArgs.kwargs,
    ) -> Result:
        """Runs an action once for this update. Raises DuplicateUpdate if it ran before, or the action's refusal."""
        return await self.services.store.execute_once(self.update, self.now, action, *args, **kwargs)

    async def run_batched(self, batch: BatchAction[Request, Result], request: Request) -> Result:
        """Runs as `act` does, in one transaction with other requests for the same item."""
        return await self.services.store.run_batched(batch, self.update, self.now, request)

    @property
    def actor(self) -> Actor:
        """Returns the person as an actor, for actions that check authority."""
        return Actor(self.person, self.is_admin)

    async def set_prompt(self, prompt: Prompt) -> None:
        """Read what this person writes next as the answer to `prompt`; any command or button ends it."""
        await self._keep(prompt.pack(self.now))

    async def prompt_once_more(self, prompt: Prompt, question: Reply) -> Reply | None:
        """Ask again after a text that was no answer. The second time end the question and return None: the text then means what it means without one."""
        if self.open_prompt and self.open_prompt.again:
            await self.clear_prompt()
            return None
        await self._keep(prompt.pack(self.now, again=True))
        return question

    @property
    def pending_prompt(self) -> Prompt | None:
        """Returns what this person was asked and has not answered, if anything."""
        return self.open_prompt.prompt if self.open_prompt else None

    async def clear_prompt(self) -> None:
        """Ask this person nothing any more."""
        await self._keep("")

    async def _keep(self, prompt: str) -> None:
        if self.keep_prompt:
            await self.keep_prompt(prompt)
        else:
            await self.services.store.write(set_pending_prompt, self.person, prompt)

    @property
    def today(self) -> date:
        """Returns the present date in this market."""
        return self.now.astimezone(ZoneInfo(self.services.zone)).date()

    @property
    def minute(self) -> datetime:
        """Returns the present time, rounded down so that cached queries share it."""
        return self.now.replace(second=0, microsecond=0)


@dataclass(frozen=True, kw_only=True)
class SourceMessage:
    """A message that a person sent. `is_edited`: they changed it since, so that it was handled before."""

    id: int
    is_edited: bool


@dataclass(frozen=True, kw_only=True)
class TextOrigin:
    """Where a text or caption is from. `is_reply`: it replies to a message of ours that may be a question. `drop` is the one whose message it replies to.

    `is_forward`: it is a forwarded message; `is_ours`: one that we wrote. `sent_at` is when it was sent or last edited, in whole seconds by Telegram's
    clock; None where nobody looks at it.
    """

    is_reply: bool = False
    drop: int | None = None
    is_forward: bool = False
    is_ours: bool = False
    sent_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class IncomingPhoto:
    """A photo somebody sent: the largest size Telegram made of it, its caption, and the album it is of, "" if it was sent alone."""

    file_id: str
    size: int
    caption: str
    album: str = ""
    origin: TextOrigin = TextOrigin()


@dataclass(frozen=True, kw_only=True)
class IncomingFile:
    """A file somebody sent, as a document: its size in bytes, 0 where Telegram does not say, and its kind as their app named it, such as "image/png".

    `album` is the group it was sent in, "" if it was sent alone.
    """

    file_id: str
    size: int
    mime: str
    album: str = ""
