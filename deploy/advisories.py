"""Known advisories about the packages of a lock: `python -m deploy.advisories LOCK FILE`.

FILE is the archive of advisories for PyPI that OSV publishes, or any zip of its JSON records. Nothing is downloaded: the caller provides the file.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from packaging.version import InvalidVersion, Version

from deploy.lock_file import Package, read_lock


def advisories(lock: Path, archive: Path) -> list[str]:
    """Return a line for each advisory about a pinned version. Raises ValueError where the archive has no advisory at all."""
    packages = {package.name: package for package in read_lock(lock)}
    read, found = 0, []
    for record in _records(archive):
        read += 1
        found += [] if record.get("withdrawn") else _about(record, packages)
    if not read:
        raise ValueError(f"{archive} holds no advisories")
    return sorted(found)


def _records(archive: Path) -> Iterator[dict[str, Any]]:
    with ZipFile(archive) as files:
        for name in files.namelist():
            if name.endswith(".json"):
                yield json.loads(files.read(name))


def _about(record: dict[str, Any], packages: dict[str, Package]) -> list[str]:
    lines = []
    for affected in record.get("affected", ()):
        named = affected.get("package", {})
        package = packages.get(re.sub(r"[-_.]+", "-", named.get("name", "")).lower())
        if package and named.get("ecosystem") == "PyPI" and _is_affected(package.version, affected):
            lines.append(
                f"{package.name} {package.version}: {record['id']} {record.get('summary', '')}".rstrip()
            )
    return lines


def _is_affected(version: str, affected: dict[str, Any]) -> bool:
    if version in affected.get("versions", ()):
        return True
    ranges = (each for each in affected.get("ranges", ()) if each.get("type") == "ECOSYSTEM")
    return any(_is_within(Version(version), each["events"]) for each in ranges)


def _is_within(version: Version, events: list[dict[str, str]]) -> bool:
    """Return whether the last event at or before a version leaves it affected. A limit that cannot be read counts as affected."""
    try:
        affected = False
        for event in sorted(events, key=_limit):
            [(kind, limit)] = event.items()
            if kind == "introduced" and version >= _version(limit):
                affected = True
            elif (kind in ("fixed", "limit") and version >= _version(limit)) or (
                kind == "last_affected" and version > _version(limit)
            ):
                affected = False
        return affected
    except InvalidVersion:
        return True


def _limit(event: dict[str, str]) -> Version:
    return _version(*event.values())


def _version(text: str) -> Version:
    return Version("0.dev0" if text == "0" else text)


def main(arguments: list[str]) -> int:
    """Return the exit status: 0 where no advisory is known, 1 where one is, 2 without a file that holds any."""
    if len(arguments) != 2:
        print("usage: make audit ADVISORIES=FILE, see docs/operations.md", file=sys.stderr)  # noqa: T201
        return 2
    try:
        found = advisories(*map(Path, arguments))
    except (OSError, BadZipFile, ValueError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    print("\n".join(found) or "No advisory is known about what the lock pins.")  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
