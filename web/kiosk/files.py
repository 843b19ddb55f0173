"""The files of the kiosk page: an allow-list, which is also what the page's service worker keeps for the time without a network."""

import asyncio
import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from aiohttp import ETag, web

from locales.languages import ENGLISH, LANGUAGES
from web.kiosk.bundle import bundle
from web.kiosk_texts import kiosk_texts, script_needed
from web.templating import render

KIOSK = "/kiosk"
"""The page's own address, and the folder of what it needs."""

PAGE = Path(__file__).with_name("page")
MODULES = Path(__file__).with_name("node_modules")
WORKER = PAGE / "worker.js"
LIBRARIES = {
    "zxing": {
        "lib/zxing/share.js": "zxing-wasm/dist/es/share.js",
        "lib/zxing/reader/index.js": "zxing-wasm/dist/es/reader/index.js",
        "lib/zxing/zxing_reader.wasm": "zxing-wasm/dist/reader/zxing_reader.wasm",
    },
    "uqr": {"lib/uqr.js": "uqr/dist/index.mjs"},
    "noble": {"lib/noble-ed25519.js": "@noble/ed25519/index.js"},
}
"""Each library's addresses and its files, as `make kiosk` installs them. The page works without them, with less."""

CONTENT_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
}
PACKED = frozenset({".png"})
"""Files that do not become smaller."""

LIST_SECONDS = 30
"""Seconds after which a page that has nothing to send fetches its list again."""

UNCHANGING = "public, max-age=31536000, immutable"
"""For an address that has a hash of its body in it."""
HEADERS = {
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    "Cache-Control": "no-cache",
    "Vary": "Accept-Encoding",
}


@dataclass(frozen=True, kw_only=True)
class KioskFile:
    """A file as it is sent; `gzipped` is None where that saves nothing, `etag` a hash of the body."""

    body: bytes
    gzipped: bytes | None
    content_type: str
    etag: str


def installed_libraries() -> list[str]:
    """Return the names of the libraries whose files are all there."""
    return [
        name
        for name, files in LIBRARIES.items()
        if all((MODULES / file).is_file() for file in files.values())
    ]


def page_files() -> dict[str, Path]:
    """Return each address below `/kiosk/` and its file, but for the modules of the page, which are one: `page_module`."""
    own = {path.name: path for path in sorted(PAGE.iterdir()) if path.suffix != ".js"}
    libraries = {
        url: MODULES / file for name in installed_libraries() for url, file in LIBRARIES[name].items()
    }
    return {f"{KIOSK}/{url}": path for url, path in {**own, **libraries}.items()}


@cache
def page_module() -> tuple[str, bytes]:
    """Return the address of the page's modules as one, with a hash of them in it, and the module."""
    body = bundle(PAGE, "main", frozenset({WORKER.name})).encode()
    return f"{KIOSK}/{sha256(body).hexdigest()[:16]}.js", body


def shell_urls() -> list[str]:
    """Return all that the page needs without a network, the page itself first."""
    return [KIOSK, page_module()[0], *map(_texts_url, _codes()), *page_files()]


@cache
def kiosk_files(list_seconds: int = LIST_SECONDS) -> Mapping[str, KioskFile]:
    """Return every file by its address. The page and its worker carry a version made from the others, the texts and `list_seconds`."""
    url, body = page_module()
    files = {url: _file(body, ".js")}
    files |= {url: _file(path.read_bytes(), path.suffix) for url, path in page_files().items()}
    version = _version([*(file.etag for file in files.values()), str(list_seconds)])
    files[KIOSK] = _file(_page_html(version, list_seconds).encode(), ".html")
    files[f"{KIOSK}/worker.js"] = _file(_worker_script(version).encode(), ".js")
    return files


def add_kiosk_page(app: web.Application, list_seconds: int = LIST_SECONDS) -> None:
    """Add `GET /kiosk` and the files that it needs; its texts have a route of their own. Nothing on them is of the market."""

    async def serve(request: web.Request) -> web.Response:
        files = await asyncio.to_thread(kiosk_files, list_seconds)
        return _response(request, files[request.path])

    for url in (KIOSK, f"{KIOSK}/worker.js", page_module()[0], *page_files()):
        app.router.add_get(url, serve)


def _response(request: web.Request, file: KioskFile) -> web.Response:
    if ETag(file.etag) in (request.if_none_match or ()):
        response = web.Response(status=304)
    else:
        response = web.Response(body=file.body, content_type=file.content_type, charset=None)
        if file.gzipped and "gzip" in request.headers.get("Accept-Encoding", ""):
            response.body = file.gzipped
            response.headers["Content-Encoding"] = "gzip"
    response.etag = file.etag
    response.headers.update(HEADERS)
    if request.path == page_module()[0]:
        response.headers["Cache-Control"] = UNCHANGING
    if request.path == f"{KIOSK}/worker.js":
        response.headers["Service-Worker-Allowed"] = KIOSK
    return response


def _file(body: bytes, suffix: str) -> KioskFile:
    return KioskFile(
        body=body,
        gzipped=None if suffix in PACKED else gzip.compress(body, mtime=0),
        content_type=CONTENT_TYPES[suffix],
        etag=sha256(body).hexdigest()[:32],
    )


def _page_html(version: str, list_seconds: int) -> str:
    return render(
        "kiosk.html",
        libraries=" ".join(installed_libraries()),
        languages=json.dumps([(language.code, language.name) for language in LANGUAGES], ensure_ascii=False),
        module=page_module()[0],
        script_needed=script_needed(),
        version=version,
        list_seconds=list_seconds,
    )


def _worker_script(version: str) -> str:
    shell = json.dumps({"version": version, "module": page_module()[0], "files": shell_urls()})
    return f"const SHELL = {shell};\n{WORKER.read_text()}"


def _version(hashes: list[str]) -> str:
    texts = json.dumps([kiosk_texts(code).texts for code in _codes()], sort_keys=True)
    return sha256("\n".join((*hashes, texts)).encode()).hexdigest()[:16]


def _texts_url(code: str) -> str:
    return f"{KIOSK}/texts/{code}.json"


def _codes() -> list[str]:
    return sorted((language.code for language in LANGUAGES), key=lambda code: (code != ENGLISH, code))
