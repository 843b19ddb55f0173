"""The beacon that the settings name."""

from random import Random

from bot.beacon.local_beacon import LocalBeacon
from bot.clock import Now
from market.beacon import Beacon
from storage.beacon_kind import BeaconKind


def configured_beacon(kind: BeaconKind, now: Now, rng: Random) -> Beacon:
    """Return the beacon of this kind. The curve of quicknet is loaded only where it is used."""
    if kind == BeaconKind.LOCAL:
        return LocalBeacon(rng.randbytes(32), now)
    from bot.beacon.quicknet import Quicknet

    return Quicknet()
