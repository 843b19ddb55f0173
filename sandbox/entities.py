"""Texts and their entities, with the links, commands and mentions that Telegram finds by itself."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from sandbox.errors import bad_request
from sandbox.html_parser import Entity, from_html, utf16, whole_link
from sandbox.name_sets import name_set

KINDS = name_set(
    "mention hashtag cashtag bot_command url email phone_number bold italic underline strikethrough"
    " spoiler blockquote expandable_blockquote code pre text_link text_mention custom_emoji date_time"
)
NEEDED = {
    "text_link": "url",
    "custom_emoji": "custom_emoji_id",
    "date_time": "unix_time",
    "text_mention": "user",
}
FOUND = {
    "url": re.compile(r"(?:https?://|(?<![\w.])t\.me/)[^\s<>\"]*[^\s<>\".,;:!?)\]}]", re.IGNORECASE),
    "email": re.compile(r"(?<![\w.@+-])[\w.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}\b", re.IGNORECASE),
    "bot_command": re.compile(r"(?<![\w/<>])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z]\w{2,31})?(?![\w/])", re.ASCII),
    "mention": re.compile(r"(?<![\w.@])@[a-zA-Z]\w{3,31}\b", re.ASCII),
    "hashtag": re.compile(r"(?<!\w)#(?!\d+\b)\w{1,256}"),
}
TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote expandable",
}


def read(source: str, mode: str | None, raw: list[Any] | None) -> tuple[str, list[Entity]]:
    """Return the text and entities of a bot's text. Raises ApiError in Telegram's words."""
    source = source.replace("\r", "")
    if raw is not None and not mode:
        text, entities = source, _checked(source, raw)
    elif not mode:
        text, entities = source, []
    elif mode.lower() == "html":
        text, entities = from_html(source)
    elif mode.lower() in {"markdown", "markdownv2"}:
        raise bad_request("this sandbox reads HTML and entities, not Markdown")
    else:
        raise bad_request("unsupported parse_mode")
    return detect_entities(*_trimmed(text, entities))


def detect_entities(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    taken = [_span(e) for e in entities if e["type"] in {"code", "pre", "text_link", "date_time"}]
    found = list(entities)
    for kind, pattern in FOUND.items():
        for hit in pattern.finditer(text):
            begin = utf16(text[: hit.start()])
            span = (begin, begin + utf16(hit.group()))
            if all(span[1] <= other[0] or span[0] >= other[1] for other in taken):
                taken.append(span)
                found.append({"type": kind, "offset": begin, "length": span[1] - begin})
    return text, sorted(found, key=lambda e: (e["offset"], -e["length"]))


def _span(entity: Entity) -> tuple[int, int]:
    return entity["offset"], entity["offset"] + entity["length"]


def _checked(text: str, raw: list[Any]) -> list[Entity]:
    total = utf16(text)
    entities = []
    for entity in raw:
        if not isinstance(entity, dict) or str(entity.get("type")) not in KINDS:
            raise bad_request("can't parse MessageEntity: Unsupported type specified")
        begin, length = entity.get("offset"), entity.get("length")
        if not isinstance(begin, int) or not isinstance(length, int) or begin < 0 or length <= 0:
            raise bad_request("can't parse MessageEntity: its place is not in the text")
        end = begin + length
        if end > total:
            words = f"entity beginning at UTF-16 offset {begin} ends after the end of the text"
            raise bad_request(f"{words} at UTF-16 offset {total}")
        needed = NEEDED.get(entity["type"])
        if needed and not entity.get(needed):
            raise bad_request(f"can't parse MessageEntity: Can't find field \"{needed}\"")
        if needed != "url" or whole_link(str(entity["url"])):
            entities.append({key: value for key, value in entity.items() if value is not None})
    return sorted(entities, key=lambda e: (e["offset"], -e["length"]))


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    text = text.rstrip()
    total = utf16(text)
    first = min((e["offset"] for e in entities), default=total)
    lead = min(len(text) - len(text.lstrip()), first)
    kept = []
    for entity in entities:
        length = min(entity["length"], total - entity["offset"])
        if length > 0:
            kept.append(entity | {"offset": entity["offset"] - lead, "length": length})
    return text[lead:], kept


def to_html(text: str, entities: list[Entity]) -> str:
    """Return the message as HTML, so that a test can compare it with the bot's."""
    units = text.encode("utf-16-le")
    return _html(units, 0, len(units) // 2, [e for e in entities if e["type"] not in FOUND])


def _html(units: bytes, begin: int, end: int, entities: list[Entity]) -> str:
    out, place = [], begin
    while entities:
        outer, *rest = entities
        start, stop = _span(outer)
        inner = [e for e in rest if e["offset"] < stop]
        out.append(_plain(units, place, start))
        out.append(_tagged(outer, _html(units, start, stop, inner)))
        place, entities = stop, rest[len(inner) :]
    out.append(_plain(units, place, end))
    return "".join(out)


def _plain(units: bytes, begin: int, end: int) -> str:
    return escape(units[begin * 2 : end * 2].decode("utf-16-le"), quote=False)


def _tagged(entity: Entity, inner: str) -> str:
    match entity["type"]:
        case "text_link":
            return f'<a href="{escape(entity["url"])}">{inner}</a>'
        case "pre" if entity.get("language"):
            return f'<pre><code class="language-{escape(entity["language"])}">{inner}</code></pre>'
        case "pre":
            return f"<pre>{inner}</pre>"
        case "custom_emoji":
            return f'<tg-emoji emoji-id="{entity["custom_emoji_id"]}">{inner}</tg-emoji>'
        case "date_time":
            form = entity.get("date_time_format")
            shape = f' format="{escape(form)}"' if form else ""
            return f'<tg-time unix="{entity["unix_time"]}"{shape}>{inner}</tg-time>'
        case kind if kind in TAGS:
            return f"<{TAGS[kind]}>{inner}</{TAGS[kind].split()[0]}>"
        case _:
            return inner
