"""quicknet: its signature by two independent libraries, and mirrors that lie, hang, redirect or talk too much."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from aiohttp import web
from py_ecc.bls.hash_to_curve import hash_to_G1
from py_ecc.bls.point_compression import decompress_G1, decompress_G2
from py_ecc.optimized_bls12_381 import FQ12, G2, final_exponentiate, neg, pairing

from bot.beacon import quicknet
from bot.beacon.local_beacon import LocalBeacon
from bot.beacon.quicknet import DST, MIRRORS, Quicknet, signature_is_valid
from market.beacon import CHAIN, KEY, BeaconSilent, time_of

sys.setrecursionlimit(1000)
"""As Python begins: py_ecc raises it for the whole process, in which other tests nest JSON as deep as it goes."""

ROUND = 657413
SIGNATURE = "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b"
RANDOMNESS = "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587"
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


def mirror_answer(number: int = ROUND, signature: str = SIGNATURE) -> Answer:
    async def answer(request: web.Request) -> web.Response:
        return web.json_response({"round": number, "randomness": "00", "signature": signature})

    return answer


async def not_found(request: web.Request) -> web.Response:
    raise web.HTTPFound(location=f"/{CHAIN}/public/1")


async def broken(request: web.Request) -> web.Response:
    return web.Response(text="<html>")


async def endless(request: web.Request) -> web.Response:
    padding = " " * quicknet.MAX_RESPONSE_BYTES
    return web.Response(text=json.dumps({"round": ROUND, "padding": padding, "signature": SIGNATURE}))


async def nested(request: web.Request) -> web.Response:
    return web.Response(text="[" * 60_000)


async def nested_a_little(request: web.Request) -> web.Response:
    return web.Response(text="[" * quicknet.MAX_RESPONSE_BYTES)


async def hangs(request: web.Request) -> web.Response:
    await asyncio.sleep(5)
    return web.Response()


@asynccontextmanager
async def mirror(answer: Answer) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get(f"/{CHAIN}/public/{ROUND}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


def second_opinion(number: int, signature: bytes) -> bool:
    """The same by another library, in plain Python."""
    signed = decompress_G1(int.from_bytes(signature, "big"))
    key = bytes.fromhex(KEY)
    pinned = decompress_G2((int.from_bytes(key[:48], "big"), int.from_bytes(key[48:], "big")))
    message = hash_to_G1(sha256(number.to_bytes(8, "big")).digest(), DST, sha256)
    both = pairing(G2, signed, False) * pairing(pinned, neg(message), False)
    return bool(final_exponentiate(both) == FQ12.one())


def test_two_libraries_agree_about_a_round_and_its_neighbour() -> None:
    signature = bytes.fromhex(SIGNATURE)
    for number in (ROUND, ROUND + 1):
        assert signature_is_valid(number, signature) == second_opinion(number, signature) == (number == ROUND)


@pytest.mark.parametrize(
    "signature",
    [b"", bytes(48), bytes([0xC0]) + bytes(47), bytes.fromhex(SIGNATURE)[:-1], b"\xff" * 48],
    ids=["none", "zeros", "infinity", "short", "no point"],
)
def test_what_is_no_signature_is_refused(signature: bytes) -> None:
    assert not signature_is_valid(ROUND, signature)


async def test_a_round_comes_from_the_first_mirror_that_tells_the_truth(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(quicknet, "REQUEST_TIMEOUT", 0.5)
    async with (
        mirror(not_found) as moved,
        mirror(broken) as garbled,
        mirror(mirror_answer(ROUND + 1)) as other,
        mirror(mirror_answer(signature="00" * 48)) as forged,
        mirror(endless) as long,
        mirror(nested) as deep,
        mirror(nested_a_little) as deep_and_short,
        mirror(hangs) as slow,
        mirror(mirror_answer()) as good,
    ):
        bad = (moved, garbled, other, forged, long, deep, deep_and_short, slow, "http://127.0.0.1:1")
        light = await Quicknet((*bad, good)).fetch(ROUND)
        assert (light.randomness, light.signature) == (RANDOMNESS, SIGNATURE)
        for lonely in bad:
            with pytest.raises(BeaconSilent):
                await Quicknet((lonely,)).fetch(ROUND)


def test_every_mirror_is_asked_by_https() -> None:
    assert len(MIRRORS) == 4
    assert all(mirror.startswith("https://") for mirror in MIRRORS)


async def test_a_local_beacon_gives_each_round_once_it_is_there_and_signs_nothing() -> None:
    now = time_of(100)
    beacon = LocalBeacon(b"seed", lambda: now)
    light = await beacon.fetch(100)
    assert light == await LocalBeacon(b"seed", lambda: now).fetch(100)
    assert light != await LocalBeacon(b"other", lambda: now).fetch(100)
    assert light.signature == ""
    with pytest.raises(BeaconSilent):
        await beacon.fetch(101)
    with pytest.raises(ValueError, match="signs nothing"):
        beacon.proven(100, SIGNATURE)
    assert datetime.now(UTC) > now
