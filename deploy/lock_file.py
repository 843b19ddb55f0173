"""The packages that a lock pins, with the hashes of their files."""

import re
from dataclasses import dataclass
from pathlib import Path

PINNED = re.compile(
    r"^([A-Za-z0-9][\w.-]*)(?:\[[^\]\n]*\])?==([^\s;\\]+)[^\n]*\n((?:[ \t]+[^\n]*\n)*)", re.MULTILINE
)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True)
class Package:
    """A package by its normalised name, with its only version and the SHA-256 of every file it may be installed from."""

    name: str
    version: str
    hashes: tuple[str, ...]


def read_lock(file: Path) -> list[Package]:
    """Return the packages of a lock, by name. Raises ValueError where it pins none."""
    found = [
        Package(re.sub(r"[-_.]+", "-", name).lower(), version, tuple(HASH.findall(rest)))
        for name, version, rest in PINNED.findall(file.read_text() + "\n")
    ]
    if not found:
        raise ValueError(f"{file} pins nothing")
    return sorted(found, key=lambda package: package.name)
