"""Prompts: what a person was asked to write, so that their next message is read as the answer."""

import json
from typing import ClassVar

from pydantic import BaseModel


class Prompt(BaseModel, frozen=True):
    """The base of all prompts: `class QuantityPrompt(Prompt, name="quantity")`, with fields for what it is about.

    The name is stored with its person and never changes. A second prompt of one name raises TypeError.
    """

    known: ClassVar[dict[str, type["Prompt"]]] = {}
    stored_name: ClassVar[str]

    def __init_subclass__(cls, *, name: str) -> None:
        super().__init_subclass__()
        if name in Prompt.known:
            raise TypeError(f"two prompts with the name {name}")
        cls.stored_name = name
        Prompt.known[name] = cls

    def pack(self) -> str:
        """Return the text to store: a JSON list of the name and the fields in their order."""
        return json.dumps(
            [self.stored_name, *self.model_dump(mode="json").values()],
            ensure_ascii=False,
            separators=(",", ":"),
        )


def parse_prompt(stored: str) -> Prompt | None:
    """Return the prompt in a stored text; None where there is none, or none that can still be read."""
    try:
        name, *values = json.loads(stored or "[]")
        prompt = Prompt.known[name]
        return prompt.model_validate(dict(zip(prompt.model_fields, values, strict=True)))
    except (KeyError, TypeError, ValueError):
        return None
