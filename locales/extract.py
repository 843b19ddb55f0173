"""Extracts texts from the code: `say(...)`, `say.many(...)`, `say.label(...)` and `say.plain(...)`.

The speaker is always named `say` (or is an attribute of that name) and its message is a literal at the call:
a message in a variable cannot be extracted, so it is a ValueError. A comment `# text: ...` above a call is for
the translator.
"""

import ast
import tokenize
from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from typing import IO

from locales.say import BUTTON

ExtractedMessage = tuple[int, str, str | tuple[str, str], list[str]]

TEXT = "text:"
PLAIN = "plain text, at most 200 characters"
LABEL = "a button, at most 20 characters"
SAY_NAME = "say"
GETTEXT_FUNCTIONS = {SAY_NAME: "gettext", "many": "ngettext", "label": "pgettext", "plain": "gettext"}
NOTES = {"label": [LABEL], "plain": [PLAIN]}
ARGUMENTS = {"many": 3, "label": 1, "plain": 1}


def extract(
    file: IO[bytes], keywords: Mapping[str, object], tags: Collection[str], options: Mapping[str, object]
) -> Iterator[ExtractedMessage]:
    """Extracts messages for Babel: (line, gettext's own function, messages, comments for the translator)."""
    source = file.read()
    comments = _comments(source)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (way := _call_style(node)):
            said = _messages(node, way)
            told = [*_translator_comments(comments, node.lineno), *NOTES.get(way, [])]
            yield (
                node.lineno,
                GETTEXT_FUNCTIONS[way],
                (BUTTON, said[0]) if way == "label" else _message_key(said),
                told,
            )


def _call_style(node: ast.Call) -> str | None:
    """Returns the style of this call, or None if it is no message."""
    match node.func:
        case ast.Attribute(value=voice, attr=("many" | "label" | "plain") as way):
            return way if _is_say(voice) and len(node.args) == ARGUMENTS[way] else None
        case voice:
            return SAY_NAME if _is_say(voice) and len(node.args) == 1 else None


def _is_say(voice: ast.expr) -> bool:
    match voice:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name == SAY_NAME
        case _:
            return False


def _messages(node: ast.Call, way: str) -> list[str]:
    wanted = node.args[:2] if way == "many" else node.args
    said = [one.value for one in wanted if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    if len(said) < len(wanted) or not all(said):
        raise ValueError(f"line {node.lineno}: the message is not written out at the call")
    return said


def _message_key(words: list[str]) -> str | tuple[str, str]:
    return words[0] if len(words) == 1 else (words[0], words[1])


def _comments(source: bytes) -> dict[int, str]:
    tokens = tokenize.tokenize(BytesIO(source).readline)
    return {one.start[0]: one.string.lstrip("# ") for one in tokens if one.type == tokenize.COMMENT}


def _translator_comments(comments: Mapping[int, str], line: int) -> list[str]:
    above: list[str] = []
    while (line := line - 1) in comments:
        above.insert(0, comments[line])
    told = " ".join(above)
    return [told.removeprefix(TEXT).strip()] if told.startswith(TEXT) else []
