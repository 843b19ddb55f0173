"""Settings: each invalid one is reported in a line, by name, with its fix, and never with a secret."""

from pathlib import Path

import pytest

from bot.settings import InvalidSettings, Settings, load_settings

TOKEN = "7000000001:AAExample-of-a-token-that-opens-nothing"
WRONG = {
    "bot_token": [
        "",
        "no",
        "7000000001",
        "7000000001:short",
        "7000000001:AA example of a token with gaps in it",
    ],
    "api_base": [
        "api.telegram.org",
        "http://api.telegram.org",
        "ftp://x",
        "javascript:1",
        "http://127.0.0.1.evil.example",
        "http://localhost@evil.example",
        "http://localhost:8081@evil.example",
        "http://localhost.evil.example",
        "http://127.0.0.1:x",
        "http://127.0.0.1\\@evil.example",
        "https://",
        "https://user:word@api.telegram.org",
    ],
    "public_url": [
        "market.example",
        "http://market.example",
        "https://market.example/?a=b",
        "https://market.example/#top",
        "https://market.example/Lorong",
    ],
    "database_url": [
        "",
        "lorong.db",
        "mysql://root:hunter2@db/x",
        "sqlite://",
        "postgresql:///",
        "::hunter2::",
    ],
    "admins": ["ken", "1003;1004", "1003,-5", "１００３", "0", "9" * 20],
    "webhook": ["perhaps"],
    "messages_per_second": ["many", "0"],
    "paid_broadcast": ["1001"],
    "beacon": ["dice"],
    "health_bind": ["8089", "127.0.0.1:http"],
    "web_bind": ["8088", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999", "127.0.0.1:http", ":8088"],
    "timezone": ["", "Kota Kinabalu", "../../etc/passwd", "Asia/Atlantis"],
    "payment_token": ["hunter2", "284685063", "284685063:MAYBE:x", "284685063:TEST:é"],
    "secret_key": ["hunter2", "aHVudGVyMg==", "é" * 44],
}
EACH = [(name, value) for name, values in WRONG.items() for value in values]


def read(**given: object) -> Settings:
    return load_settings(None, **({"bot_token": TOKEN} | given))


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"LORONG_{name.upper()}", raising=False)


@pytest.mark.parametrize(("name", "value"), EACH)
def test_a_wrong_setting_is_one_line_with_its_name_and_the_mend(name: str, value: str) -> None:
    with pytest.raises(InvalidSettings) as wrong:
        read(**{name: value})
    (line,) = wrong.value.lines
    assert line.startswith(f"LORONG_{name.upper()} is wrong: ")
    assert any(word in line for word in ("give ", "take "))
    assert "\n" not in line
    assert "hunter2" not in line
    assert (
        name not in ("bot_token", "secret_key") or len(value) < 8 or value not in line.partition("such as")[0]
    )


def test_a_missing_token_is_told_with_where_to_get_one() -> None:
    with pytest.raises(InvalidSettings) as wrong:
        load_settings(None)
    (line,) = wrong.value.lines
    assert line.startswith("LORONG_BOT_TOKEN is missing: take the token that @BotFather gave you")
    assert "`lorong setup`" in line


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(InvalidSettings) as wrong:
        read(paid_broadcast=-1, timezone="nowhere", admins="ken", beacon="dice")
    assert sorted(line.split()[0] for line in wrong.value.lines) == [
        "LORONG_ADMINS",
        "LORONG_BEACON",
        "LORONG_PAID_BROADCAST",
        "LORONG_TIMEZONE",
    ]


def test_only_a_token_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LORONG_BOT_TOKEN", TOKEN)
    settings = load_settings(None)
    assert settings.bot_token.get_secret_value() == TOKEN
    assert settings.database_url == "sqlite:///lorong.db"
    assert settings.web_address == ("127.0.0.1", 8088)
    assert settings.health_address == ("127.0.0.1", 8089)
    assert settings.admins == frozenset()
    assert settings.beacon == "quicknet"


def test_what_is_right_is_read_as_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LORONG_ADMINS", " 1003, 1004,")
    settings = read(web_bind="[::1]:0", api_base="http://127.0.0.1:8081/", secret_key="A" * 43 + "=")
    assert settings.admins == {1003, 1004}
    assert settings.web_address == ("[::1]", 0)
    assert settings.api_base == "http://127.0.0.1:8081"


def test_a_dotenv_file_is_read_and_the_environment_goes_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / ".env"
    file.write_text(f"LORONG_BOT_TOKEN={TOKEN}\nLORONG_CONTACT=Ken\nLORONG_TIMEZONE=Asia/Bangkok\nOTHER=1\n")
    monkeypatch.setenv("LORONG_TIMEZONE", "Asia/Saigon")
    settings = load_settings(file)
    assert (settings.contact, settings.timezone) == ("Ken", "Asia/Saigon")


def test_no_secret_is_in_what_settings_look_like() -> None:
    key = "c2VjcmV0" * 5 + "Q0U="
    settings = read(secret_key=key)
    assert TOKEN not in repr(settings) + str(settings)
    assert key not in repr(settings) + str(settings)


def test_a_name_with_nothing_behind_it_is_not_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text("\n".join(f"LORONG_{name.upper()}=" for name in Settings.model_fields))
    assert load_settings(env, bot_token=TOKEN) == read()
    monkeypatch.setenv("LORONG_API_BASE", "")
    assert read().api_base == "https://api.telegram.org"


@pytest.mark.parametrize(
    ("address", "takes"),
    [
        ("https://market.example", True),
        ("https://market.example:443", True),
        ("https://market.example:8443", True),
        ("http://127.0.0.1:8088", True),
        ("https://market.example:8088", False),
    ],
)
def test_a_webhook_is_at_a_port_that_telegram_calls(address: str, takes: bool) -> None:
    """A pretend Telegram on this machine calls any."""
    assert read(public_url=address).public_url == address
    if takes:
        assert read(public_url=address, webhook=True).webhook
        return
    with pytest.raises(InvalidSettings, match=r"LORONG_WEBHOOK is wrong: .* give LORONG_PUBLIC_URL one of"):
        read(public_url=address, webhook=True)


@pytest.mark.parametrize(
    "binds",
    [
        {"health_bind": "127.0.0.1:8088"},
        {"metrics_bind": "127.0.0.1:8088"},
        {"metrics_bind": "127.0.0.1:8089"},
    ],
)
def test_each_address_is_bound_once(binds: dict[str, str]) -> None:
    with pytest.raises(InvalidSettings, match="a port of"):
        read(**binds)
    read(**dict.fromkeys(binds, "127.0.0.1:0"))


def test_the_example_makes_nobody_organiser() -> None:
    example = load_settings(Path(".env.example"), bot_token=TOKEN)
    assert (example.admins, example.contact) == (frozenset(), read().contact)
