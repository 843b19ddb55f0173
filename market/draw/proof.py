"""The arithmetic of a draw: commitment, list, root, seed, scores. Pure functions; docs/draw.md explains each step."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from storage.beacon_kind import BeaconKind

SCORE = b"LORONG-DRAW-1"
LEAF, NODE = b"\x00", b"\x01"
LEFT, RIGHT = "left", "right"

Path = tuple[tuple[str, str], ...]
"""From a leaf up: the side of the other hash, and the hash in hex."""


@dataclass(frozen=True)
class Chance:
    """A published entry: a random pseudonym, and its weight of 1 to 4 chances."""

    pseudonym: str
    weight: int = 1


def commitment(secret: str) -> str:
    """Return the commitment to a secret (both in hex), published before anybody enters."""
    return sha256(bytes.fromhex(secret)).hexdigest()


def listed(chances: Iterable[Chance]) -> tuple[Chance, ...]:
    """Return the list as it is published and hashed: sorted by pseudonym."""
    return tuple(sorted(chances, key=lambda chance: chance.pseudonym.encode()))


def leaf(chance: Chance) -> str:
    """Return the hash of an entry."""
    return sha256(LEAF + f"{chance.pseudonym}:{chance.weight}".encode()).hexdigest()


class MerkleTree:
    """The hash tree of a list (RFC 6962), level by level from the leaves up: made once, it gives any path at once."""

    def __init__(self, chances: Iterable[Chance]) -> None:
        self.chances = listed(chances)
        self._places = {chance.pseudonym: place for place, chance in enumerate(self.chances)}
        self._levels = [[bytes.fromhex(leaf(chance)) for chance in self.chances]]
        while len(self._levels[-1]) > 1:
            self._levels.append(_level_above(self._levels[-1]))

    @property
    def root(self) -> str:
        """Return the root in hex; of an empty list the hash of nothing."""
        return (self._levels[-1][0] if self.chances else sha256(b"").digest()).hex()

    def path(self, pseudonym: str) -> Path:
        """Return the path from an entry's leaf to the root. Raises KeyError where it is not in the list."""
        place, path = self._places[pseudonym], []
        for level in self._levels[:-1]:
            beside = place ^ 1
            if beside < len(level):
                path.append((LEFT if beside < place else RIGHT, level[beside].hex()))
            place //= 2
        return tuple(path)


def root(chances: Iterable[Chance]) -> str:
    """Return the Merkle root of the list, in hex."""
    return MerkleTree(chances).root


def root_from_path(start: str, way: Iterable[Sequence[str]]) -> str:
    """Return the root that a leaf and its path lead to."""
    node = bytes.fromhex(start)
    for side, other in way:
        sibling = bytes.fromhex(other)
        node = _node(sibling, node) if side == LEFT else _node(node, sibling)
    return node.hex()


def seed(secret: str, randomness: str) -> str:
    """Return the seed of secret and randomness, in hex: neither the market nor the beacon knows it alone."""
    return sha256(bytes.fromhex(secret) + bytes.fromhex(randomness)).hexdigest()


def score(seed: str, name: str, chance: Chance) -> int:
    """Return the smallest of as many hashes as the entry has chances."""
    start = b"\x00".join((SCORE, seed.encode(), name.encode(), chance.pseudonym.encode()))
    return min(
        int.from_bytes(sha256(start + b"\x00" + str(each).encode()).digest(), "big")
        for each in range(chance.weight)
    )


def drawn_order(seed: str, name: str, chances: Iterable[Chance]) -> tuple[str, ...]:
    """Return the pseudonyms by their scores; `name` is the draw's name."""
    scored = sorted((score(seed, name, chance), chance.pseudonym) for chance in chances)
    return tuple(pseudonym for _, pseudonym in scored)


def findings(document: Mapping[str, Any]) -> tuple[tuple[str, bool], ...]:
    """Return each claim of a proof file, by a word, and whether it is true. Raises KeyError, TypeError, ValueError for an invalid file."""
    chances = [Chance(str(pseudonym), int(weight)) for pseudonym, weight in document["entries"]]
    found = [
        ("commitment", commitment(document["secret"]) == document["commitment"]),
        ("list", _is_list(chances) and len(chances) == document["count"]),
        ("root", root(chances) == document["root"]),
    ]
    randomness = document["beacon"]["randomness"]
    if not randomness:
        return (*found, ("drawn", False))
    drawn = seed(document["secret"], randomness)
    order = list(drawn_order(drawn, document["draw"], chances))
    return (
        *found,
        ("randomness", _is_of_beacon(document["beacon"])),
        ("seed", drawn == document["seed"]),
        ("order", order == document["order"]),
    )


def _is_list(chances: Sequence[Chance]) -> bool:
    distinct = len({chance.pseudonym for chance in chances}) == len(chances)
    return distinct and listed(chances) == tuple(chances) and all(1 <= each.weight <= 4 for each in chances)


def _is_of_beacon(beacon: Mapping[str, Any]) -> bool:
    """Return whether the randomness is the hash of quicknet's signature; a local beacon has none."""
    if beacon["kind"] == BeaconKind.LOCAL:
        return not beacon["signature"]
    signed = sha256(bytes.fromhex(beacon["signature"])).hexdigest()
    return bool(beacon["kind"] == BeaconKind.QUICKNET and signed == beacon["randomness"])


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(NODE + left + right).digest()


def _level_above(level: Sequence[bytes]) -> list[bytes]:
    """Return the hashes of the pairs; one without a partner goes up as it is."""
    above = [_node(level[place], level[place + 1]) for place in range(0, len(level) - 1, 2)]
    return [*above, level[-1]] if len(level) % 2 else above
