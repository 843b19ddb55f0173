"""The picture of a drop, at an address of its own: Telegram fetches it for a card in any chat."""

from collections.abc import Awaitable, Callable
from functools import partial
from hashlib import sha256

from aiohttp import web

from web.calendar_route import CODE_PATTERN
from web.page_cache import CachedPage, PageCache

LoadPicture = Callable[[str], Awaitable[bytes]]
"""Returns the picture of the public drop with a code, as JPEG. Raises DropUnknown."""

FRESH_SECONDS, MAX_PICTURES = 300, 64


def add_picture_route(app: web.Application, load_picture: LoadPicture) -> None:
    """Add `GET /d/CODE.jpg`; 404 for a drop that is not public. Pictures are kept for five minutes and have an ETag."""
    cache = PageCache(FRESH_SECONDS, MAX_PICTURES)

    async def make(code: str) -> CachedPage:
        data = await load_picture(code)
        return CachedPage(data, "image/jpeg", sha256(data).hexdigest()[:32])

    async def file(request: web.Request) -> web.Response:
        code = request.match_info["code"].upper()
        return await cache.respond(request, code, partial(make, code))

    app.router.add_get(f"/d/{CODE_PATTERN}.jpg", file)
