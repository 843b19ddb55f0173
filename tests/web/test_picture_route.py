"""The picture of a drop at its address: JPEG, with an ETag, and nothing for a drop that is not public."""

from io import BytesIO

import aiohttp
import pytest
from aiohttp import web
from PIL import Image
from sqlmodel import Session

from bot.drop_jpeg import drop_jpeg
from handlers.drop.placeholder_picture import draw_placeholder
from market.drop.refusals import DropUnknown
from market.picture import store_picture
from storage.drop import Drop
from storage.store import Store
from tests.market.waitlist.conftest import NOW, add_drop
from web.picture_route import add_picture_route
from web.security_headers import secure


async def test_a_drop_has_its_picture_and_an_unknown_one_has_none() -> None:
    made = []

    async def load(code: str) -> bytes:
        made.append(code)
        if code != "7KQ2M9":
            raise DropUnknown
        return b"\xff\xd8\xff picture"

    app = secure(web.Application())
    add_picture_route(app, load)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}/d/"
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{address}7kq2m9.jpg?v=1") as answer:
            assert (answer.status, answer.content_type) == (200, "image/jpeg")
            assert await answer.read() == b"\xff\xd8\xff picture"
            tag = answer.headers["ETag"]
        async with session.get(f"{address}7KQ2M9.jpg", headers={"If-None-Match": tag}) as answer:
            assert answer.status == 304
        for path in ("ABCDEF.jpg", ".jpg", "..%2Fx.jpg", "7KQ2M9.png"):
            async with session.get(address + path) as answer:
                assert answer.status == 404
    await runner.cleanup()
    assert made == ["7KQ2M9", "ABCDEF"], "a picture is made once"


async def test_a_placeholder_is_drawn_and_a_photo_is_jpeg_whatever_was_stored(store: Store) -> None:
    drop, _ = await store.write(add_drop)
    code = await store.read(lambda session: session.get_one(Drop, drop).code)

    def change(session: Session, picture: str | None, hidden: bool) -> None:
        row = session.get_one(Drop, drop)
        row.picture_hash, row.hidden_at = picture, NOW if hidden else None

    def size(data: bytes) -> tuple[str | None, tuple[int, int]]:
        picture = Image.open(BytesIO(data))
        return picture.format, picture.size

    drawn = await drop_jpeg(store, code)
    assert size(drawn) == ("JPEG", (800, 400))
    for key, data in (("a" * 64, draw_placeholder("kuih", 1)), ("b" * 64, drawn)):
        await store.write(store_picture, key, 800, 400, data, now=NOW)
        await store.write(change, key, False)
        assert size(await drop_jpeg(store, code)) == ("JPEG", (800, 400))
    assert await drop_jpeg(store, code) == drawn, "what is JPEG stays as it is"
    await store.write(change, None, True)
    with pytest.raises(DropUnknown):
        await drop_jpeg(store, code)
