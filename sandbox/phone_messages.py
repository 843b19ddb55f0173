"""A message as a phone shows it, from Python."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox import page_json
from sandbox.entities import to_html
from sandbox.file_store import FileStore
from sandbox.records import ChatMessage, Json


@dataclass(frozen=True, slots=True, kw_only=True)
class SentButton:
    """`kind` is callback, url, copy, inline, pay or inert; `query` is what an inline button asks in the chosen chat."""

    text: str
    kind: str
    data: str | None = None
    url: str | None = None
    copy: str | None = None
    query: str | None = None
    style: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SentPhoto:
    file_id: str
    width: int
    height: int
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as the phone shows it; `text` is the caption where there is a picture."""

    id: int
    chat: int
    by_bot: bool
    kind: str
    text: str
    entities: list[Json]
    html: str
    photo: SentPhoto | None
    document: bytes | None
    buttons: list[list[SentButton]]
    edited: bool
    wire: Json = field(repr=False)

    @property
    def labels(self) -> list[str]:
        return [button.text for row in self.buttons for button in row]


def message(post: ChatMessage, files: FileStore) -> Message:
    shown = page_json.message_json(post)
    return Message(
        id=post.id,
        chat=post.chat.id,
        by_bot=post.by_bot,
        kind=shown["kind"],
        text=shown["text"],
        entities=post.entities,
        html=to_html(post.text, post.entities),
        photo=_photo(shown["photo"], files),
        document=_content(shown["document"], files),
        buttons=[[button(one) for one in row] for row in page_json.button_rows(post)],
        edited=shown["edited"],
        wire=post.content,
    )


def _photo(shown: Json | None, files: FileStore) -> SentPhoto | None:
    content = _content(shown, files)
    if not shown or content is None:
        return None
    return SentPhoto(file_id=shown["file_id"], width=shown["width"], height=shown["height"], content=content)


def _content(shown: Json | None, files: FileStore) -> bytes | None:
    file = files.get(shown["file_id"]) if shown else None
    return file.content if file else None


def button(raw: Json) -> SentButton:
    shown = page_json.button(raw)
    return SentButton(data=raw.get("callback_data"), **shown)


def format_message(post: ChatMessage) -> str:
    shown = page_json.message_json(post)
    rows = ["    " + " ".join(f"[{one['text']}]" for one in row) for row in shown["buttons"]]
    body = shown["text"] or f"({shown['kind']})"
    return "\n".join([f"#{shown['id']} {shown['name']}: {body}", *rows])
