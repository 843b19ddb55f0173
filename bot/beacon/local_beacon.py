"""A beacon of this machine's own, for the demo, for tests and for a market without a network. It signs nothing: whoever runs Lorong could foretell it."""

from hashlib import sha256

from bot.clock import Now
from market.beacon import BeaconOutput, BeaconSilent, time_of
from storage.beacon_kind import BeaconKind

TAG = b"LORONG-LOCAL-BEACON"


class LocalBeacon:
    """Rounds come by `clock`; `seed` is made at the start and kept by nobody."""

    kind = BeaconKind.LOCAL

    def __init__(self, seed: bytes, clock: Now) -> None:
        self._seed, self._clock = seed, clock

    async def fetch(self, number: int) -> BeaconOutput:
        """Raises BeaconSilent before its time."""
        if self._clock() < time_of(number):
            raise BeaconSilent(f"round {number} is yet to come")
        message = b"\x00".join((TAG, number.to_bytes(8, "big"), self._seed))
        return BeaconOutput(sha256(message).hexdigest(), "")

    def proven(self, number: int, signature: str) -> BeaconOutput:
        """Always raises ValueError: nothing is signed."""
        raise ValueError("a local beacon signs nothing")
