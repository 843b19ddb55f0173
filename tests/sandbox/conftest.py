"""A served sandbox, with Aina who has pressed Start, Ros and Ken who have not, and a group."""

from collections.abc import AsyncIterator, Awaitable, Callable
from io import BytesIO
from typing import Any

import aiohttp
import pytest
from PIL import Image

from sandbox import Bot, Group, Phone, Sandbox, UserProfile

AINA, ROS, KEN, ALLEY = 1001, 1002, 1003, -1001234567890
BOT = Bot(
    id=7000000001,
    token="7000000001:AAExample-of-a-token-that-opens-nothing",
    username="lorong_demo_bot",
    name="Lorong",
)


class ManualClock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> ManualClock:
    return ManualClock()


@pytest.fixture
def sandbox(time: ManualClock) -> Sandbox:
    people = [
        UserProfile(id=AINA, first_name="Aina", language_code="ms", role="shopper", username="aina"),
        UserProfile(id=ROS, first_name="Ros", language_code="en", role="vendor"),
        UserProfile(id=KEN, first_name="Ken", language_code=None, role="organiser", last_name="Lim"),
    ]
    return Sandbox(
        [BOT], people, [Group(id=ALLEY, title="Lorong Seni", members=[AINA, ROS])], limits=False, time=time
    )


@pytest.fixture
async def address(sandbox: Sandbox) -> AsyncIterator[str]:
    async with sandbox.serve() as address:
        await sandbox.person(AINA).write("/start")
        sandbox.telegram.first_account.updates.waiting.clear()
        yield address


@pytest.fixture
def aina(sandbox: Sandbox) -> Phone:
    return sandbox.person(AINA)


@pytest.fixture
def ros(sandbox: Sandbox) -> Phone:
    return sandbox.person(ROS)


@pytest.fixture
async def web() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def reply(address: str, web: aiohttp.ClientSession) -> Callable[..., Awaitable[dict[str, Any]]]:
    """Call a method and return the whole answer; bytes among the parameters are sent as a file."""

    async def reply(method: str, **params: Any) -> dict[str, Any]:
        files = {name for name, value in params.items() if isinstance(value, bytes)}
        form = aiohttp.FormData()
        for name, value in params.items():
            form.add_field(
                name, value if name in files else str(value), filename="a.png" if name in files else None
            )
        sent = {"data": form} if files else {"json": params}
        async with web.post(f"{address}/bot{BOT.token}/{method}", **sent) as response:
            body: dict[str, Any] = await response.json()
            assert response.status == body.get("error_code", 200)
            return body

    return reply


@pytest.fixture
def call(reply: Callable[..., Awaitable[dict[str, Any]]]) -> Callable[..., Awaitable[Any]]:
    """Call a method that must succeed, and return its result."""

    async def call(method: str, **params: Any) -> Any:
        body = await reply(method, **params)
        assert body["ok"], body
        return body["result"]

    return call


@pytest.fixture
def person_api(address: str, web: aiohttp.ClientSession) -> Callable[..., Awaitable[tuple[int, Any]]]:
    """Make a request of the page; return status and JSON."""

    async def ask(path: str, body: Any = None) -> tuple[int, Any]:
        async with web.request("GET" if body is None else "POST", address + path, json=body) as response:
            return response.status, await response.json()

    return ask


@pytest.fixture
def picture() -> bytes:
    return png(400, 300)


def png(width: int, height: int) -> bytes:
    out = BytesIO()
    Image.new("1", (width, height)).save(out, "PNG")
    return out.getvalue()
