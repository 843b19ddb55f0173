"""The arithmetic of a draw, from published facts alone: commitment, list, root, seed, scores. Pure; docs/draw.md says what each step is for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from storage.beacon_kind import BeaconKind

SCORE = b"LORONG-DRAW-1"
LEAF, NODE = b"\x00", b"\x01"
LEFT, RIGHT = "left", "right"

Path = tuple[tuple[str, str], ...]
"""From a leaf up: on which side the other hash stands, and the hash in hex."""


@dataclass(frozen=True)
class Chance:
    """An entry as it is published: a pseudonym that says nothing of its person, and how many chances it has, 1 to 4."""

    pseudonym: str
    weight: int = 1


def commitment(secret: str) -> str:
    """What is published of a secret (hex) before anybody enters."""
    return sha256(bytes.fromhex(secret)).hexdigest()


def listed(chances: Iterable[Chance]) -> tuple[Chance, ...]:
    """As the list is published and hashed: by pseudonym."""
    return tuple(sorted(chances, key=lambda chance: chance.pseudonym.encode()))


def leaf(chance: Chance) -> str:
    """The hash that stands for an entry."""
    return sha256(LEAF + f"{chance.pseudonym}:{chance.weight}".encode()).hexdigest()


def root(chances: Iterable[Chance]) -> str:
    """The Merkle root of the list (RFC 6962), in hex: whoever changes one entry changes it."""
    return _root([bytes.fromhex(leaf(chance)) for chance in listed(chances)]).hex()


def merkle_path(chances: Iterable[Chance], pseudonym: str) -> Path:
    """What leads from this entry's leaf to the root. Raises ValueError where it is not in the list."""
    inside = listed(chances)
    place = [chance.pseudonym for chance in inside].index(pseudonym)
    return tuple(_path([bytes.fromhex(leaf(chance)) for chance in inside], place))


def root_from_path(start: str, way: Iterable[Sequence[str]]) -> str:
    """The root that a leaf and its path lead to."""
    here = bytes.fromhex(start)
    for side, other in way:
        there = bytes.fromhex(other)
        here = _node(there, here) if side == LEFT else _node(here, there)
    return here.hex()


def seed(secret: str, randomness: str) -> str:
    """Both in hex: neither who keeps the secret nor who runs the beacon knows it alone."""
    return sha256(bytes.fromhex(secret) + bytes.fromhex(randomness)).hexdigest()


def score(seed: str, name: str, chance: Chance) -> int:
    """The least of as many hashes as the entry has chances."""
    start = b"\x00".join((SCORE, seed.encode(), name.encode(), chance.pseudonym.encode()))
    return min(
        int.from_bytes(sha256(start + b"\x00" + str(each).encode()).digest(), "big")
        for each in range(chance.weight)
    )


def drawn_order(seed: str, name: str, chances: Iterable[Chance]) -> tuple[str, ...]:
    """The pseudonyms by their scores, whatever the order of the list; `name` is the draw's own."""
    scored = sorted((score(seed, name, chance), chance.pseudonym) for chance in chances)
    return tuple(pseudonym for _, pseudonym in scored)


def findings(document: Mapping[str, Any]) -> tuple[tuple[str, bool], ...]:
    """Each thing that a published file claims, by a word, and whether it is so. Raises KeyError, TypeError, ValueError for what is no such file."""
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
    """What quicknet gives is the hash of its signature; a local beacon signs nothing."""
    if beacon["kind"] == BeaconKind.LOCAL:
        return not beacon["signature"]
    signed = sha256(bytes.fromhex(beacon["signature"])).hexdigest()
    return bool(beacon["kind"] == BeaconKind.QUICKNET and signed == beacon["randomness"])


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(NODE + left + right).digest()


def _root(leaves: Sequence[bytes]) -> bytes:
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    middle = _middle(len(leaves))
    return _node(_root(leaves[:middle]), _root(leaves[middle:]))


def _path(leaves: Sequence[bytes], place: int) -> list[tuple[str, str]]:
    if len(leaves) == 1:
        return []
    middle = _middle(len(leaves))
    if place < middle:
        return [*_path(leaves[:middle], place), (RIGHT, _root(leaves[middle:]).hex())]
    return [*_path(leaves[middle:], place - middle), (LEFT, _root(leaves[:middle]).hex())]


def _middle(count: int) -> int:
    """The largest power of two below it."""
    return int(1 << (count - 1).bit_length() - 1)
