"""Faults on demand: what a network and a busy Telegram do to a bot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    TOO_MANY = "too_many"
    """429 with `retry_after`; nothing happens."""
    BAD_GATEWAY = "bad_gateway"
    """502 with an HTML page; nothing happens."""
    HANG = "hang"
    """No answer until the caller gives up; nothing happens."""
    LOST = "lost"
    """It happens, and the connection ends without an answer."""
    DUPLICATE = "duplicate"
    """The next update is delivered a second time after it was confirmed; the method is not looked at."""


@dataclass(slots=True, kw_only=True)
class ArmedFault:
    method: str
    fault: Fault
    times: int
    retry_after: int


class FaultInjector:
    def __init__(self) -> None:
        self.armed: list[ArmedFault] = []

    def arm(self, method: str, fault: Fault, *, times: int = 1, retry_after: int = 1) -> None:
        self.armed.append(
            ArmedFault(method=method.lower(), fault=fault, times=times, retry_after=retry_after)
        )

    def for_call(self, method: str) -> ArmedFault | None:
        """The fault that meets this call; each is used up by the calls it met. A method `*` is any."""
        names = {method.lower(), "*"}
        return self._use(lambda one: one.fault is not Fault.DUPLICATE and one.method in names)

    def for_update(self) -> bool:
        """Whether the update that is queued now comes twice."""
        return self._use(lambda one: one.fault is Fault.DUPLICATE) is not None

    def _use(self, fits: Callable[[ArmedFault], bool]) -> ArmedFault | None:
        found = next((one for one in self.armed if fits(one)), None)
        if found:
            found.times -= 1
            self.armed = [one for one in self.armed if one.times > 0]
        return found
