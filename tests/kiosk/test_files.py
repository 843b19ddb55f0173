"""The files of the page as they are served: an allow-list, and the security headers."""

import gzip
import json
import re
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.demo.mark import MARK
from locales.languages import LANGUAGES
from web.kiosk.bundle import bundle
from web.kiosk.files import (
    KIOSK,
    LIBRARIES,
    PAGE,
    UNCHANGING,
    WORKER,
    add_kiosk_page,
    installed_libraries,
    kiosk_files,
    page_module,
    shell_urls,
)
from web.kiosk_texts import kiosk_texts
from web.security_headers import secure

MADE = re.compile(r"`([a-z_]*)\$\{[^}]*\}([a-z_]*)`")
"""Names of texts that are put together from a beginning, a value and an end."""
NAMED = re.compile(r"\b(?:t|many)\(\s*\"([a-z_]+)\"")
OF_TEXT = re.compile(r"\"([a-z_]+)\"")
SCRIPTS = [path for path in sorted(PAGE.glob("*.js")) if path != WORKER]


@pytest.fixture
async def address() -> AsyncIterator[str]:
    app = secure(web.Application())
    add_kiosk_page(app)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_every_file_is_served_with_its_type_and_a_strict_policy_and_nothing_else_is(
    address: str,
) -> None:
    async with aiohttp.ClientSession() as session:
        for url, file in kiosk_files().items():
            async with session.get(address + url) as answer:
                assert (answer.status, await answer.read(), answer.content_type) == (
                    200,
                    file.body,
                    file.content_type,
                )
                policy = answer.headers["Content-Security-Policy"]
                assert "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'" in policy
                assert "unsafe-inline" not in policy
                assert re.findall(r"[a-z-]+ http[^;]*", policy) == [
                    "frame-ancestors https://web.telegram.org"
                ]
                assert answer.headers["Cache-Control"] == (
                    UNCHANGING if url == page_module()[0] else "no-cache"
                )
            async with session.get(address + url, headers={"If-None-Match": f'"{file.etag}"'}) as answer:
                assert answer.status == 304
        for url in (
            "/kiosk/",
            "/kiosk/files.py",
            "/kiosk/..%2ffiles.py",
            "/kiosk/package.json",
            "/kiosk/nothing.js",
            "/kiosk/main.js",
        ):
            async with session.get(address + url) as answer:
                assert answer.status == 404, url


async def test_what_becomes_smaller_is_sent_packed(address: str) -> None:
    packed = aiohttp.ClientSession(headers={"Accept-Encoding": "gzip"}, auto_decompress=False)
    url, module = page_module()
    async with packed as session, session.get(address + url) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(await answer.read()) == module


def test_the_modules_are_one_file_that_imports_nothing_and_whose_address_changes_with_it() -> None:
    url, module = page_module()
    assert re.findall(r"^import .*", module.decode(), re.MULTILINE) == []
    assert url == f"{KIOSK}/{sha256(module).hexdigest()[:16]}.js"
    html = kiosk_files()[KIOSK].body.decode()
    assert re.findall(r'<script[^>]* src="([^"]*)"', html) == [url]
    assert [each for each in kiosk_files() if each.endswith(".js") and "/lib/" not in each] == [
        url,
        f"{KIOSK}/worker.js",
    ]
    for path in SCRIPTS:
        (told, *_) = [line for line in path.read_text().splitlines() if line.startswith("export ")] or [""]
        assert told.removeprefix("export ") in module.decode(), path.name


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (
            'import { two } from "./two.js";\nexport const one = 1;\n',
            'import { one } from "./one.js";\nexport const two = 2;\n',
        ),
        ("export let one = 1;\n", ""),
        ("const one = 1;\nexport { one };\n", ""),
    ],
)
def test_modules_that_cannot_be_put_together_are_refused(tmp_path: Path, one: str, two: str) -> None:
    (tmp_path / "one.js").write_text(one)
    (tmp_path / "two.js").write_text(two)
    (tmp_path / "main.js").write_text('import { one } from "./one.js";\none();\n')
    with pytest.raises(ValueError):  # noqa: PT011 - the message is for developers
        bundle(tmp_path, "main", frozenset())


def test_a_module_sees_what_it_imports_by_the_names_that_it_gives_them(tmp_path: Path) -> None:
    (tmp_path / "one.js").write_text(
        "let count = 1;\nexport const one = () => count++;\nexport class Two {}\n"
    )
    (tmp_path / "all.js").write_text(
        'import * as all from "./one.js";\nexport function sum() { return all.one(); }\n'
    )
    (tmp_path / "main.js").write_text(
        'import { one as first } from "./one.js";\nimport { sum } from "./all.js";\nfirst();\n'
    )
    assert bundle(tmp_path, "main", frozenset()) == (
        "const $one = (() => {\nlet count = 1;\nconst one = () => count++;\nclass Two {}\nreturn { one, Two };\n})();\n"
        "const $all = (() => {\nconst all = $one;\nfunction sum() { return all.one(); }\nreturn { sum };\n})();\n"
        "const { one: first } = $one;\nconst { sum } = $all;\nfirst();\nexport { $all as all, $one as one };\n"
    )


def test_the_worker_keeps_all_that_the_page_names_and_may_answer_for_the_page() -> None:
    script = kiosk_files()[f"{KIOSK}/worker.js"].body.decode()
    shell = json.loads(script.partition("const SHELL = ")[2].partition(";\n")[0])
    html = kiosk_files()[KIOSK].body.decode()
    assert shell["files"] == shell_urls()
    assert f'data-version="{shell["version"]}"' in html
    named = {*re.findall(r'(?:href|src)="(/kiosk[^"]*)"', html)}
    icons = {icon["src"] for icon in json.loads((PAGE / "manifest.webmanifest").read_text())["icons"]}
    assert named | icons <= {*shell["files"]}
    assert {f"{KIOSK}/texts/{language.code}.json" for language in LANGUAGES} <= {*shell["files"]}
    assert KIOSK in shell["files"]


def test_the_version_changes_with_a_file_and_with_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    from web.kiosk import files

    first = files._version(["one"])
    assert files._version(["two"]) != first
    monkeypatch.setitem(kiosk_texts("ms").texts, "valid", "another word")
    assert files._version(["one"]) != first


def test_a_library_whose_files_are_not_all_there_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIBRARIES, "zxing", LIBRARIES["zxing"] | {"lib/zxing/none.js": "zxing-wasm/none.js"})
    assert "zxing" not in installed_libraries()
    assert not any("/lib/zxing/" in url for url in shell_urls())


def test_the_page_has_no_inline_script_no_style_and_no_address_but_its_own() -> None:
    html = kiosk_files()[KIOSK].body.decode()
    assert re.findall(r"<script(?![^>]* src=)|<style| style=| on\w+=", html) == []
    for path in [*SCRIPTS, WORKER, PAGE / "kiosk.css"]:
        text = path.read_text().replace("http://www.w3.org/2000/svg", "")
        assert re.findall(r"https?://|//\w+\.\w+|eval\(|innerHTML|\.style\s*=", text) == [], path.name


def test_the_icon_is_our_mark() -> None:
    assert (PAGE / "icon.svg").read_text().strip() == MARK


@pytest.mark.parametrize("language", [language.code for language in LANGUAGES])
def test_every_text_that_the_page_names_is_there_and_every_one_is_named(language: str) -> None:
    texts = kiosk_texts(language).texts
    scripts = "\n".join(path.read_text() for path in SCRIPTS)
    assert {*NAMED.findall(scripts)} <= {*texts}
    made = {(start, end) for start, end in MADE.findall(scripts) if start or end}
    said = {*OF_TEXT.findall(scripts)}
    unsaid = [
        name
        for name in {*texts} - said
        if not any(name.startswith(start) and name.endswith(end) for start, end in made)
    ]
    assert unsaid == []
    assert all(text for text in texts.values())
    counted = [text for text in texts.values() if isinstance(text, dict)]
    assert counted
    assert all("other" in text and "{count}" in text["other"] for text in counted)


def test_the_page_writes_no_words_of_its_own() -> None:
    """Strings with a space and a capital letter are sentences; those of JSDoc and of errors for developers are not shown."""
    words = re.compile(r'"[A-Z][a-z]+ [a-z ]+[^"]*"')
    found = [(path.name, each) for path in SCRIPTS for each in words.findall(path.read_text())]
    assert [each for each in found if "Noto" not in each[1]] == []
