"""Closed-loop load: a fixed number of updates is outstanding, and each answer releases the next."""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any

FIRST_PERSON, PEOPLE = 50_000, 500
FIRST_TELEGRAM_ID = 7_300_000_000
"""People write from Telegram ids of ten digits, which differ from the ids of their rows."""
LANGUAGES = ("en", "ms", "zh-hans")
DATE = 1_795_000_000


@dataclass(frozen=True, kw_only=True)
class Order:
    """A load to put on a bot. `answers`: the calls that answer one update; `callbacks` and the `people` from `first_person` on are cycled through."""

    bot: str
    kind: str
    callbacks: Sequence[str]
    answers: int
    updates: int
    at_once: int = 50
    people: int = PEOPLE
    first_person: int = FIRST_PERSON


@dataclass(kw_only=True)
class Load:
    """An order in progress. Latency runs from an update's arrival in the queue to the last call that answers it."""

    order: Order
    numbers: Iterator[int]
    sent: dict[int, tuple[float, int]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    started: float = field(default_factory=time.perf_counter)
    issued: int = 0

    def first(self) -> list[tuple[int, bytes]]:
        return [self._next() for _ in range(min(self.order.at_once, self.order.updates))]

    def answered(self, person: int) -> tuple[int, bytes] | None:
        """Record a call to `person`; return the next update where this one is answered and more are left."""
        if person not in self.sent:
            return None
        sent_at, outstanding = self.sent.pop(person)
        if outstanding > 1:
            self.sent[person] = sent_at, outstanding - 1
            return None
        self.seconds.append(time.perf_counter() - sent_at)
        return self._next() if self.issued < self.order.updates else None

    @property
    def done(self) -> bool:
        return len(self.seconds) >= self.order.updates

    def figures(self) -> dict[str, float]:
        """Return the updates a second, and the median and the 99th percentile of the latency in milliseconds."""
        duration = time.perf_counter() - self.started
        slow = quantiles(self.seconds, n=100)[98] if len(self.seconds) > 1 else self.seconds[0]
        return {
            "rate": len(self.seconds) / duration,
            "p50_ms": median(self.seconds) * 1000,
            "p99_ms": slow * 1000,
        }

    def _next(self) -> tuple[int, bytes]:
        order, index, number = self.order, self.issued, next(self.numbers)
        person = telegram_id(order.first_person + index % order.people)
        callback = order.callbacks[index % len(order.callbacks)]
        self.issued += 1
        self.sent[person] = time.perf_counter(), order.answers
        update = (
            typed(number, person, callback) if order.kind == "typed" else tapped(number, person, callback)
        )
        return number, json.dumps(update).encode()


def telegram_id(person: int) -> int:
    """Return the Telegram id of the person with this id in the database."""
    return FIRST_TELEGRAM_ID + person


def language_of(telegram_id: int) -> str:
    """Return the language of a person's app."""
    return LANGUAGES[telegram_id % len(LANGUAGES)]


def typed(number: int, person: int, text: str) -> dict[str, Any]:
    """Return an update with a command in a private chat."""
    command = {"type": "bot_command", "offset": 0, "length": len(text.split()[0])}
    message = {
        "message_id": number,
        "date": DATE,
        "chat": _chat(person),
        "from": _human(person),
        "text": text,
    }
    return {"update_id": number, "message": {**message, "entities": [command]}}


def tapped(number: int, person: int, data: str) -> dict[str, Any]:
    """Return an update with a tap on a button of a card with a picture."""
    card = {
        "message_id": 7,
        "date": DATE,
        "chat": _chat(person),
        "from": {"id": 1, "is_bot": True, "first_name": "Bench", "username": "bench_bot"},
        "photo": [PHOTO],
        "caption": "Kuih lapis · Ros\nFri 27 Nov, 18:00 to 22:00\nkuih lapis: RM8.50 · 4 of 12 left\n4 of 12 left.",
        "caption_entities": [{"type": "bold", "offset": 0, "length": 10}],
        "reply_markup": {
            "inline_keyboard": [
                [{"text": label, "callback_data": data}] for label in ("Stall", "Next", "Back")
            ]
        },
    }
    query = {"id": str(person), "from": _human(person), "message": card, "chat_instance": "1", "data": data}
    return {"update_id": number, "callback_query": query}


PHOTO = {"file_id": "AgAC", "file_unique_id": "AQAD", "width": 800, "height": 600, "file_size": 40_000}


def _chat(person: int) -> dict[str, Any]:
    return {"id": person, "type": "private", "first_name": "Aina", "username": f"aina{person}"}


def _human(person: int) -> dict[str, Any]:
    return {
        "id": person,
        "is_bot": False,
        "first_name": "Aina",
        "username": f"aina{person}",
        "language_code": language_of(person),
    }
