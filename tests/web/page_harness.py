"""Pages served for a test, and what a reader gets of them."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie

import aiohttp
from aiohttp import web
from multidict import CIMultiDict

from locales.say import speak
from web.parts.frame import PageRequest, Site
from web.parts.static import add_page_files
from web.security_headers import secure

SITE = Site(public_url="https://market.example", username="kk_lorong_bot")


def asked(language: str = "en", *, path: str = "/", code: str = "", **params: str) -> PageRequest:
    """What a reader of this language asks for."""
    return PageRequest(path=path, code=code, say=speak(language), params=params)


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    headers: CIMultiDict[str]
    cookies: SimpleCookie


@asynccontextmanager
async def served(*add: Callable[[web.Application], None]) -> AsyncIterator[str]:
    """The address of an application with these routes, and the files of pages."""
    app = secure(web.Application())
    add_page_files(app)
    for each in add:
        each(app)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def got(address: str, **headers: str) -> Answer:
    """An answer to one GET; `Accept_Language="ms"` is a header."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    async with aiohttp.ClientSession() as session, session.get(address, headers=sent) as answer:
        return Answer(answer.status, await answer.text(), CIMultiDict(answer.headers), answer.cookies)
