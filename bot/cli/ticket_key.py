"""The private ticket key: from the settings, or from a file beside the database, created on the first start. Older keys may follow the newest."""

import base64
import os
import secrets
from pathlib import Path

from bot.cli.errors import NotReady
from bot.settings import Settings
from market.ticket.ticket_key import SECRET_BYTES, is_secret
from storage.engine import database_url, sqlite_file

KEY_FILE_NAME = "lorong.key"


def load_ticket_key(settings: Settings, *, create: bool = True) -> bytes:
    """Return the key, 32 bytes, and the older ones behind it.

    On SQLite a missing key is created, readable by its owner alone; on PostgreSQL several processes share it, so it must be set.

    Raises NotReady, on SQLite where a missing key is not to be created.
    """
    if settings.secret_key:
        return base64.b64decode(settings.secret_key.get_secret_value())
    url = database_url(settings.database_url)
    if url.get_backend_name() != "sqlite":
        raise NotReady(
            "LORONG_SECRET_KEY is missing: give 32 random bytes in base64, such as `openssl rand -base64 32` prints."
        )
    file = _key_file(settings)
    if file.exists():
        return _read(file)
    if not create:
        raise NotReady(f"{file} is missing: it is made at the first start.")
    return _create(file)


def key_to_keep(settings: Settings) -> str:
    """Return what has to be kept beside a backup for tickets that are out: the key's file, or the setting that holds it."""
    if settings.secret_key:
        return "LORONG_SECRET_KEY"
    return str(_key_file(settings))


def key_file(settings: Settings) -> Path | None:
    """Return the file of the key; None on PostgreSQL, where the settings hold it."""
    if not sqlite_file(database_url(settings.database_url)):
        return None
    return _key_file(settings)


def _key_file(settings: Settings) -> Path:
    return Path(database_url(settings.database_url).database or "lorong.db").parent / KEY_FILE_NAME


def _read(file: Path) -> bytes:
    key = file.read_bytes()
    if not is_secret(key):
        raise NotReady(
            f"{file} is not a ticket key: put the right one there, or tickets that are out cannot be read."
        )
    return key


def add_new_key(settings: Settings) -> str | None:
    """Put a new key in front of the others. Returns what to set LORONG_SECRET_KEY to where the settings hold the key, None where the file does.

    Raises NotReady.
    """
    keys = secrets.token_bytes(SECRET_BYTES) + load_ticket_key(settings)
    if settings.secret_key:
        return base64.b64encode(keys).decode()
    file = _key_file(settings)
    _write_part(file, keys).replace(file)
    _sync_folder(file.parent)
    return None


def _create(file: Path) -> bytes:
    """Create the key; of two processes that start at once, one fails here."""
    key = secrets.token_bytes(SECRET_BYTES)
    part = _write_part(file, key)
    os.link(part, file)
    part.unlink()
    _sync_folder(file.parent)
    return key


def _write_part(file: Path, keys: bytes) -> Path:
    """Write a file beside the key's, for its owner alone, and return it when it is on the disk."""
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(keys)
        out.flush()
        os.fsync(out.fileno())
    return part


def _sync_folder(folder: Path) -> None:
    """Make sure that a new name in a folder survives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
