"""The webhook: its secret, its refusals, and that 200 means stored."""

import json
from collections.abc import AsyncIterator, Sequence

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from structlog.testing import capture_logs

from bot.intake.intake import IntakeClosed
from bot.intake.webhook import PATH, PROOF_HEADER, add_webhook_route, webhook_secret
from storage.store import StoreTimeout

SECRET = webhook_secret(bytes(32))
UPDATE = {"update_id": 5, "message": {"from": {"id": 1}}}


class RecordingIntake:
    crowded = False

    def __init__(self) -> None:
        self.stored: list[object] = []
        self.fault: Exception | None = None
        self.apologies = 0

    async def accept(self, raws: Sequence[object]) -> None:
        if self.fault:
            raise self.fault
        self.stored += raws

    async def apologise_for_outage(self, raws: Sequence[object]) -> None:
        self.apologies += 1

    async def until_idle(self, seconds: float) -> None:
        raise AssertionError("a webhook waits for nobody")


@pytest.fixture
def intake() -> RecordingIntake:
    return RecordingIntake()


@pytest.fixture
async def client(intake: RecordingIntake) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    app = web.Application()
    add_webhook_route(app, intake, SECRET)
    async with TestClient(TestServer(app)) as opened:
        yield opened


Client = TestClient[web.Request, web.Application]


async def post(client: Client, body: bytes, secret: str | None = SECRET) -> int:
    headers = {} if secret is None else {PROOF_HEADER: secret}
    async with client.post(PATH, data=body, headers=headers) as answer:
        return answer.status


async def test_an_update_is_stored_and_then_confirmed(client: Client, intake: RecordingIntake) -> None:
    assert await post(client, json.dumps(UPDATE).encode()) == 200
    assert intake.stored == [UPDATE]


@pytest.mark.parametrize("secret", [None, "", SECRET[:-1], SECRET + "0", SECRET.upper(), "\u00e9"])
async def test_without_the_secret_there_is_no_such_page(
    client: Client, intake: RecordingIntake, secret: str | None
) -> None:
    assert await post(client, json.dumps(UPDATE).encode(), secret) == 404
    async with client.get(PATH) as answer:
        assert answer.status == 405
    assert intake.stored == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b'{"update_id": "5"}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"update_id": 5, "message": ' + b'{"x": ' * 100_000,
    ],
    ids=lambda body: repr(body[:40]),
)
async def test_what_is_no_update_is_refused(client: Client, intake: RecordingIntake, body: bytes) -> None:
    assert await post(client, body) == 400
    assert intake.stored == []


async def test_a_body_that_is_too_large_is_refused(client: Client, intake: RecordingIntake) -> None:
    assert await post(client, b"[" + b" " * 2**20) == 413
    assert intake.stored == []


async def test_what_cannot_be_stored_is_not_confirmed_and_its_person_is_told(
    client: Client, intake: RecordingIntake
) -> None:
    intake.fault = OSError("disk full")
    assert await post(client, json.dumps(UPDATE).encode()) == 503
    assert intake.apologies == 1


async def test_an_outage_of_the_database_is_not_logged_for_each_update(
    client: Client, intake: RecordingIntake
) -> None:
    intake.fault = StoreTimeout(begun=False)
    with capture_logs() as logs:
        assert await post(client, json.dumps(UPDATE).encode()) == 503
    assert (intake.apologies, logs) == (1, [])


async def test_a_process_that_ends_leaves_the_update_to_the_next_and_apologises_to_nobody(
    client: Client, intake: RecordingIntake
) -> None:
    intake.fault = IntakeClosed()
    assert await post(client, json.dumps(UPDATE).encode()) == 503
    assert intake.apologies == 0


def test_the_secret_hangs_on_the_key_and_is_one_that_telegram_takes() -> None:
    assert webhook_secret(bytes(32)) != webhook_secret(bytes(31) + b"1")
    assert len(SECRET) == 64
    assert SECRET.isalnum()
