"""The facts in README, CONTEXT, CONTRIBUTING, SECURITY, CHANGELOG and docs/ match the code."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from bot.cli.main import main
from bot.settings import Settings
from storage.tables import metadata
from tests.guards.layer_lists import with_layer_lists

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("bot", "handlers", "scheduler", "web", "market", "storage", "locales", "sandbox")
FOLDERS = (*LAYERS, "tests", "benchmarks", "deploy", "docs")
DOCS = (
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "benchmarks").glob("*.md")),
)
README, CONTEXT = (ROOT / "README.md").read_text(), (ROOT / "CONTEXT.md").read_text()
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text()
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
LOCKS = (ROOT / "requirements.lock", ROOT / "requirements-dev.lock")

CODE = re.compile(r"```\w*\n(.*?)```|`([^`\n]+)`", re.DOTALL)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
ANCHOR = re.compile(r"\]\((?!https?:)([^)#]*)#([^)]+)\)")
FEATURE_ID = re.compile(r"[SVHLDXRN]\d\d")
MACHINE = re.compile(r"/(?:home|Users|root|work)/[A-Za-z.]|C:\\Users")
PARTS = ("**Context.**", "**Decision.**", "**Consequences.**", "**What turned out otherwise.**")


def table(text: str, head: str) -> list[list[str]]:
    """The rows, cell by cell, of the table whose first line begins with `head`."""
    lines = iter(text.splitlines())
    next(line for line in lines if line.startswith(head))
    next(lines)
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def code(text: str) -> list[str]:
    """Each line of a code block, and each span of code."""
    found = (block or span for block, span in CODE.findall(text))
    return [line for each in found for line in each.splitlines()]


def named(doc: Path) -> str:
    return str(doc.relative_to(ROOT))


FEATURES = table((ROOT / "docs" / "features.md").read_text(), "| id |")
ROADMAP = table((ROOT / "docs" / "roadmap.md").read_text(), "| id | for |")
NOT_YET = table((ROOT / "docs" / "roadmap.md").read_text(), "| id | next |")
LONGEST_ROW = 200


def test_every_id_stands_once_in_features_or_in_the_roadmap() -> None:
    ids = [row[0] for row in (*FEATURES, *ROADMAP)]
    assert [each for each in ids if not FEATURE_ID.fullmatch(each)] == []
    assert [each for each in ids if ids.count(each) > 1] == []


def test_what_a_part_of_a_feature_lacks_is_in_the_roadmap() -> None:
    lacking = {row[0] for row in NOT_YET}
    assert {row[0] for row in FEATURES if row[2] == "part"} - lacking == set()
    assert lacking - {row[0] for row in FEATURES} == set()


@pytest.mark.parametrize("row", FEATURES, ids=lambda row: row[0])
def test_a_feature_has_a_page_and_a_test(row: list[str]) -> None:
    _, name, status, works, page, proof = row
    assert name
    assert 0 < len(works) <= LONGEST_ROW
    assert status in ("done", "part")
    (page_link,), (test_link,) = LINK.findall(page), LINK.findall(proof)
    assert (ROOT / "docs" / page_link).suffix == ".md"
    assert (ROOT / "docs" / page_link).is_file()
    test_file = ROOT / "docs" / test_link
    assert test_file.name.startswith("test_")
    assert re.search(r"^(async )?def test_", test_file.read_text(), re.MULTILINE)


def test_every_link_leads_to_a_file() -> None:
    links = [(doc, link) for doc in DOCS for link in LINK.findall(doc.read_text())]
    assert [(named(doc), link) for doc, link in links if not (doc.parent / link).exists()] == []


def test_the_index_leads_to_every_page() -> None:
    index = ROOT / "docs" / "index.md"
    listed = LINK.findall(index.read_text())
    pages = {page.name for page in (ROOT / "docs").glob("*.md")} - {"index.md"}
    assert {*listed} == {*pages, "decisions/"}


def anchors(doc: Path) -> set[str]:
    """Return what a link may have behind its #: the headings, as they are shortened on a page."""
    headings = re.findall(r"^#+ (.+)$", doc.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_link_to_a_heading_leads_to_one() -> None:
    links = [
        (doc, (doc.parent / page).resolve() if page else doc, heading)
        for doc in DOCS
        for page, heading in ANCHOR.findall(doc.read_text())
    ]
    assert len(links) > 50
    assert [(named(doc), heading) for doc, page, heading in links if heading not in anchors(page)] == []


def paths(doc: Path) -> Iterator[str]:
    """Return words that look like a path from the root of the project; `<feature>` stands for many."""
    for line in code(doc.read_text()):
        for word in re.split(r"[\s=,;()]+", line):
            if word.startswith(tuple(f"{folder}/" for folder in FOLDERS)) and "<" not in word:
                yield word.rstrip(".:")


def test_every_path_named_is_there() -> None:
    assert [(named(doc), path) for doc in DOCS for path in paths(doc) if not (ROOT / path).exists()] == []


def test_every_make_target_named_is_in_the_makefile() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    wanted = [
        (named(doc), name)
        for doc in DOCS
        for line in code(doc.read_text())
        for name in re.findall(r"\bmake ([a-z]+)", line)
    ]
    assert [(doc, name) for doc, name in wanted if name not in targets] == []


def test_the_map_of_the_house_has_every_folder_and_no_other() -> None:
    mapped = [row[0].strip("`/") for row in table(README, "| folder |")]
    there = {path.relative_to(ROOT).parts[0] for path in ROOT.glob("[a-z]*/*.*")}
    assert sorted(mapped) == sorted(FOLDERS) == sorted(there - {"build", "dist", "data"})


def test_the_readme_names_the_demo_and_another_port() -> None:
    assert {"make demo", "make demo PORT=8095"} <= {line.partition("  ")[0].strip() for line in code(README)}


def commands(text: str) -> set[tuple[str, ...]]:
    found = (re.findall(r"\blorong ([a-z]+)(?: ([a-z]+))?", line) for line in code(text))
    return {
        (first, second) if first == "db" and second else (first,) for line in found for first, second in line
    }


def test_every_lorong_command_named_is_one_that_works() -> None:
    for doc in DOCS:
        for words in commands(doc.read_text()):
            with pytest.raises(SystemExit) as ended:
                main([*words, "--help"])
            assert ended.value.code == 0, (named(doc), words)


def test_the_commands_and_the_options_of_the_demo_are_those_of_the_operations_page(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["demo", "--help"])
    known = {*re.findall(r"--[a-z-]+", capsys.readouterr().out)} - {"--help"}
    rows = {row[0].strip("`"): row[1] for row in table(OPERATIONS, "| command |")}
    assert {*re.findall(r"--[a-z-]+", rows["lorong demo"])} == known
    assert {command[0] for row in rows for command in commands(f"`{row}`")} == top_commands(capsys)


def top_commands(capsys: pytest.CaptureFixture[str]) -> set[str]:
    """The names that `lorong --help` lists."""
    with pytest.raises(SystemExit):
        main(["--help"])
    return {*re.findall(r"^ {4}([a-z]+)\b", capsys.readouterr().out, re.MULTILINE)}


FIELDS = {f"LORONG_{name.upper()}": field for name, field in Settings.model_fields.items()}


def test_the_operations_page_has_every_setting_and_no_other_with_its_default() -> None:
    rows = {row[0].strip("`"): row[2] for row in table(OPERATIONS, "| variable |")}
    assert rows.keys() == FIELDS.keys()
    for name, field in FIELDS.items():
        assert (rows[name] == "required") == field.is_required(), name
        assert field.is_required() or str(field.default or "") in rows[name] or not field.default, name


FOR_TESTS = {"LORONG_CI_TURN", "LORONG_TEST_SEED"}
"""Variables that only tests and CI read."""


def test_every_setting_named_is_one() -> None:
    settings = [
        (named(doc), name)
        for doc in DOCS
        if doc.name != "CHANGELOG.md"
        for name in re.findall(r"\bLORONG_\w+", doc.read_text())
    ]
    assert [(doc, name) for doc, name in settings if name not in FIELDS and name not in FOR_TESTS] == []


def test_the_example_of_an_environment_has_every_setting_and_no_other() -> None:
    text = (ROOT / ".env.example").read_text()
    assert sorted(re.findall(r"^(?:# )?(LORONG_\w+)=", text, re.MULTILINE)) == sorted(FIELDS)


WORDS = table(CONTEXT, "| word |")
TECHNICAL_TABLES = {
    "heartbeat",
    "inbox",
    "person_lease",
    "process_share",
    "processed_update",
    "received_photo",
    "upload",
    "lease",
    "job_failure",
}


def test_every_table_of_the_market_is_a_word() -> None:
    words = {re.sub("[ -]", "_", word.strip()) for row in WORDS for word in row[0].split(",")}
    tables = {name.removeprefix("drop_") for name in metadata.tables} - TECHNICAL_TABLES
    assert tables - words == set()


def test_the_words_in_other_languages_are_those_of_the_languages_page() -> None:
    page = table((ROOT / "docs" / "languages.md").read_text(), "| English |")
    agreed = {each.strip(): row[1:3] for row in page for each in row[0].split(" (")[0].split(",")}
    ours = {row[0].split(", ")[-1]: row[2:4] for row in WORDS if row[2]}
    assert len(ours) > 10
    assert {word: agreed.get(word) for word in ours} == ours


def test_the_architecture_lists_every_feature_in_its_layer() -> None:
    assert with_layer_lists(ARCHITECTURE) == ARCHITECTURE, "run: python -m tests.guards.layer_lists"
    assert ARCHITECTURE.count("<!-- features of ") == 2


def test_the_architecture_names_functions_that_exist() -> None:
    spans = {span for line in code(ARCHITECTURE) for span in re.findall(r"[\w.]+", line)}
    dotted = {span for span in spans if span.split(".")[0] in LAYERS and span.count(".") > 1}
    assert len(dotted) > 5
    for span in dotted:
        module, _, name = span.rpartition(".")
        assert hasattr(import_module(module), name), span


def test_the_architecture_names_methods_that_exist() -> None:
    methods = {span for line in code(ARCHITECTURE) for span in re.findall(r"\b[A-Z]\w+\.[a-z_]\w+", line)}
    assert len(methods) > 10
    sources = [file.read_text() for layer in LAYERS for file in (ROOT / layer).rglob("*.py")]
    for cls, _, name in (method.partition(".") for method in methods):
        where = [text for text in sources if re.search(rf"^class {cls}\b", text, re.MULTILINE)]
        assert any(re.search(rf"\bdef {name}\b|self\.{name}\b", text) for text in where), f"{cls}.{name}"


def test_the_architecture_lists_every_job() -> None:
    files = [path for layer in ("scheduler", "bot") for path in (ROOT / layer).rglob("*.py")]
    jobs = [job for file in files for job in re.findall(r'Job\(\s*"([^"]+)"', file.read_text())]
    assert sorted(row[0] for row in table(ARCHITECTURE, "| job |")) == sorted(jobs)


def test_the_way_of_a_tap_is_told_in_25_files_at_most() -> None:
    listed = ARCHITECTURE.partition("### The files")[2].partition("\n## ")[0]
    assert 15 < len(set(re.findall(r"`([\w/]+\.py)`", listed))) <= 25


def test_the_architecture_has_every_table_once() -> None:
    named_tables = [
        name for row in table(ARCHITECTURE, "| tables |") for name in re.findall(r"`(\w+)`", row[0])
    ]
    assert sorted(named_tables) == sorted(metadata.tables)


def test_decisions_are_numbered_without_a_gap_and_have_their_four_parts() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    for number, page in enumerate(pages, 1):
        text = page.read_text()
        assert page.name.startswith(f"{number:04}-")
        assert text.startswith(f"# {number}. ")
        assert [part for part in PARTS if text.count(part) != 1] == [], page.name


def test_every_dependency_has_its_reason() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = (*settings["project"]["dependencies"], *settings["dependency-groups"]["dev"])
    reasons = (ROOT / "docs" / "decisions" / "0011-libraries-that-earn-their-place.md").read_text()
    packages = [re.split(r"[\[<>=]", one)[0].removeprefix("pytest-") for one in wanted]
    assert [one for one in packages if not re.search(rf"\b{re.escape(one)}\b", reasons)] == []


def sources() -> Iterator[Path]:
    """Every text of the project: what git keeps or is about to keep. A copy without git is walked instead."""
    listed = subprocess.run(
        ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"),
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if (ROOT / ".git").exists() and listed.returncode == 0:
        paths = {ROOT / name for name in listed.stdout.decode().split("\0") if name}
    else:
        paths = {path for path in ROOT.iterdir() if path.name not in {".coverage", ".env"}}
        paths |= {path for folder in (*FOLDERS, ".ci") for path in (ROOT / folder).rglob("*")}
    yield from sorted(path for path in paths if path.is_file() and path.suffix not in {".pyc", ".png", ".mo"})


def test_the_texts_that_are_searched_are_those_of_the_project() -> None:
    searched = {*sources()}
    assert {*DOCS, Path(__file__), ROOT / ".env.example", ROOT / "pyproject.toml", *LOCKS} <= searched
    assert not [path for path in searched if {".git", ".venv", "__pycache__"} & {*path.parts}]


def test_no_text_names_a_folder_of_somebodys_machine() -> None:
    assert [path for path in sources() if MACHINE.search(path.read_text(errors="ignore"))] == []


def test_no_text_names_a_package_registry() -> None:
    registries = re.compile("|".join(("pypi" + r"\.org", "pythonhosted" + r"\.org", "npmjs" + r"\.org")))
    assert [path for path in sources() if registries.search(path.read_text(errors="ignore"))] == []


@pytest.mark.parametrize("lock", LOCKS, ids=named)
def test_a_lock_has_a_hash_for_every_package_and_no_address(lock: Path) -> None:
    text = lock.read_text()
    pinned = re.findall(r"^[a-z0-9][\w.-]*==.*?(?=^[a-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL)
    assert len(pinned) > 20
    assert [each.partition("\n")[0] for each in pinned if "--hash=sha256:" not in each] == []
    assert "://" not in text
    assert "index-url" not in text
