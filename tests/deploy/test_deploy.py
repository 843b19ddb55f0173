"""The files for operators: container, service, bill of materials, notice, and the check against advisories."""

import json
import re
import shutil
import subprocess
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from deploy import bill_of_materials as materials
from deploy.advisories import advisories
from deploy.advisories import main as audit
from deploy.lock_file import read_lock
from scheduler.job_status import MIN_OVERDUE

ROOT = Path(__file__).resolve().parents[2]
DEPLOY, LOCK = ROOT / "deploy", ROOT / "requirements.lock"
NPM_LOCK = ROOT / "web" / "kiosk" / "package-lock.json"


def test_a_lock_is_read_with_every_package_version_and_hash() -> None:
    packages = read_lock(LOCK)
    assert len(packages) == len(re.findall(r"^\S+==", LOCK.read_text(), re.MULTILINE))
    assert sum(len(each.hashes) for each in packages) == LOCK.read_text().count("--hash=sha256:")
    assert all(each.hashes for each in packages)


def test_what_the_build_needs_is_in_the_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    needed = [*project["build-system"]["requires"], *project["dependency-groups"]["build"]]
    pinned = {package.name for package in read_lock(LOCK)}
    assert {re.split(r"[><=]", each)[0] for each in needed} <= pinned
    builds = [line for line in (ROOT / "Makefile").read_text().splitlines() if "--no-deps" in line]
    assert builds
    assert all("--no-build-isolation" in line for line in builds)


def npm_packages() -> dict[str, Any]:
    """The packages of the npm lock by their places."""
    packages = json.loads(NPM_LOCK.read_text())["packages"]
    return {place: package for place, package in packages.items() if place}


def test_the_kiosk_s_libraries_are_pinned_by_hash_without_an_address_and_named_with_their_licence() -> None:
    wanted = json.loads((ROOT / "web" / "kiosk" / "package.json").read_text())["dependencies"]
    packages = npm_packages()
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert all(each["integrity"].startswith("sha512-") for each in packages.values())
    assert "resolved" not in NPM_LOCK.read_text()
    notice = (ROOT / "NOTICE").read_text()
    served = {name.removeprefix("node_modules/"): each["license"] for name, each in packages.items()}
    assert [name for name in wanted if not re.search(rf"{re.escape(name)} +{served[name]} ", notice)] == []


def test_the_bill_of_materials_has_every_package_once_and_is_the_same_each_time(tmp_path: Path) -> None:
    files = [tmp_path / "one" / "bom.json", tmp_path / "two.json"]
    for file in files:
        materials.main([str(LOCK), str(NPM_LOCK), str(file)])
    one, two = (file.read_text() for file in files)
    assert one == two
    bill: dict[str, Any] = json.loads(one)
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", bill["serialNumber"])
    purls = [component["purl"] for component in bill["components"]]
    assert purls[: -len(npm_packages())] == [
        f"pkg:pypi/{each.name}@{each.version}" for each in read_lock(LOCK)
    ]
    assert [purl for purl in purls if purl.startswith("pkg:npm/")] == purls[-len(npm_packages()) :]
    assert all(
        component["hashes"][0]["alg"] == "SHA-512" for component in bill["components"][-len(npm_packages()) :]
    )
    references = {component["bom-ref"] for component in bill["components"]}
    assert len(references) == len(purls)
    assert {*bill["dependencies"][0]["dependsOn"]} == references
    licences = [each["licenses"][0]["license"]["name"] for each in bill["components"] if "licenses" in each]
    assert len(licences) > len(purls) // 2


def test_the_notice_names_every_library_under_a_licence_that_asks_for_it() -> None:
    notice = (ROOT / "NOTICE").read_text()
    asking = []
    for package in read_lock(LOCK):
        try:
            found = metadata(package.name)
        except PackageNotFoundError:
            continue
        said = f"{found['License-Expression']} {found['License']} {found.get_all('Classifier')}"
        if re.search(r"GPL|MPL|Mozilla", said[:4000]):
            asking.append(package.name)
    assert "psycopg" in asking
    assert [name for name in asking if not re.search(rf"\b{name}\b", notice)] == []


def record(name: str = "aiohttp", **affected: Any) -> dict[str, Any]:
    package = {"name": name, "ecosystem": "PyPI"}
    return {"id": "GHSA-x", "summary": "It leaks.", "affected": [{"package": package, **affected}]}


def ranged(*events: dict[str, str]) -> dict[str, Any]:
    return record(ranges=[{"type": "ECOSYSTEM", "events": [*events]}])


LOCKED = "aiohttp==3.14.2 \\\n    --hash=sha256:" + "0" * 64 + "\n    # via lorong\n"


def checked(tmp_path: Path, *records: dict[str, Any]) -> list[str]:
    lock, archive = tmp_path / "lock", tmp_path / "all.zip"
    lock.write_text(LOCKED)
    with ZipFile(archive, "w") as files:
        for number, each in enumerate(records):
            files.writestr(f"{number}.json", json.dumps(each))
    return advisories(lock, archive)


@pytest.mark.parametrize(
    ("advisory", "affected"),
    [
        (record(versions=["3.14.1", "3.14.2"]), True),
        (record(versions=["3.14.1"]), False),
        (ranged({"introduced": "0"}, {"fixed": "3.14.3"}), True),
        (ranged({"introduced": "0"}, {"fixed": "3.14.2"}), False),
        (ranged({"introduced": "3.15"}), False),
        (ranged({"introduced": "0"}, {"last_affected": "3.14.2"}), True),
        (ranged({"introduced": "0"}, {"last_affected": "3.14.1"}), False),
        (ranged({"introduced": "0"}, {"fixed": "3.10"}, {"introduced": "3.14"}, {"fixed": "3.15"}), True),
        (ranged({"introduced": "0"}, {"fixed": "3.10"}, {"introduced": "3.14.3"}), False),
        (ranged({"introduced": "0"}, {"fixed": "no version"}), True),
        (record("AioHTTP", versions=["3.14.2"]), True),
        (record("another", versions=["3.14.2"]), False),
        (record(versions=["3.14.2"]) | {"withdrawn": "2026-01-01T00:00:00Z"}, False),
    ],
)
def test_an_advisory_is_found_where_it_is_about_the_pinned_version(
    tmp_path: Path, advisory: dict[str, Any], affected: bool
) -> None:
    assert checked(tmp_path, advisory) == (["aiohttp 3.14.2: GHSA-x It leaks."] if affected else [])


def test_without_advisories_nothing_counts_as_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ValueError, match="holds no advisories"):
        checked(tmp_path)
    lock = tmp_path / "lock"
    assert audit([str(lock)]) == 2
    assert audit([str(lock), str(tmp_path / "missing.zip")]) == 2
    assert audit([str(lock), str(lock)]) == 2
    checked(tmp_path, record("another"))
    assert audit([str(lock), str(tmp_path / "all.zip")]) == 0
    checked(tmp_path, record(versions=["3.14.2"]))
    assert audit([str(lock), str(tmp_path / "all.zip")]) == 1
    assert "GHSA-x" in capsys.readouterr().out


def test_the_container_runs_without_root_and_asks_whether_it_lives() -> None:
    text = (DEPLOY / "Containerfile").read_text()
    last_stage = text.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001:10001$", last_stage, re.MULTILINE)
    assert "/health/live" in last_stage
    assert "--require-hashes" in text
    assert "--no-build-isolation" in text
    copied = {
        word for line in re.findall(r"^COPY (?!--)(.*)$", text, re.MULTILINE) for word in line.split()[:-1]
    }
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"][
        "wheel"
    ]
    assert {*packages["packages"]} <= copied
    assert [name for name in copied if not (ROOT / name).exists()] == []
    allowed = {
        line[1:] for line in (ROOT / ".containerignore").read_text().splitlines() if line.startswith("!")
    }
    assert copied == allowed
    assert (ROOT / ".dockerignore").read_text() == (ROOT / ".containerignore").read_text()


@pytest.mark.parametrize("file", ["compose.yaml", "compose.postgresql.yaml"])
def test_every_container_of_ours_is_read_only_and_without_capabilities(file: str) -> None:
    services = re.split(
        r"^  (?=\w+:$)", (DEPLOY / file).read_text().partition("services:")[2], flags=re.MULTILINE
    )
    ours = [service for service in services if "Containerfile" in service]
    assert ours
    for service in ours:
        assert "read_only: true" in service
        assert "cap_drop: [ALL]" in service
        assert "no-new-privileges:true" in service


def test_a_market_is_started_from_this_folder_and_set_up_without_a_file_there() -> None:
    assert "path: deploy/compose.yaml" in (ROOT / "compose.yaml").read_text()
    env = (DEPLOY / "compose.yaml").read_text().partition("env_file:")[2].partition("environment:")[0]
    assert re.findall(r"\w+: \S+", env)[:2] == ["path: ../.env", "required: false"]


def test_after_a_planned_reboot_every_container_returns() -> None:
    for file, services in (("compose.yaml", 1), ("compose.postgresql.yaml", 1)):
        text = (DEPLOY / file).read_text()
        assert re.findall(r"restart: (\S+)", text) == ["unless-stopped"] * services


def test_a_base_image_can_be_given_by_digest_without_a_change_of_a_file() -> None:
    text = (DEPLOY / "Containerfile").read_text()
    assert re.findall(r"^FROM (\S+)", text, re.MULTILINE) == [
        "${NODE_IMAGE}",
        "${PYTHON_IMAGE}",
        "${PYTHON_IMAGE}",
    ]
    for name, image in re.findall(r"^ARG (\w+)=(\S+)$", text, re.MULTILINE):
        for file in ("compose.yaml", "compose.postgresql.yaml"):
            assert f"{name}: ${{{name}:-{image}}}" in (DEPLOY / file).read_text()
    assert (
        "image: ${POSTGRES_IMAGE:-docker.io/library/postgres:18}"
        in (DEPLOY / "compose.postgresql.yaml").read_text()
    )


def test_the_service_restarts_what_hangs_and_what_lost_its_database_but_not_a_wrong_setting() -> None:
    text = (DEPLOY / "lorong.service").read_text()
    said = dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))
    assert said["Type"] == "notify"
    assert (said["Restart"], said["RestartPreventExitStatus"]) == ("on-failure", "2")
    assert int(said["WatchdogSec"]) > 10 * MIN_OVERDUE.total_seconds()
    assert said["TimeoutStartSec"] == "infinity", "an upgrade, or a wait for the database, is no hang"


def test_the_service_is_one_that_systemd_takes(tmp_path: Path) -> None:
    verify = shutil.which("systemd-analyze")
    if verify is None:
        pytest.skip("No systemd-analyze here.")
    program = tmp_path / "lorong"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    unit = tmp_path / "lorong.service"
    text = (DEPLOY / "lorong.service").read_text()
    assert "ExecStart=/opt/lorong/bin/lorong run" in text
    unit.write_text(text.replace("/opt/lorong/bin/lorong", str(program)))
    done = subprocess.run([verify, "verify", unit], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
