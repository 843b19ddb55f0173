"""A market from an empty folder: `lorong setup`, one link, and the steps that the chat leads its organiser through."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.app import App, open_app
from bot.cli.ticket_key import load_ticket_key
from bot.settings import load_settings
from sandbox import Bot, Message, Phone, Sandbox, UserProfile
from tests.command_line import KEN, TOKEN, enter_empty_folder, run_answered
from tests.journeys.harness import without_bidi_marks
from tests.printed import page_count, qrs_in

ROS, EVE = 1002, 1009
Command = Callable[..., "asyncio.Future[tuple[int, str]]"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return enter_empty_folder(tmp_path, monkeypatch)


@pytest.fixture
async def telegram(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(
        [Bot(id=7000000001, token=TOKEN, username="kk_lorong_bot", name="KK Lorong")],
        [
            UserProfile(id=KEN, first_name="Ken"),
            UserProfile(id=ROS, first_name="Ros"),
            UserProfile(id=EVE, first_name="Eve"),
        ],
        limits=False,
    )
    async with sandbox.serve() as address:
        monkeypatch.setenv("LORONG_API_BASE", address)
        monkeypatch.setenv("LORONG_WEB_BIND", "127.0.0.1:0")
        monkeypatch.setenv("LORONG_HEALTH_BIND", "127.0.0.1:0")
        monkeypatch.setenv("LORONG_BEACON", "local")
        yield sandbox


@pytest.fixture
def lorong(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs `lorong COMMAND` with these answers; exit status, and all that it printed."""

    async def run(command: str, *answers: str) -> tuple[int, str]:
        status, out, complaints = await run_answered(command, answers, capsys, monkeypatch)
        return status, out + complaints

    return run  # type: ignore[return-value]


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Run `lorong run` until the end of the block."""
    settings = load_settings()
    async with open_app(settings, load_ticket_key(settings)) as app, running_app(app):
        yield


@asynccontextmanager
async def running_app(app: App) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(app.run(stop))
    yield
    stop.set()
    await task


class Person:
    """A person who reads labels and taps."""

    def __init__(self, telegram: Sandbox, telegram_id: int) -> None:
        self.phone: Phone = telegram.person(telegram_id)

    async def reads(self, words: str) -> Message:
        """The message with these words, once it is there."""
        return await self.phone.until(lambda message: words in without_bidi_marks(message.text), timeout=30)

    async def tap(self, label: str) -> None:
        message = next(
            each for each in reversed(self.phone.messages) if any(label in own for own in each.labels)
        )
        await self.phone.tap(next(own for own in message.labels if label in own), message=message.id)


async def test_from_an_empty_folder_to_a_stall_that_sells(
    telegram: Sandbox, lorong: Command, folder: Path
) -> None:
    ken, ros, eve = (Person(telegram, each) for each in (KEN, ROS, EVE))

    status, said = await lorong("run")
    assert status == 2
    assert "take the token that @BotFather gave you" in said
    status, said = await lorong("setup", "what is a token?", f"Use this token: {TOKEN}")
    assert status == 0
    [link] = re.findall(r"https://t\.me/kk_lorong_bot\?start=o_[\w-]{22}", said)
    status, said = await lorong("check")
    assert status == 1
    assert "Telegram knows the bot as @kk_lorong_bot." in said
    assert "This market has no organiser yet" in said

    async with running():
        await eve.phone.write("/start")
        assert str(EVE) in (await eve.reads("This market is not open yet.")).text

        await ken.phone.open(link)
        first = await ken.reads("You are the organiser of this market.")
        assert "1. Alley: not yet." in first.text
        assert "2. Stalls: after the alley." in first.text
        assert first.labels[0] == "Add an alley"

        await ken.tap("Add an alley")
        await ken.reads("What is the alley called?")
        await ken.phone.write("Lorong Bakau")
        await ken.reads("Where is it?")
        await ken.phone.location(5.98215, 116.07467)
        await ken.reads("Nobody sees it yet.")
        await ken.tap("Add this alley")
        second = await ken.reads("1. Alley: done, 1.")
        assert "2. Stalls: none yet." in second.text
        assert second.labels[0] == "Invite stalls"

        await ken.tap("Poster")
        poster = await ken.reads("The poster, to print on A4")
        assert poster.document is not None
        assert [each.text for each in qrs_in(poster.document)] == ["https://t.me/kk_lorong_bot"] * 5
        assert page_count(poster.document) == 2

        await ken.tap("Invite stalls")
        invitation = await ken.reads("Send this to your stall keepers.")
        [invited] = re.findall(r"https://t\.me/\S+", invitation.text)
        await ros.phone.open(invited)
        await ros.reads("You have no stall yet. In which alley will it be?")
        await ros.tap("Lorong Bakau")
        await ros.reads("What is your stall called?")
        await ros.phone.write("Dapur Nenek Ros")
        await ros.reads("Request sent to the organisers")
        await ken.phone.write("/admin")
        third = await ken.reads("2. Stall: 1 waits for your approval.")
        assert third.labels[0] == "Approve, 1"
        await ken.tap("Approve, 1")
        await ken.reads("Stall: Dapur Nenek Ros, Lorong Bakau.")
        await ken.tap("Approve")
        await ken.reads("Your market is open. Dapur Nenek Ros can sell now.")
        await ken.phone.write("/admin")
        done = await ken.reads("1 alley, 1 open stall, 0 drops coming up, 3 people.")
        assert {"Invite stalls", "Poster"} <= {*done.labels}

    status, said = await lorong("check")
    assert (status, "Fix: " in said) == (0, False)
    status, said = await lorong("setup", "")
    assert status == 0
    assert "This market has an organiser" in said
    assert "start=o_" not in said


async def test_the_link_is_no_use_to_the_second_who_opens_it(telegram: Sandbox, lorong: Command) -> None:
    ken, eve = Person(telegram, KEN), Person(telegram, EVE)
    _, said = await lorong("setup", TOKEN)
    [link] = re.findall(r"https://t\.me/kk_lorong_bot\?start=o_[\w-]{22}", said)
    async with running():
        await ken.phone.open(link)
        await ken.reads("You are the organiser of this market.")
        await eve.phone.open(link)
        await eve.reads("This link was used already")
        await eve.phone.write("/admin")
        refused = await eve.reads("Only an organiser can do this.")
        assert "Three steps" not in refused.text
