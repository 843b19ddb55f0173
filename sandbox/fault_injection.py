"""Fault injection: failures of the network and of a busy Telegram, on demand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    TOO_MANY = "too_many"
    """A 429 with `retry_after`; the call has no effect."""
    BAD_GATEWAY = "bad_gateway"
    """A 502 with an HTML page; the call has no effect."""
    HANG = "hang"
    """No response until the caller gives up; the call has no effect."""
    LOST = "lost"
    """The call takes effect, and the connection ends without a response."""
    CUT = "cut"
    """The connection ends without a response; the call has no effect."""
    UNAUTHORIZED = "unauthorized"
    """A 401, as after the token was revoked."""
    NOT_FOUND = "not_found"
    """A 404, as for a token that does not even look like one."""
    CONFLICT = "conflict"
    """A 409, as while another process polls."""
    DUPLICATE = "duplicate"
    """The next update is delivered a second time after it was confirmed; the method does not matter."""


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
        """Return the fault for this call, if any, and count it. The method `*` stands for any."""
        names = {method.lower(), "*"}
        return self._use(lambda one: one.fault is not Fault.DUPLICATE and one.method in names)

    def for_update(self) -> bool:
        """Return whether the update that is queued now is delivered twice."""
        return self._use(lambda one: one.fault is Fault.DUPLICATE) is not None

    def _use(self, fits: Callable[[ArmedFault], bool]) -> ArmedFault | None:
        found = next((one for one in self.armed if fits(one)), None)
        if found:
            found.times -= 1
            self.armed = [one for one in self.armed if one.times > 0]
        return found
