"""Work out a draw of Lorong again, from its published file alone: python3 verify_draw.py FILE.

Standard library only, nothing of Lorong. It checks everything but the beacon's signature; `lorong proof verify FILE --beacon` checks that too,
or look the round up with any drand client: chain 52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971.
"""

import json
import sys
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

FIRST, PERIOD = datetime(2023, 8, 23, 15, 9, 27, tzinfo=UTC), timedelta(seconds=3)


def leaf(pseudonym, weight):
    return sha256(b"\x00" + f"{pseudonym}:{weight}".encode()).digest()


def root(leaves):
    """The Merkle root of RFC 6962."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\x01" + root(leaves[:half]) + root(leaves[half:])).digest()


def score(seed, draw, pseudonym, weight):
    """The least of as many hashes as the entry has chances."""
    parts = ("LORONG-DRAW-1", seed, draw, pseudonym)
    return min(sha256("\0".join((*parts, str(i))).encode()).digest() for i in range(weight))


def checks(proof):
    secret, beacon, entries = bytes.fromhex(proof["secret"]), proof["beacon"], proof["entries"]
    names = [pseudonym for pseudonym, _ in entries]
    yield "the secret is the one committed to", sha256(secret).hexdigest() == proof["commitment"]
    yield "the list is sorted, with nobody twice", names == sorted(set(names))
    weighed = all(weight in (1, 2, 3, 4) for _, weight in entries)
    yield "each has 1 to 4 chances", weighed
    if not weighed:
        return
    yield "the list has the stated count", len(entries) == proof["count"]
    yield "the list has the published root", root([leaf(*entry) for entry in entries]).hex() == proof["root"]
    ahead = FIRST + (beacon["round"] - 1) * PERIOD - datetime.fromisoformat(proof["closed"])
    yield "the round came two minutes after the closing or later", ahead >= timedelta(minutes=2)
    yield "the round has come", bool(beacon["randomness"])
    if beacon["kind"] == "quicknet":
        signed = sha256(bytes.fromhex(beacon["signature"])).hexdigest()
        yield "the randomness is the hash of the signature", signed == beacon["randomness"]
    seed = sha256(secret + bytes.fromhex(beacon["randomness"])).hexdigest()
    yield "the seed follows from secret and randomness", seed == proof["seed"]
    order = sorted(names, key=lambda name: score(seed, proof["draw"], name, dict(entries)[name]))
    yield "the order follows from the published data", order == proof["order"]


def place_checks(proof):
    """A draw of places: the same list and order, and then who got which place of each day."""
    yield from checks(proof)
    listed = [name.rsplit(":", 1) for name in proof["order"]]
    placed = [day["day"] for day in proof["days"]]
    yield "each wish is of a day that was placed", {day for day, _ in listed} <= set(placed)
    for day in proof["days"]:
        order = [stall for date, stall in listed if date == day["day"]]
        yield (
            f"{day['day']}: its stalls stand in the order",
            order == [stall for stall, _, _ in day["stalls"]],
        )
        left = [place for place in proof["places"] if place not in day["taken"]]
        yield (
            f"{day['day']}: each stall got the first place left",
            day["stalls"] == place(day["stalls"], left),
        )


def place(stalls, left):
    """Give the first place that is left to each stall that is not passed over for a reason of its own."""
    given, left = [], iter(left)
    for stall, _, outcome in stalls:
        code = next(left, "") if outcome in ("placed", "full") else ""
        given.append(
            [stall, code, ("placed" if code else "full") if outcome in ("placed", "full") else outcome]
        )
    return given


def entry_checks(proof):
    """A file about one entry: its leaf, and the way from it to the root."""
    here = leaf(proof["pseudonym"], proof["weight"])
    yield "the leaf is that of the entry", here.hex() == proof["leaf"]
    for side, other in proof["path"]:
        there = bytes.fromhex(other)
        here = sha256(b"\x01" + (there + here if side == "left" else here + there)).digest()
    yield "its path leads to the root", here.hex() == proof["root"]


def main():
    proof = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    kinds = {"lorong entry": entry_checks, "lorong places": place_checks}
    found = list(kinds.get(proof["what"], checks)(proof))
    for what, holds in found:
        print("yes" if holds else "NO ", what)
    if proof["what"] in ("lorong draw", "lorong places"):
        kind = proof["beacon"]["kind"]
        print(
            "not checked: the signature of the round"
            if kind == "quicknet"
            else "a local beacon signs nothing: no proof of chance"
        )
    return 0 if all(holds for _, holds in found) else 1


if __name__ == "__main__":
    sys.exit(main())
