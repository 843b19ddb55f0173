"""How fast messages may leave, whichever library sends them: a grid of instants, first lane first, and a door that Telegram can shut."""

import asyncio
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from time import monotonic

PER_SECOND = 28.0
"""Of the 30 that Telegram publishes."""

SLACK = 0.02
"""Seconds, of ten instants at most, by which a late one may be made up for: more would put too many into one second."""
DEBT = 0.5
"""Seconds at most between two letters, however many answers go out."""
QUANTUM = 0.002
REMEMBERED = 1000
CHAT_RATE, CHAT_BURST = 1.0, 3.0
GROUP_RATE, GROUP_BURST = 10 / 60, 10.0
"""Never more than 20 in a minute to a group."""
PATIENCE = 1.5
"""Seconds that a letter waits for its chat; longer, and others are let past."""
STUMBLES = (1.0, 2.0, 4.0, 8.0)
"""Seconds of rest after one, two, three and more sends in a row of which nobody knows whether they came to anything."""


class Shut(Exception):
    """Nothing may be sent to anyone for a while."""

    def __init__(self) -> None:
        super().__init__("the door is shut")


class Busy(Exception):
    """This chat has had its share for so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the chat has had its share for {seconds:.1f} s")
        self.seconds = seconds


@dataclass
class Share:
    """What one chat may still be sent: it gains `rate` a second, `burst` at most."""

    rate: float
    burst: float
    left: float
    at: float

    def lacks(self, now: float) -> float:
        """Seconds until one more may go."""
        self.left = min(self.burst, self.left + (now - self.at) * self.rate)
        self.at = now
        return max(0.0, (1 - self.left) / self.rate)

    def count(self, now: float) -> None:
        self.lacks(now)
        self.left = max(self.left - 1, -self.burst)


class Grid:
    """Lets one through at each of `per_second` instants; who waits goes by lane, then in turn."""

    def __init__(self, per_second: float) -> None:
        self._step = 1 / per_second
        self._slack = min(SLACK, 10 * self._step)
        self._next = 0.0
        self._order = count()
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._since = 0.0
        self._usher: asyncio.Task[None] | None = None

    async def turn(self, lane: int) -> None:
        place = asyncio.get_running_loop().create_future()
        if not self._waiting:
            self._since = monotonic()
        heappush(self._waiting, (lane, next(self._order), place))
        if self._usher is None:
            self._usher = asyncio.create_task(self._let_in())
        await place

    def count(self) -> None:
        """One has gone without waiting; however many do, one of those who wait goes every DEBT."""
        self._take()
        self._next = min(self._next, (self._since if self._waiting else monotonic()) + DEBT)

    def _take(self) -> None:
        self._next = max(self._next, monotonic() - self._slack) + self._step

    def turn_away(self, why: Exception) -> None:
        """Whoever waits."""
        for _, _, place in self._waiting:
            if not place.done():
                place.set_exception(why)
        self._waiting.clear()

    async def _let_in(self) -> None:
        while self._waiting:
            early = self._next - monotonic()
            if early > 0:
                await asyncio.sleep(max(early, QUANTUM))
                continue
            _, _, place = heappop(self._waiting)
            if not place.done():
                self._take()
                self._since = monotonic()
                place.set_result(None)
        self._usher = None


class Pace:
    """One budget for all that this bot sends. Answers to a person are counted, never held back; letters get what is left.

    `paid`: so many announcements a second on a grid of their own, for which Telegram takes Stars; 0: none.
    """

    def __init__(self, per_second: float = PER_SECOND, paid: float = 0) -> None:
        self.per_second, self.paid = per_second, paid
        self._grid = Grid(per_second)
        self._paid = Grid(paid) if paid else self._grid
        self._chats: dict[int, Share] = {}
        self._most = REMEMBERED
        self._shut_until = 0.0
        self._stumbled = 0

    def count(self, chat: int) -> None:
        """An answer went to a chat."""
        self._grid.count()
        self._share(chat).count(monotonic())

    async def turn(self, chat: int, lane: int, paid: bool = False) -> None:
        """Wait for an instant. Raises Shut while Telegram wants nothing, Busy where the chat would have to wait long."""
        if self.shut_for:
            raise Shut
        share = self._share(chat)
        if (seconds := share.lacks(monotonic())) > PATIENCE:
            raise Busy(seconds)
        share.count(monotonic())
        if seconds:
            await asyncio.sleep(seconds)
        if self.shut_for:
            raise Shut
        await (self._paid if paid else self._grid).turn(lane)

    @property
    def shut_for(self) -> float:
        """Seconds."""
        return max(0.0, self._shut_until - monotonic())

    def shut(self, seconds: float) -> None:
        """For everybody; who waits for an instant is turned away."""
        self._shut_until = max(self._shut_until, monotonic() + seconds)
        for grid in (self._grid, self._paid):
            grid.turn_away(Shut())

    def stumble(self) -> None:
        """Telegram is not well: everybody rests a little, longer each time. Those who were under way at the same time count once."""
        if self.shut_for:
            return
        self.shut(STUMBLES[min(self._stumbled, len(STUMBLES) - 1)])
        self._stumbled += 1

    def arrived(self) -> None:
        """Telegram is well."""
        self._stumbled = 0

    def _share(self, chat: int) -> Share:
        if chat not in self._chats:
            if len(self._chats) >= self._most:
                self._forget()
            rate, burst = (GROUP_RATE, GROUP_BURST) if chat < 0 else (CHAT_RATE, CHAT_BURST)
            self._chats[chat] = Share(rate, burst, burst, monotonic())
        return self._chats[chat]

    def _forget(self) -> None:
        """Chats that have their whole share again."""
        now = monotonic()
        self._chats = {
            chat: share
            for chat, share in self._chats.items()
            if share.left + (now - share.at) * share.rate < share.burst
        }
        self._most = max(REMEMBERED, 2 * len(self._chats))
