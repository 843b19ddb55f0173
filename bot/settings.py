"""Settings from the environment and `.env`. Invalid settings are reported by name, each with its fix."""

import base64
import re
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.exc import SQLAlchemyError

from market.ticket.ticket_key import is_secret
from storage.beacon_kind import BeaconKind
from storage.engine import database_url

TOKEN_PATTERN = re.compile(r"[0-9]{5,20}:[A-Za-z0-9_-]{30,64}")
PAYMENT_TOKEN_PATTERN = re.compile(r"[0-9]{1,20}:(TEST|LIVE):[A-Za-z0-9_:-]{1,128}")
WEBHOOK_PORTS = {None, 443, 80, 88, 8443}
"""The ports that Telegram calls; None is 443."""
MAX_TELEGRAM_ID = 2**52
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
REMEDIES = {
    "bool_parsing": "give on or off",
    "int_parsing": "give a whole number",
    "greater_than_equal": "give a whole number within its limits, see docs/operations.md",
    "less_than_equal": "give a whole number within its limits, see docs/operations.md",
    "enum": "give quicknet or local",
}
"""What to do about an error that the type of a setting finds."""
ASK_BOTFATHER = "take the token that @BotFather gave you, such as 7000000001:AAF3..."


class InvalidSettings(Exception):
    """Settings are invalid; `lines` says so, one line for each."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class Settings(BaseSettings):
    """The settings. Each field is the environment variable LORONG_ with its name in capitals."""

    model_config = SettingsConfigDict(
        env_prefix="LORONG_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    bot_token: SecretStr
    api_base: str = "https://api.telegram.org"
    contact: str = "the organisers of this market"
    database_url: str = "sqlite:///lorong.db"
    admins: Annotated[frozenset[int], NoDecode] = frozenset()
    public_url: str = ""
    web_bind: str = "127.0.0.1:8088"
    health_bind: str = "127.0.0.1:8089"
    metrics_bind: str = ""
    webhook: bool = False
    timezone: str = "Asia/Kuching"
    secret_key: SecretStr | None = None
    payment_token: SecretStr | None = None
    messages_per_second: Annotated[int, Field(ge=1, le=100_000)] = 28
    paid_broadcast: Annotated[int, Field(ge=0, le=1000)] = 0
    beacon: BeaconKind = BeaconKind.QUICKNET

    @field_validator("bot_token")
    @classmethod
    def _token(cls, value: SecretStr) -> SecretStr:
        if not TOKEN_PATTERN.fullmatch(value.get_secret_value()):
            raise ValueError(ASK_BOTFATHER)
        return value

    @field_validator("api_base", "public_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and not _is_safe_address(value):
            raise ValueError("give an address that begins with https://, without ? and #")
        return value.rstrip("/")

    @field_validator("public_url")
    @classmethod
    def _without_path(cls, value: str) -> str:
        """The pages name each other from the root, and the QR of a ticket has its address in capitals."""
        if urlsplit(value).path:
            raise ValueError("give an address without a path, such as https://market.example")
        return value

    @field_validator("webhook")
    @classmethod
    def _webhook(cls, value: bool, info: ValidationInfo) -> bool:
        if value and not info.data.get("public_url"):
            raise ValueError(
                "a webhook needs LORONG_PUBLIC_URL: give the https address that Telegram can reach"
            )
        address = urlsplit(str(info.data["public_url"])) if value else urlsplit("")
        if address.hostname not in {None, *LOOPBACK} and address.port not in WEBHOOK_PORTS:
            raise ValueError(
                "Telegram calls no other port than these: give LORONG_PUBLIC_URL one of 443, 80, 88, 8443"
            )
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        try:
            database_url(value)
        except (SQLAlchemyError, ValueError) as error:
            raise ValueError("give sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME") from error
        return value

    @field_validator("admins", mode="before")
    @classmethod
    def _admins(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        ids = [part.strip() for part in value.split(",") if part.strip()]
        if not all(part.isascii() and part.isdigit() and 0 < int(part) < MAX_TELEGRAM_ID for part in ids):
            raise ValueError("give Telegram ids with commas between them, such as 1003,1004")
        return frozenset(map(int, ids))

    @field_validator("web_bind", "health_bind", "metrics_bind")
    @classmethod
    def _bind(cls, value: str, info: ValidationInfo) -> str:
        """Only `metrics_bind` may be empty."""
        host, _, port = value.rpartition(":")
        off = info.field_name == "metrics_bind" and not value
        if not off and (not host or not (port.isascii() and port.isdigit() and int(port) < 65536)):
            raise ValueError("give a host and a port, such as 127.0.0.1:8088")
        if _is_taken(info, "LORONG_HEALTH_BIND", value):
            raise ValueError("give health a port of its own: the pages are public")
        if _is_taken(info, "LORONG_METRICS_BIND", value):
            raise ValueError("give metrics a port of their own")
        return value

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("give a name from the IANA list, such as Asia/Kuching") from error
        return value

    @field_validator("secret_key")
    @classmethod
    def _key(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _is_key(value.get_secret_value()):
            raise ValueError(
                "give 32 random bytes in base64, such as `openssl rand -base64 32` prints; older keys may follow"
            )
        return value

    @field_validator("payment_token")
    @classmethod
    def _payments(cls, value: SecretStr | None) -> SecretStr | None:
        """Return None for an empty value, as in an unchanged `.env`."""
        if value is None or not value.get_secret_value():
            return None
        if not PAYMENT_TOKEN_PATTERN.fullmatch(value.get_secret_value()):
            raise ValueError(
                "take the token of a payment provider that @BotFather gave you, such as 284685063:TEST:..."
            )
        return value

    @property
    def payment_provider_token(self) -> str:
        """Return the token of the payment provider; "" without one, and then no invoice is sent."""
        return self.payment_token.get_secret_value() if self.payment_token else ""

    @property
    def web_address(self) -> tuple[str, int]:
        return _host_and_port(self.web_bind)

    @property
    def health_address(self) -> tuple[str, int]:
        """Return where a running process says how it does."""
        return _host_and_port(self.health_bind)

    @property
    def metrics_address(self) -> tuple[str, int] | None:
        """Return where metrics are served; None: nowhere."""
        return _host_and_port(self.metrics_bind) if self.metrics_bind else None


def load_settings(env_file: Path | None = Path(".env"), **overrides: object) -> Settings:
    """Return the settings. Raises InvalidSettings, which never contains a secret."""
    try:
        return Settings(_env_file=env_file, **overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        raise InvalidSettings([_line(dict(each)) for each in error.errors(include_input=False)]) from None


def _host_and_port(bind: str) -> tuple[str, int]:
    host, _, port = bind.rpartition(":")
    return host, int(port)


def _line(error: dict[str, object]) -> str:
    name = "LORONG_" + str(error["loc"][0]).upper()  # type: ignore[index]
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "missing":
        return f"{name} is missing: {ASK_BOTFATHER}; `lorong setup` asks for it and stores it."
    return f"{name} is wrong: {REMEDIES.get(str(error['type']), message)}."


def _is_taken(info: ValidationInfo, setting: str, value: str) -> bool:
    """Return whether this is `setting`, and an address before it is the same; port 0 is a free one each time."""
    earlier = {info.data.get("web_bind"), info.data.get("health_bind")}
    is_this = f"LORONG_{info.field_name}".upper() == setting
    return is_this and bool(value) and value in earlier and not value.endswith(":0")


def _is_safe_address(text: str) -> bool:
    """Return whether an address is https, or http to this machine itself; one with a user or an unreadable port is neither."""
    try:
        address = urlsplit(text)
        _ = address.port
    except ValueError:
        return False
    if not address.hostname or "@" in address.netloc or "\\" in text or not text.isprintable():
        return False
    if "?" in text or "#" in text:
        return False
    return address.scheme == "https" or (address.scheme == "http" and address.hostname in LOOPBACK)


def _is_key(text: str) -> bool:
    try:
        return is_secret(base64.b64decode(text, validate=True))
    except ValueError:
        return False
