"""The bill of materials of a release, as CycloneDX JSON: `python -m deploy.bill_of_materials LOCK NPM_LOCK FILE`.

It is made from the locks alone, so the same locks give the same file. Licences are those of the packages that are installed here, and
those that the npm lock names.
"""

import base64
import json
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from deploy.lock_file import Package, read_lock

PROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"


def bill_of_materials(lock: Path, npm_lock: Path) -> dict[str, Any]:
    """Return the document: the Python packages, then those that the kiosk page brings to a browser."""
    project = tomllib.loads(PROJECT.read_text())["project"]
    reference = _reference(project["name"], project["version"])
    components = [*map(_component, read_lock(lock)), *_npm_components(npm_lock)]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": uuid5(NAMESPACE_URL, lock.read_text() + npm_lock.read_text()).urn,
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
        "components": components,
        "dependencies": [{"ref": reference, "dependsOn": [each["bom-ref"] for each in components]}],
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


def _npm_components(lock: Path) -> list[dict[str, Any]]:
    """Return the packages of an npm lock. Each comes from one file, whose hash is the component's."""
    packages = json.loads(lock.read_text())["packages"]
    return [
        _npm_component(place.rpartition("node_modules/")[2], package)
        for place, package in sorted(packages.items())
        if place
    ]


def _npm_component(name: str, package: dict[str, Any]) -> dict[str, Any]:
    reference = f"pkg:npm/{name.replace('@', '%40')}@{package['version']}"
    algorithm, _, digest = package["integrity"].partition("-")
    return {
        "type": "library",
        "bom-ref": reference,
        "name": name,
        "version": package["version"],
        "purl": reference,
        "hashes": [
            {"alg": algorithm.upper().replace("SHA", "SHA-"), "content": base64.b64decode(digest).hex()}
        ],
        "licenses": [{"license": {"name": package["license"]}}],
    }


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
    lock, npm_lock, target = map(Path, arguments)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(bill_of_materials(lock, npm_lock), indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
