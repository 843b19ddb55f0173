"""A beacon of this machine, for the demo, for tests and for a market without a network. It signs nothing: the operator could predict it."""

from hashlib import sha256

from bot.clock import Now
from market.beacon import BeaconOutput, BeaconSilent, time_of
from storage.beacon_kind import BeaconKind

TAG = b"LORONG-LOCAL-BEACON"


class LocalBeacon:
    """Computes rounds from `seed`, which is random at the start and stored nowhere. Rounds come by `clock`."""

    kind = BeaconKind.LOCAL

    def __init__(self, seed: bytes, clock: Now) -> None:
        self._seed, self._clock = seed, clock

    async def fetch(self, number: int) -> BeaconOutput:
        """Return the output of a round. Raises BeaconSilent before its time."""
        if self._clock() < time_of(number):
            raise BeaconSilent(f"round {number} is yet to come")
        message = b"\x00".join((TAG, number.to_bytes(8, "big"), self._seed))
        return BeaconOutput(sha256(message).hexdigest(), "")

    def proven(self, number: int, signature: str) -> BeaconOutput:
        """Raise ValueError: nothing is signed."""
        raise ValueError("a local beacon signs nothing")
