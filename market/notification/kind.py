"""Notification kinds: one class for each, whose fields are the payload of its notifications."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, ClassVar, Self, get_args, get_origin, get_type_hints

from market.notification.priority import Priority

MAX_NAME_LENGTH = 32
"""The width of the column `notification.kind`."""
VERSION = "version"


class UnreadableNotification(Exception):
    """A stored notification whose kind is unknown or whose payload does not fit its kind."""


@dataclass(frozen=True, kw_only=True)
class NotificationKind:
    """The base of all kinds. A subclass is a frozen dataclass and is registered by its class name.

    The class name and the field names are stored in the database: renaming one needs a new `version` and an `upgrade`.
    """

    kind: ClassVar[str]
    known: ClassVar[dict[str, type["NotificationKind"]]] = {}
    priority: ClassVar[Priority] = Priority.GENERAL
    at_most_once: ClassVar[bool] = False
    """Not sent again where nobody knows whether it arrived. All other kinds are sent at least once."""
    sounds_in_quiet_hours: ClassVar[bool] = False
    """Heard in its reader's quiet hours, too. All other kinds are silent then, or wait."""
    version: ClassVar[int] = 1
    useful_for: ClassVar[timedelta | None] = None
    """How long after its due time a notification is still worth sending; None where the writer gives `late_after`."""

    def __init_subclass__(cls, abstract: bool = False, **more: Any) -> None:
        super().__init_subclass__(**more)
        cls.kind = name = cls.__name__
        if abstract:
            return
        if name in cls.known:
            raise TypeError(f"two notification kinds are named {name}")
        if len(name) > MAX_NAME_LENGTH:
            raise TypeError(f"{name} is longer than {MAX_NAME_LENGTH} characters")
        cls.known[name] = cls

    def urgency(self) -> Priority:
        """Return the priority of this notification: that of its kind, unless some of a kind are more urgent than others."""
        return self.priority

    def late_after(self, due_at: datetime) -> datetime | None:
        """Return the time after which the notification is dropped instead of sent; None where the kind has no rule of its own."""
        return due_at + self.useful_for if self.useful_for else None

    def repeat_key(self) -> str:
        """Return what tells apart the notifications of one kind about one subject; "" where there is only one."""
        return ""

    def to_payload(self) -> dict[str, Any]:
        """Return the fields as JSON values, with the version of the kind."""
        values = {name: _to_json(value) for name, value in vars(self).items()}
        return {VERSION: self.version, **values}

    @classmethod
    def upgrade(cls, payload: Mapping[str, Any], version: int) -> Mapping[str, Any]:
        """Return a payload of an older `version` as one of the current version. A kind that changes its version overrides this."""
        return payload

    @classmethod
    def read(cls, payload: Mapping[str, Any]) -> Self:
        """Return the notification that a payload stores. Unknown fields are ignored; a missing field takes its default.

        Raises UnreadableNotification for a newer version, or a field that is missing or of another type.
        """
        version = payload.get(VERSION, 1)
        if version > cls.version:
            raise UnreadableNotification(f"{cls.kind}: version {version} is newer than {cls.version}")
        current = cls.upgrade(payload, version) if version < cls.version else payload
        return cls(**{name: _read_field(cls, name, current) for name in _present_fields(cls, current)})


@dataclass(frozen=True, kw_only=True)
class ReminderKind(NotificationKind, abstract=True):
    """The base of reminders: sent after bookings, and postponed, answered or muted by their reader."""

    priority: ClassVar[Priority] = Priority.REMINDER


RENAMED = {
    "VendorDay": "StallDayStage",
    "BookingNear": "MarketDayNear",
    "LoanDue": "LoansDue",
    "ShiftNear": "ShiftDay",
}
"""What kinds were called before, as buttons on phones still call them."""


def current_name(kind: str) -> str:
    """Return the name that a kind has now."""
    return RENAMED.get(kind, kind)


def kind_named(kind: str) -> type[NotificationKind]:
    """Return the class of a stored kind. Raises UnreadableNotification for an unknown one."""
    found = NotificationKind.known.get(kind)
    if found is None:
        raise UnreadableNotification(f"unknown kind {kind}")
    return found


def read_notification(kind: str, payload: Mapping[str, Any]) -> NotificationKind:
    """Return the typed notification that a row stores. Raises UnreadableNotification."""
    return kind_named(kind).read(payload)


def is_at_most_once(kind: str) -> bool:
    """Return whether a notification of this kind is never sent twice. An unknown kind is not."""
    found = NotificationKind.known.get(kind)
    return found is not None and found.at_most_once


def sounds_in_quiet_hours(kind: str) -> bool:
    """Return whether a notification of this kind is heard in quiet hours. An unknown kind is not."""
    found = NotificationKind.known.get(kind)
    return found is not None and found.sounds_in_quiet_hours


def at_most_once_kinds() -> tuple[str, ...]:
    """Return the names of the kinds that are never sent twice."""
    return tuple(name for name, kind in NotificationKind.known.items() if kind.at_most_once)


def _hints(cls: type[NotificationKind]) -> dict[str, Any]:
    """Return the type of each field of a kind."""
    if cls.kind not in _HINTS:
        _HINTS[cls.kind] = get_type_hints(cls)
    return _HINTS[cls.kind]


_HINTS: dict[str, dict[str, Any]] = {}


def _present_fields(cls: type[NotificationKind], payload: Mapping[str, Any]) -> list[str]:
    """Return the fields to read: those without a default, and those that the payload has."""
    return [each.name for each in fields(cls) if each.name in payload or each.default is MISSING]


def _read_field(cls: type[NotificationKind], name: str, payload: Mapping[str, Any]) -> Any:
    if name not in payload:
        raise UnreadableNotification(f"{cls.kind}: no {name}")
    try:
        return _from_json(_hints(cls)[name], payload[name])
    except (TypeError, ValueError) as error:
        raise UnreadableNotification(f"{cls.kind}: {name} cannot be read") from error


def _to_json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    return [_to_json(each) for each in value] if isinstance(value, tuple) else value


def _from_json(hint: Any, value: Any) -> Any:
    """Return the value as the first type of `hint` that fits. Raises TypeError, ValueError."""
    for option in get_args(hint) if isinstance(hint, UnionType) else (hint,):
        if get_origin(option) is tuple and isinstance(value, list):
            return tuple(_from_json(get_args(option)[0], each) for each in value)
        if option in (datetime, date) and isinstance(value, str):
            return option.fromisoformat(value)
        if isinstance(option, type) and issubclass(option, StrEnum):
            return option(value)
        if option in (int, str, bool, NoneType) and type(value) is option:
            return value
    raise TypeError(f"{value!r} is not {hint}")
