"""A parser of Telegram's HTML, with its entities and its error messages.

Offsets and lengths of entities count UTF-16 units; offsets in errors count UTF-8 bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from sandbox.errors import ApiError, bad_request

Entity = dict[str, Any]

STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
SIMPLE = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
NAMED_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
CHARACTER_REFERENCE = re.compile(r"&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot));?", re.IGNORECASE)
START = re.compile(r"<([^\s>]*)")
ATTRIBUTE = re.compile(r"\s*([^\s=>]+)\s*(?:=\s*(?:\"([^\"]*)\"|'([^']*)'|([\w.-]+)))?")
END = re.compile(r"</([^\s>]*)\s*>")


def utf16(text: str) -> int:
    """Return the length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def unescaped(text: str) -> str:
    return CHARACTER_REFERENCE.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name:
        return NAMED_CHARACTERS[name.lower()]
    number = int(hexadecimal, 16) if hexadecimal else int(decimal)
    fits = 0 < number < 0x110000 and not 0xD800 <= number < 0xE000
    return chr(number) if fits else match.group()


@dataclass(slots=True)
class _Tag:
    name: str
    entity: Entity


@dataclass(slots=True, kw_only=True)
class _Reader:
    source: str
    position: int = 0
    length: int = 0
    words: list[str] = field(default_factory=list)
    tags: list[_Tag] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def read(self) -> tuple[str, list[Entity]]:
        while self.position < len(self.source):
            if self.source.startswith("</", self.position):
                self._end()
            elif self.source[self.position] == "<":
                self._start()
            else:
                self._words()
        if self.tags:
            raise _unreadable(f'Can\'t find end tag corresponding to start tag "{self.tags[-1].name}"')
        return "".join(self.words), self.entities

    def _words(self) -> None:
        stop = self.source.find("<", self.position)
        stop = len(self.source) if stop < 0 else stop
        words = unescaped(self.source[self.position : stop])
        self.words.append(words)
        self.length += utf16(words)
        self.position = stop

    def _start(self) -> None:
        begin = self.position
        found = START.match(self.source, begin)
        name = found.group(1).lower() if found else ""
        self.position += 1 + len(name)
        if self.position >= len(self.source):
            raise self._wrong("Unclosed start tag", begin)
        if name not in STYLES:
            raise self._wrong(f'Unsupported start tag "{name}"', begin)
        raw = self._attributes(name, begin)
        if name == "span" and raw.get("class") != "tg-spoiler":
            raise self._wrong('Tag "span" must have class "tg-spoiler"', begin)
        self.tags.append(_Tag(name, _styled(name, raw) | {"offset": self.length}))

    def _attributes(self, name: str, begin: int) -> dict[str, str]:
        raw: dict[str, str] = {}
        while found := ATTRIBUTE.match(self.source, self.position):
            key, *values = found.groups()
            raw[key.lower()] = unescaped(next((v for v in values if v is not None), ""))
            self.position = found.end()
        rest = self.source[self.position :].lstrip()
        if not rest.startswith(">"):
            wrong = (
                f'Empty attribute name in the tag "{name}"' if rest.startswith("=") else "Unclosed start tag"
            )
            raise self._wrong(wrong, begin)
        self.position = len(self.source) - len(rest) + 1
        return raw

    def _end(self) -> None:
        begin = self.position
        found = END.match(self.source, begin)
        if not found:
            raise self._wrong("Unclosed end tag", begin)
        name = found.group(1).lower()
        if not self.tags:
            raise self._wrong("Unexpected end tag", begin)
        tag = self.tags.pop()
        if name and name != tag.name:
            offset = len(self.source[:begin].encode())
            expected = f'expected "</{tag.name}>", found "</{name}>"'
            raise _unreadable(f"Unmatched end tag at byte offset {offset}, {expected}")
        self._finish(tag.entity)
        self.position = found.end()

    def _finish(self, entity: Entity) -> None:
        entity["length"] = self.length - entity["offset"]
        if entity["type"] == "text_link" and not entity["url"]:
            units = "".join(self.words).encode("utf-16-le")
            entity["url"] = units[entity["offset"] * 2 :].decode("utf-16-le")
        if entity["type"] == "text_link":
            entity["url"] = whole_link(entity["url"])
        if entity["length"] and entity.get("url") != "":
            self.entities.append(entity)

    def _wrong(self, words: str, begin: int) -> ApiError:
        return _unreadable(f"{words} at byte offset {len(self.source[:begin].encode())}")


def whole_link(link: str) -> str:
    """Return a normalized link; "" for an invalid one, which silently stays plain text."""
    whole = link if "://" in link else f"http://{link}"
    try:
        parts = urlsplit(whole)
    except ValueError:
        return ""
    named = parts.scheme in {"tg", "ton"} or "." in (parts.hostname or "")
    return whole if named and parts.scheme in {"http", "https", "tg", "ton"} else ""


def _unreadable(words: str) -> ApiError:
    return bad_request(f"can't parse entities: {words}")


def _styled(name: str, raw: dict[str, str]) -> Entity:
    entity: Entity = {"type": STYLES[name]}
    match name:
        case "a":
            entity["url"] = raw.get("href", "")
        case "code" if raw.get("class", "").startswith("language-"):
            entity["language"] = raw["class"].removeprefix("language-")
        case "blockquote" if "expandable" in raw:
            entity["type"] = "expandable_blockquote"
        case "tg-emoji":
            entity["custom_emoji_id"] = _whole(name, "emoji-id", raw)
        case "tg-time":
            entity["unix_time"] = int(_whole(name, "unix", raw))
            if raw.get("format"):
                entity["date_time_format"] = raw["format"]
        case _:
            pass
    return entity


def _whole(name: str, key: str, raw: dict[str, str]) -> str:
    value = raw.get(key, "")
    if not re.fullmatch(r"-?\d{1,19}", value):
        raise _unreadable(f'Tag "{name}" must have a number in its attribute "{key}"')
    return value


def from_html(source: str) -> tuple[str, list[Entity]]:
    """Return the text and its entities in order. Raises ApiError in Telegram's words if it is invalid."""
    text, entities = _Reader(source=source).read()
    return text, _normalized(entities)


def _normalized(entities: list[Entity]) -> list[Entity]:
    """Return entities in order, outer before inner. Code contains none, and a style around it is split."""
    blocks = [one for one in entities if one["type"] == "pre"]
    blocks += [one for one in entities if one["type"] == "code" and not _language_of_block(one, blocks)]
    blocks.sort(key=lambda one: one["offset"])
    kept: list[Entity] = []
    for entity in entities:
        pieces = _around(entity, blocks) if entity["type"] in SIMPLE else [entity]
        kept += [one for one in pieces if one in blocks or not any(_within(one, block) for block in blocks)]
    unique = [one for n, one in enumerate(kept) if one not in kept[:n]]
    return sorted(unique, key=lambda e: (e["offset"], -e["length"]))


def _language_of_block(code: Entity, blocks: list[Entity]) -> bool:
    """Return whether this `code` only names the language of the `pre` around it."""
    language = code.pop("language", None)
    around = next((one for one in blocks if _within(code, one)), None)
    if around and language and code["length"] == around["length"]:
        around["language"] = language
    return around is not None


def _within(inner: Entity, outer: Entity) -> bool:
    end, last = inner["offset"] + inner["length"], outer["offset"] + outer["length"]
    return bool(outer["offset"] <= inner["offset"] and end <= last)


def _around(style: Entity, blocks: list[Entity]) -> list[Entity]:
    pieces = [style]
    for block in blocks:
        if _within(block, style):
            *rest, last = pieces
            head = last | {"length": block["offset"] - last["offset"]}
            begin = block["offset"] + block["length"]
            tail = last | {"offset": begin, "length": last["offset"] + last["length"] - begin}
            pieces = [*rest, head, tail]
    return [one for one in pieces if one["length"] > 0]
