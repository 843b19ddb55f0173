"""The town: the seeded people without a phone on the page, who answer what the bot asks them as the demo's clock moves on."""

import asyncio
import heapq
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import takewhile

from sqlmodel import Session, col, func, select

from handlers.callbacks.callback import Callback, parse_callback
from handlers.callbacks.market_day import AttendMarketDay
from handlers.callbacks.waitlist import ConfirmHold, DeclineHold
from market.refusal import ButtonForged
from sandbox import NotPossible, Sandbox
from storage.follow import StallFollow
from storage.ticket import Loan
from storage.waitlist import Booking, Hold, HoldState

MAX_ANSWERS = 300
"""Answers at one moment of the clock; what is left comes with the next."""
SHORTEST, LONGEST = 2, 25
"""Minutes until somebody answers; the shortest hold lasts half an hour."""


HABITS: tuple[tuple[float, type[Callback]], ...] = (
    (0.7, ConfirmHold),
    (0.85, DeclineHold),
    (0.8, AttendMarketDay),
)
"""Below which share of the dice a button is tapped, tried in this order; the others never answer."""


@dataclass(frozen=True, order=True, kw_only=True)
class Answer:
    """A tap that is to come."""

    at: datetime
    person: int
    message: int
    data: str = field(compare=False)


class Town:
    """Taps buttons of new messages over the same wire as everybody, the same for the same messages."""

    def __init__(self, sandbox: Sandbox, people: frozenset[int]) -> None:
        self._sandbox, self._people = sandbox, people
        self._seen = 0
        self.coming: list[Answer] = []
        self._asked: set[tuple[int, str]] = set()

    def next_at(self) -> datetime | None:
        """Return when the next answer comes."""
        return self.coming[0].at if self.coming else None

    async def live(self, now: datetime) -> None:
        """Read what is new, and give the answers that are due."""
        self.read_new(now)
        due: list[Answer] = []
        while self.coming and self.coming[0].at <= now and len(due) < MAX_ANSWERS:
            due.append(heapq.heappop(self.coming))
        await asyncio.gather(*map(self._give, due))

    def read_new(self, now: datetime) -> None:
        """Plan the answers to the questions that came since the last call."""
        seen, newest = self._seen, self._seen
        for sent in takewhile(lambda each: each.message > seen, reversed(self._sandbox.telegram.sent)):
            newest = max(newest, sent.message)
            if sent.chat in self._people:
                self._plan(sent.chat, sent.message, now)
        self._seen = newest

    def _plan(self, person: int, message: int, now: datetime) -> None:
        found = {type(callback): data for callback, data in self._buttons(person, message)}
        dice = sha256(f"{person} {sorted(found.values())}".encode()).digest()
        share, minutes = dice[0] / 256, SHORTEST + dice[1] % (LONGEST - SHORTEST + 1)
        for below, kind in HABITS:
            if kind in found and share < below:
                if (person, found[kind]) in self._asked:
                    return
                self._asked.add((person, found[kind]))
                at = now + timedelta(minutes=minutes)
                heapq.heappush(self.coming, Answer(at=at, person=person, message=message, data=found[kind]))
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

    async def _give(self, answer: Answer) -> None:
        with suppress(NotPossible):
            await self._sandbox.person(answer.person).tap(data=answer.data, message=answer.message)


def _parsed(data: str) -> Callback | None:
    try:
        return parse_callback(data)
    except ButtonForged:
        return None


def deeds(session: Session) -> Counter[str]:
    """Return how often people have done what: holds confirmed, declined and ended, bookings collected, packaging returned ..."""
    states = dict(session.exec(select(Hold.state, func.count()).group_by(col(Hold.state))).all())
    counts = {
        "confirmed": states.get(HoldState.BOOKED, 0),
        "declined": states.get(HoldState.DECLINED, 0),
        "holds ended": states.get(HoldState.EXPIRED, 0),
        "coming": session.exec(select(func.count()).where(col(Booking.coming))).one(),
        "collected": session.exec(select(func.count()).where(col(Booking.collected) > 0)).one(),
        "returned": session.exec(select(func.coalesce(func.sum(col(Loan.returned)), 0))).one(),
        "new followers": session.exec(select(func.count()).select_from(StallFollow)).one(),
    }
    return Counter(counts)
