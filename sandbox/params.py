"""The parameters of a call, from JSON, a form, or JSON inside a form."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import bad_request
from sandbox.file_store import UploadedFile

WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)


def whole(value: Any) -> int | None:
    """Return the integer of a number or of digits; None for anything else, or for one longer than any id."""
    found = WHOLE.fullmatch(str(value)) if not isinstance(value, bool) else None
    return int(found.group()) if found else None


def check_utf8(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except (ValueError, RecursionError):
        raise bad_request("strings must be encoded in UTF-8") from None


@dataclass(frozen=True, slots=True)
class Params:
    """The parameters. Each reader returns the value in its own type, or the default if it is missing or empty."""

    values: Mapping[str, Any]
    files: Mapping[str, UploadedFile] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return self.values.get(name) not in (None, "") or name in self.files

    def check_known(self, known: frozenset[str]) -> None:
        """Refuse a misspelt parameter, which Telegram would ignore, and invalid text."""
        check_utf8(dict(self.values))
        attached = {str(value) for value in self.values.values() if str(value).startswith("attach://")}
        names = self.values.keys() | (self.files.keys() if not self._attaches() else set())
        unknown = sorted(names - known - {name.removeprefix("attach://") for name in attached})
        if unknown:
            raise bad_request(f'unknown parameter "{unknown[0]}"')

    def _attaches(self) -> bool:
        return any("attach://" in str(value) for value in self.values.values())

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name)
        return default if value is None else str(value)

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in {"true", "1", "yes", "t"}

    def whole(self, name: str, default: int | None = None) -> int:
        """Return an integer. Raises ApiError if it is none, or missing without a default."""
        value = self.text(name).strip()
        if not value and default is not None:
            return default
        number = whole(value)
        if number is None:
            raise bad_request(f"{name} is invalid" if value else f"{name} is empty")
        return number

    def number(self, name: str) -> float:
        try:
            number = float(self.text(name))
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise bad_request(f"{name} is invalid" if name in self else f"{name} is empty")
        return number

    def json_value(self, name: str) -> Any:
        """Return an object or a list, from JSON or from the JSON text in a form; None if missing."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            read = json.loads(value)
        except (ValueError, RecursionError):
            raise bad_request(f"can't parse {name} JSON object") from None
        check_utf8(read)
        return read

    def object(self, name: str) -> dict[str, Any]:
        """Return an object; an empty one if missing."""
        value = self.json_value(name)
        if value is not None and not isinstance(value, dict):
            raise bad_request(f"can't parse {name}: Object expected")
        return value or {}

    def array(self, name: str) -> list[Any] | None:
        value = self.json_value(name)
        if value is not None and not isinstance(value, list):
            raise bad_request(f"can't parse {name}: Array expected")
        return value

    def objects(self, name: str) -> list[dict[str, Any]]:
        """Return a list of objects; an empty one if missing."""
        value = self.array(name) or []
        if not all(isinstance(one, dict) for one in value):
            raise bad_request(f"can't parse {name}: Array of objects expected")
        return value

    def upload(self, value: str, name: str) -> UploadedFile | None:
        """Return the file of this name, or the one that `attach://` points to."""
        return self.files.get(value.removeprefix("attach://")) or self.files.get(name)
