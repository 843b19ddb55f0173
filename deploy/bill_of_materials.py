"""The bill of materials of a release, as CycloneDX JSON: `python -m deploy.bill_of_materials LOCK FILE`.

It is made from the lock alone, so the same lock gives the same file. Licences are those of the packages that are installed here.
"""

import json
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from deploy.lock_file import Package, read_lock

PROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"


def bill_of_materials(lock: Path) -> dict[str, Any]:
    """Return the document."""
    project = tomllib.loads(PROJECT.read_text())["project"]
    reference = _reference(project["name"], project["version"])
    packages = read_lock(lock)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": uuid5(NAMESPACE_URL, lock.read_text()).urn,
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": reference,
                "name": project["name"],
                "version": project["version"],
                "purl": reference,
                "licenses": [{"expression": project["license"]}],
            }
        },
        "components": [_component(package) for package in packages],
        "dependencies": [
            {"ref": reference, "dependsOn": [_reference(each.name, each.version) for each in packages]}
        ],
    }


def _component(package: Package) -> dict[str, Any]:
    """Return a package. A hash belongs to one of its files, so they are properties and not `hashes` of the component."""
    reference = _reference(package.name, package.version)
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": reference,
        "name": package.name,
        "version": package.version,
        "purl": reference,
        "properties": [{"name": "lorong:file:sha256", "value": each} for each in package.hashes],
    }
    licence = _licence(package)
    return component | ({"licenses": [{"license": {"name": licence}}]} if licence else {})


def _reference(name: str, version: str) -> str:
    return f"pkg:pypi/{name}@{version}"


def _licence(package: Package) -> str:
    """Return the licence that an installed package names; "" where it is not installed in this version, or names none."""
    try:
        found = metadata(package.name)
    except PackageNotFoundError:
        return ""
    if found["Version"] != package.version:
        return ""
    classified = [
        each.rpartition(" :: ")[2] for each in found.get_all("Classifier") or () if "License ::" in each
    ]
    first_line = (found["License"] or "").partition("\n")[0]
    return str(found["License-Expression"] or ", ".join(classified) or first_line)


def main(arguments: list[str]) -> None:
    lock, target = map(Path, arguments)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(bill_of_materials(lock), indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
