"""`lorong setup`: a token that Telegram has accepted, a file that only its owner reads, and one link that works once."""

import asyncio
import re
import signal
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.app import open_app
from bot.settings import load_settings
from market.organiser.first_organiser import organiser_count
from sandbox import Bot, Fault, Sandbox, UserProfile
from tests.command_line import KEN, TOKEN, enter_empty_folder, run_answered

OTHER = "7000000002:AAExample-of-a-token-that-nobody-knows-of"
Answer = Callable[..., "asyncio.Future[tuple[int, str, str]]"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return enter_empty_folder(tmp_path, monkeypatch)


@pytest.fixture
async def telegram(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Sandbox]:
    """A Telegram that knows one bot and Ken."""
    sandbox = Sandbox(
        [Bot(id=7000000001, token=TOKEN, username="lorong_demo_bot", name="Lorong")],
        [UserProfile(id=KEN, first_name="Ken")],
    )
    async with sandbox.serve() as address:
        monkeypatch.setenv("LORONG_API_BASE", address)
        yield sandbox


@pytest.fixture
def setup(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Gives these answers to `lorong setup`; exit status, what was printed, what was complained of."""

    async def run(*answers: str) -> tuple[int, str, str]:
        return await run_answered("setup", answers, capsys, monkeypatch)

    return run  # type: ignore[return-value]


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def code_of(printed: str) -> str:
    [code] = re.findall(r"https://t\.me/lorong_demo_bot\?start=o_([\w-]{22})$", printed, re.MULTILINE)
    return str(code)


async def test_sigterm_ends_a_command_that_has_not_begun_to_serve() -> None:
    pipe = asyncio.subprocess.PIPE
    installed = Path(sys.executable).with_name("lorong")
    lorong = await asyncio.create_subprocess_exec(installed, "setup", stdin=pipe, stdout=pipe)
    assert lorong.stdout is not None
    async with asyncio.timeout(30):
        assert b"BotFather" in await lorong.stdout.readline()
        lorong.send_signal(signal.SIGTERM)
        assert await lorong.wait() == 128 + signal.SIGTERM  # negative where the kernel ended it


async def test_an_empty_folder_becomes_a_market_whose_link_makes_its_opener_the_organiser(
    telegram: Sandbox, setup: Answer, folder: Path
) -> None:
    status, printed, err = await setup(TOKEN)
    assert (status, err) == (0, "")
    assert TOKEN not in printed
    env = folder / ".env"
    assert env.read_text() == f"LORONG_BOT_TOKEN={TOKEN}\n"
    assert env.stat().st_mode & 0o777 == 0o600
    languages = {
        call.params.get("language_code") for call in telegram.calls if call.method == "setMyCommands"
    }
    assert languages >= {None, "ms", "zh"}
    ken = telegram.person(KEN)
    async with open_app(load_settings(web_bind="127.0.0.1:0", health_bind="127.0.0.1:0"), bytes(32)) as app:
        stop = asyncio.Event()
        running = asyncio.create_task(app.run(stop))
        await ken.write(f"/start o_{code_of(printed)}")
        await ken.until(lambda message: "You are the organiser" in message.text, timeout=30)
        assert await app.store.read(organiser_count) == 1
        await ken.write(f"/start o_{code_of(printed)}")
        await ken.until(lambda message: "This link was used already" in message.text, timeout=30)
        stop.set()
        await running


async def test_what_is_no_token_and_what_telegram_refuses_is_asked_for_again(
    telegram: Sandbox, setup: Answer, folder: Path
) -> None:
    status, printed, _ = await setup("hello", OTHER, TOKEN)
    assert status == 0
    assert "That is no token." in printed
    assert "Telegram refuses this token: it is not the present one." in printed
    assert "@lorong_demo_bot" in printed


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("", "Nothing came."),
        ("/newbot", "That is for @BotFather"),
        ("@lorong_demo_bot", "That is the bot's name."),
        ("https://t.me/lorong_demo_bot", "That is the bot's name."),
        ("7000000001", "That is no token."),
        ("what is a token?", "That is no token."),
        ("7000000001:short", "That is no token."),
    ],
)
async def test_an_answer_without_a_token_is_told_what_it_is(
    telegram: Sandbox, setup: Answer, folder: Path, typed: str, answer: str
) -> None:
    status, printed, _ = await setup(typed, TOKEN)
    assert status == 0
    assert answer in printed


async def test_the_token_is_found_in_the_message_that_was_copied_whole(
    telegram: Sandbox, setup: Answer, folder: Path
) -> None:
    status, printed, _ = await setup(f"Use this token to access the HTTP API: {TOKEN} Keep it secure.")
    assert status == 0
    assert (folder / ".env").read_text() == f"LORONG_BOT_TOKEN={TOKEN}\n"
    assert TOKEN not in printed


async def test_a_network_that_comes_back_is_used_without_typing_the_token_again(
    telegram: Sandbox, setup: Answer, folder: Path
) -> None:
    telegram.fault("getMe", Fault.BAD_GATEWAY, times=2)
    status, printed, _ = await setup(TOKEN, "", "")
    assert status == 0
    assert printed.count("could not be reached") == 2
    assert "start=o_" in printed


async def test_who_gives_up_on_the_network_has_changed_nothing(
    telegram: Sandbox, setup: Answer, folder: Path
) -> None:
    telegram.fault("getMe", Fault.BAD_GATEWAY, times=9)
    assert (await setup(TOKEN, "n"))[0] == 1
    assert contents(folder) == {}


async def test_without_a_token_that_is_accepted_nothing_is_written(
    telegram: Sandbox, setup: Answer, folder: Path
) -> None:
    status, _, err = await setup(*[OTHER] * 5)
    assert (status, err) == (2, "No token was accepted; nothing was changed.\n")
    assert contents(folder) == {}


async def test_nobody_who_answers_is_told_so(telegram: Sandbox, setup: Answer, folder: Path) -> None:
    status, _, err = await setup()
    assert (status, err) == (2, "`lorong setup` asks questions: start it in a terminal.\n")


async def test_a_file_that_is_there_is_changed_only_after_a_yes_and_keeps_its_other_lines(
    telegram: Sandbox, setup: Answer, folder: Path
) -> None:
    env = folder / ".env"
    env.write_text("# ours\nLORONG_BOT_TOKEN=\nLORONG_CONTACT=Ken\n")
    before = env.read_text()
    status, _, err = await setup(TOKEN, "n")
    assert (status, err) == (2, "Nothing was changed.\n")
    assert env.read_text() == before
    assert (await setup(TOKEN, "y"))[0] == 0
    assert env.read_text() == f"LORONG_BOT_TOKEN={TOKEN}\n# ours\nLORONG_CONTACT=Ken\n"
    assert env.stat().st_mode & 0o777 == 0o600


async def test_a_second_setup_keeps_the_token_and_prints_a_link_that_replaces_the_first(
    telegram: Sandbox, setup: Answer, folder: Path
) -> None:
    first = code_of((await setup(TOKEN))[1])
    status, printed, _ = await setup("")
    assert status == 0
    assert code_of(printed) != first


async def test_where_the_settings_name_an_organiser_there_is_no_link(
    telegram: Sandbox, setup: Answer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LORONG_ADMINS", "1003")
    status, printed, _ = await setup(TOKEN)
    assert status == 0
    assert "start=o_" not in printed
    assert "has an organiser" in printed


async def test_a_token_in_the_environment_that_wins_over_the_file_is_told(
    telegram: Sandbox, setup: Answer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LORONG_BOT_TOKEN", OTHER)
    status, _, err = await setup(TOKEN)
    assert status == 2
    assert "unset it there" in err


async def test_a_telegram_that_cannot_be_reached_ends_with_one(
    setup: Answer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LORONG_API_BASE", "http://127.0.0.1:1")
    status, _, err = await setup(TOKEN)
    assert (status, err) == (1, "Telegram could not be reached: is the network up? Nothing was changed.\n")
    assert not (folder / ".env").exists()


async def test_the_link_is_stored_as_a_hash(telegram: Sandbox, setup: Answer, folder: Path) -> None:
    code = code_of((await setup(TOKEN))[1])
    assert code.encode() not in b"".join(contents(folder).values())
