"""The phones of a dispatcher's people: what they send becomes an update, and what is shown to them a message, each by a function call."""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from handlers.ui.screen import Toast
from handlers.ui.telegram_calls import ApiCall
from sandbox import Message, TapAnswer, UserProfile
from sandbox.entities import to_html
from sandbox.file_store import FileStore, UploadedFile, photo_sizes
from sandbox.html_parser import from_html
from sandbox.phone_messages import SentButton, SentPhoto, button
from tests.journeys.harness import ADMIN_GROUP, BOT

Json = dict[str, Any]
Handle = Callable[[Json], Awaitable[None]]
"""Handles one update, and returns when its reply is shown."""

US: Json = {"id": BOT.id, "is_bot": True, "first_name": BOT.name, "username": BOT.username}
PHOTO_FIELDS = ("file_id", "width", "height")
KINDS = ("photo", "document", "venue", "location", "invoice")


@dataclass(kw_only=True)
class Post:
    """A message of a chat: its JSON, as an update has it, and its text without markup."""

    body: Json
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    rows: list[list[Json]] = field(default_factory=list)
    file: bytes = b""

    @property
    def id(self) -> int:
        message_id: int = self.body["message_id"]
        return message_id

    @property
    def by_bot(self) -> bool:
        return bool(self.body["from"]["is_bot"])

    def show(self, params: Json) -> None:
        """Show the text and the buttons of a call."""
        source = params.get("text", params.get("caption"))
        if source is not None:
            self.text, self.entities = from_html(source)
        markup = params.get("reply_markup", {})
        self.rows = markup.get("inline_keyboard", [])
        self.body |= {"reply_markup": markup} if self.rows else {}
        if not self.rows:
            self.body.pop("reply_markup", None)

    def as_seen(self) -> Message:
        """Return the message as a phone shows it. A picture of ours is not drawn: it has its key and no bytes."""
        photo = self.body.get("photo", [None])[-1]
        return Message(
            id=self.id,
            chat=self.body["chat"]["id"],
            by_bot=self.by_bot,
            kind=next((kind for kind in KINDS if kind in self.body), "text" if self.text else "service"),
            text=self.text,
            entities=self.entities,
            html=to_html(self.text, self.entities),
            photo=photo and SentPhoto(content=self.file, **{name: photo[name] for name in PHOTO_FIELDS}),
            document=self.file if "document" in self.body else None,
            buttons=[[button(one) for one in row] for row in self.rows],
            edited="edit_date" in self.body,
            wire={kind: self.body[kind] for kind in KINDS if kind in self.body},
        )


@dataclass(kw_only=True)
class Chat:
    """A chat with us. Messages are numbered in each from 1."""

    id: int
    posts: dict[int, Post] = field(default_factory=dict)
    numbers: Any = field(default_factory=lambda: count(1))


class Phones:
    """All phones of a market. `handle` takes the updates; `show` and `fetch` are what Telegram does for us."""

    def __init__(self, people: tuple[UserProfile, ...], handle: Handle, now: Callable[[], float]) -> None:
        self.people = {person.id: person for person in people}
        self.languages = {person.id: person.language_code for person in people}
        self.files, self._handle, self.now = FileStore(), handle, now
        self.answers: dict[str, list[Toast]] = defaultdict(list)
        """The answers to each callback query."""
        self._chats: dict[int, Chat] = {}
        self._updates, self._queries = count(1), count(1)

    def chat(self, number: int) -> Chat:
        if number not in self._chats:
            self._chats[number] = Chat(id=number)
        return self._chats[number]

    async def fetch(self, file_id: str) -> bytes:
        """Return the bytes of a file that somebody sent."""
        file = self.files.get(file_id)
        assert file is not None, f"nobody sent {file_id}"
        return file.content

    async def update(self, **body: Json) -> None:
        """Have an update handled: its kind is the name of the argument."""
        await self._handle({"update_id": next(self._updates), **body})

    async def tapped(self, query: Json) -> TapAnswer:
        """Have a callback query handled; return its one answer."""
        number = str(next(self._queries))
        await self.update(callback_query={"id": number, "chat_instance": "1", **query})
        [toast] = self.answers.pop(number)
        return TapAnswer(text=toast.text, alert=toast.alert)

    def add(self, number: int, author: Json, **body: Any) -> Post:
        """Add a message to a chat."""
        chat = self.chat(number)
        place = {"message_id": next(chat.numbers), "chat": self.chat_json(number)}
        post = Post(body={**place, "from": author, "date": int(self.now()), **body})
        chat.posts[post.id] = post
        return post

    def chat_json(self, number: int) -> Json:
        if number < 0:
            return {"id": number, "type": "supergroup", "title": "Lorong Bakau"}
        return {"id": number, "type": "private", "first_name": self.people[number].first_name}

    def user_json(self, person: int) -> Json:
        profile, language = self.people[person], self.languages[person]
        named = {"last_name": profile.last_name} if profile.last_name else {}
        spoken = {} if language is None else {"language_code": language}
        return {"id": person, "is_bot": False, "first_name": profile.first_name, **named, **spoken}

    def show(self, call: ApiCall) -> Any:
        """Do in a chat what a call asks for, and return its result."""
        chat = self.chat(call.params["chat_id"])
        if call.method.startswith("send"):
            answered = chat.posts.get(call.params.get("reply_parameters", {}).get("message_id", 0))
            post = self.add(chat.id, US, **({"reply_to_message": answered.body} if answered else {}))
            self._fill(post, call)
            return {"message_id": post.id}
        if call.method == "deleteMessage":
            del chat.posts[call.params["message_id"]]
            return True
        post = chat.posts[call.params["message_id"]]
        before = post.as_seen()
        self._fill(post, call)
        if post.as_seen() != before:
            post.body["edit_date"] = int(self.now())
        return {"message_id": post.id}

    def _fill(self, post: Post, call: ApiCall) -> None:
        post.body |= self._content(call)
        post.file = call.document.data if call.document else post.file
        post.show({**call.params, **call.params.get("media", {})})

    def _content(self, call: ApiCall) -> Json:
        """Return what a message of ours has besides text and buttons."""
        params = call.params
        if call.picture:
            return {"photo": [{"file_id": call.picture.key, "file_unique_id": "a", "width": 1, "height": 1}]}
        if call.document:
            return {"document": {"file_name": call.document.name}}
        if call.method == "sendVenue":
            location = {name: params[name] for name in ("latitude", "longitude")}
            return {"venue": {"location": location, "title": params["title"], "address": params["address"]}}
        if call.method == "sendInvoice":
            amount = sum(price["amount"] for price in params["prices"])
            shown = {name: params[name] for name in ("title", "description", "currency", "start_parameter")}
            return {"invoice": {**shown, "total_amount": amount}}
        return {}


class Phone:
    """One person's phone, with the methods of the sandbox's. Each returns when the reply is shown."""

    def __init__(self, phones: Phones, person: int) -> None:
        self.id, self._phones = person, phones

    @property
    def messages(self) -> list[Message]:
        """Return the messages of the private chat, oldest first."""
        return self.messages_in(self.id)

    def messages_in(self, chat: int) -> list[Message]:
        return [post.as_seen() for post in self._phones.chat(chat).posts.values()]

    async def write(self, text: str, *, chat: int | None = None, reply_to: int | None = None) -> Message:
        return await self.send(chat=chat, reply_to=reply_to, text=text.strip())

    async def open(self, link: str) -> Message:
        """Open a link to us, or a bare start payload, and press Start."""
        return await self.write(f"/start {link.rpartition('?start=')[2]}")

    async def photo(self, picture: bytes, caption: str = "") -> Message:
        file = self._phones.files.add("photo", UploadedFile("photo.png", picture))
        return await self.send(photo=photo_sizes(file), **({"caption": caption} if caption else {}))

    async def send(self, *, chat: int | None = None, reply_to: int | None = None, **content: Any) -> Message:
        """Send a message of any kind, given as in the Bot API."""
        post = self._phones.add(chat or self.id, self._phones.user_json(self.id), **content)
        post.text = content.get("text", content.get("caption", ""))
        replied = self._phones.chat(chat or self.id).posts.get(reply_to or 0)
        if replied:
            post.body["reply_to_message"] = replied.body
        if chat in (None, self.id, ADMIN_GROUP) or post.text.startswith("/") or (replied and replied.by_bot):
            await self._phones.update(message=post.body)
        return post.as_seen()

    async def edit(self, message: int, text: str) -> Message:
        post = self._phones.chat(self.id).posts[message]
        name = "caption" if "photo" in post.body or "document" in post.body else "text"
        post.text, post.body = text, post.body | {name: text, "edit_date": int(self._phones.now())}
        await self._phones.update(edited_message=post.body)
        return post.as_seen()

    async def set_language(self, language: str | None) -> None:
        """Set the phone's language, from the next update on."""
        self._phones.languages[self.id] = language

    async def tap(
        self,
        label: str | None = None,
        *,
        data: str | None = None,
        message: int | None = None,
        chat: int | None = None,
        **_timeout: Any,
    ) -> TapAnswer:
        """Tap the button of this label on the newest message that has it, or send any data for any message; return the answer."""
        posts = self._phones.chat(chat or self.id).posts
        if data is not None:
            newest = next((post.id for post in reversed(posts.values()) if post.by_bot), 0)
            return await self._send_data(chat or self.id, newest if message is None else message, data)
        post, found = self._find(posts, label or "", message)
        if found.kind == "url":
            assert found.url is not None
            if f"t.me/{BOT.username}" in found.url.partition("?")[0]:
                await self.open(found.url)
            return TapAnswer(url=found.url)
        if found.kind == "copy":
            return TapAnswer(text=found.copy or "")
        assert found.data is not None, f"a button of kind {found.kind}"
        return await self._send_data(chat or self.id, post.id, found.data)

    def _find(self, posts: dict[int, Post], label: str, message: int | None) -> tuple[Post, SentButton]:
        for post in reversed(posts.values()):
            if message in (None, post.id):
                for raw in (one for row in post.rows for one in row if one["text"] == label):
                    return post, button(raw)
        raise AssertionError(f"There is no button “{label}”.\n\n{self}")

    async def _send_data(self, chat: int, message: int, data: str) -> TapAnswer:
        post = self._phones.chat(chat).posts.get(message)
        place = {"chat": self._phones.chat_json(chat), "message_id": message, "date": 0}
        query = {
            "from": self._phones.user_json(self.id),
            "message": post.body if post else place,
            "data": data,
        }
        return await self._phones.tapped(query)

    def __str__(self) -> str:
        newest = self.messages[-10:]
        return "\n".join(f"#{each.id} {each.text}\n    {each.labels}" for each in newest)
