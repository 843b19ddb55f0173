"""The pause between two tries, twice as long after each that failed."""

LONGEST = 5.0
"""Seconds: so long at most after a fault has ended, what waits goes on."""


class RetryPause:
    """`seconds` to wait before the next try: `shortest` after a success, twice as long after each failure, LONGEST at most."""

    def __init__(self, shortest: float, longest: float = LONGEST) -> None:
        self._shortest, self._longest = shortest, longest
        self.seconds = shortest

    @property
    def grown(self) -> bool:
        """Return whether the last try failed."""
        return self.seconds > self._shortest

    def failed(self) -> None:
        """Wait twice as long from now on."""
        self.seconds = min(max(self._longest, self._shortest), self.seconds * 2)

    def succeeded(self) -> None:
        """Wait for the shortest time again."""
        self.seconds = self._shortest
