"""The town: the seeded people without a phone on the page, who answer what the bot asks them as the demo's clock moves on."""

import asyncio
import heapq
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import takewhile
from random import Random

from handlers.callbacks.callback import Callback, parse_callback
from handlers.callbacks.waitlist import AttendBooking, ConfirmHold, DeclineHold
from market.refusal import ButtonForged
from sandbox import NotPossible, Sandbox

MAX_ANSWERS = 300
"""Answers at one moment of the clock; what is left comes with the next."""
SHORTEST, LONGEST = 5, 55
"""Minutes until somebody answers."""


class Habit(StrEnum):
    """What people do about a question."""

    CONFIRM = "confirmed"
    DECLINE = "declined"
    COME = "coming"


HABITS: tuple[tuple[float, type[Callback], Habit], ...] = (
    (0.7, ConfirmHold, Habit.CONFIRM),
    (0.85, DeclineHold, Habit.DECLINE),
    (0.8, AttendBooking, Habit.COME),
)
"""Below which share of the dice a button is tapped, tried in this order; the others never answer."""


@dataclass(frozen=True, order=True)
class Answer:
    """A tap that is to come."""

    at: datetime
    person: int
    message: int
    data: str = field(compare=False)
    habit: Habit = field(compare=False)


class Town:
    """Taps buttons of new messages over the same wire as everybody, the same for the same messages."""

    def __init__(self, sandbox: Sandbox, people: frozenset[int]) -> None:
        self._sandbox, self._people = sandbox, people
        self._seen = 0
        self._coming: list[Answer] = []

    def next_at(self) -> datetime | None:
        """Return when the next answer comes."""
        return self._coming[0].at if self._coming else None

    async def live(self, now: datetime) -> dict[Habit, int]:
        """Read what is new, and give the answers that are due. Return how many there were of each habit."""
        self._read_new(now)
        due: list[Answer] = []
        while self._coming and self._coming[0].at <= now and len(due) < MAX_ANSWERS:
            due.append(heapq.heappop(self._coming))
        given = [habit for habit in await asyncio.gather(*map(self._give, due)) if habit]
        return {habit: given.count(habit) for habit in Habit if habit in given}

    def _read_new(self, now: datetime) -> None:
        seen, newest = self._seen, self._seen
        for sent in takewhile(lambda each: each.message > seen, reversed(self._sandbox.telegram.sent)):
            newest = max(newest, sent.message)
            if sent.chat in self._people:
                self._plan(sent.chat, sent.message, now)
        self._seen = newest

    def _plan(self, person: int, message: int, now: datetime) -> None:
        found = {type(callback): data for callback, data in self._buttons(person, message)}
        dice = Random(f"{person} {sorted(found.values())}")
        share = dice.random()
        for below, kind, habit in HABITS:
            if kind in found and share < below:
                at = now + timedelta(minutes=dice.randint(SHORTEST, LONGEST))
                answer = Answer(at, person, message, found[kind], habit)
                heapq.heappush(self._coming, answer)
                return

    def _buttons(self, person: int, message: int) -> list[tuple[Callback, str]]:
        """Return the buttons of a message, the last first, so that of one kind the first counts."""
        chat = self._sandbox.telegram.first_account.chats[person]
        post = chat.posts.get(message)
        rows = (post.markup or {}).get("inline_keyboard", []) if post else []
        return [
            (callback, data)
            for row in reversed(rows)
            for button in reversed(row)
            if (data := button.get("callback_data")) and (callback := _parsed(data))
        ]

    async def _give(self, answer: Answer) -> Habit | None:
        """Return the habit of an answer that was given; None where the button is gone."""
        try:
            await self._sandbox.person(answer.person).tap(data=answer.data, message=answer.message)
        except (NotPossible, AssertionError):
            return None
        return answer.habit


def _parsed(data: str) -> Callback | None:
    try:
        return parse_callback(data)
    except ButtonForged:
        return None
