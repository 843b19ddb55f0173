"""drand's quicknet over the network: one round, from any mirror that has it, with its signature verified."""

import json
from collections.abc import Sequence
from hashlib import sha256

from aiohttp import ClientError, ClientSession, ClientTimeout
from py_arkworks_bls12381 import GT, G1Point, G2Point

from market.beacon import CHAIN, KEY, BeaconOutput, BeaconSilent, randomness_of
from storage.beacon_kind import BeaconKind

MIRRORS = (
    "https://api.drand.sh",
    "https://api2.drand.sh",
    "https://api3.drand.sh",
    "https://drand.cloudflare.com",
)
REQUEST_TIMEOUT, MAX_RESPONSE_BYTES = 5, 4 * 1024
DST = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
SIGNATURE_BYTES = 48


class Quicknet:
    """Asks mirrors in turn. A round never changes and stays available, so a mirror that is down only costs time."""

    kind = BeaconKind.QUICKNET

    def __init__(self, mirrors: Sequence[str] = MIRRORS) -> None:
        self._mirrors = mirrors

    async def fetch(self, number: int) -> BeaconOutput:
        """Return the verified output of a round. Raises BeaconSilent if no mirror has it."""
        errors = []
        async with ClientSession(timeout=ClientTimeout(REQUEST_TIMEOUT)) as session:
            for mirror in self._mirrors:
                try:
                    return self.proven(number, await _signature(session, mirror, number))
                except (ClientError, TimeoutError, ValueError, KeyError, TypeError, RecursionError) as error:
                    errors.append(f"{mirror}: {type(error).__name__}")
        raise BeaconSilent(", ".join(errors))

    def proven(self, number: int, signature: str) -> BeaconOutput:
        """Return the output that a signature proves. Raises ValueError if it is not the signature of that round."""
        signed = signature.strip().lower()
        if not signature_is_valid(number, bytes.fromhex(signed)):
            raise ValueError(f"not the signature of round {number}")
        return BeaconOutput(randomness_of(signed), signed)


def signature_is_valid(number: int, signature: bytes) -> bool:
    """Return whether quicknet's key signed this round (BLS, signatures on G1)."""
    if len(signature) != SIGNATURE_BYTES:
        return False
    try:
        signed = G1Point.from_compressed_bytes(signature)
    except ValueError:
        return False
    if signed == G1Point.identity():
        return False
    message = G1Point.hash_to_curve(sha256(number.to_bytes(8, "big")).digest(), DST)
    key = G2Point.from_compressed_bytes(bytes.fromhex(KEY))
    return bool(GT.pairing_check([signed, -message], [G2Point(), key]))


async def _signature(session: ClientSession, mirror: str, number: int) -> str:
    address = f"{mirror}/{CHAIN}/public/{number}"
    async with session.get(address, allow_redirects=False) as answer:
        if answer.status != 200:
            raise ValueError(answer.status)
        content = b""
        async for part in answer.content.iter_any():
            content += part
            if len(content) > MAX_RESPONSE_BYTES:
                raise ValueError("too long")
    document = json.loads(content)
    if document["round"] != number:
        raise ValueError(document["round"])
    return str(document["signature"])
