"""Pictures: their bytes, and under which file_id a bot has sent them."""

from sqlmodel import Session

from storage.picture import Picture, keep_upload, uploads_of


def bytes_of(session: Session, key: str) -> bytes:
    """Raises KeyError for a hash that is not stored."""
    picture = session.get(Picture, key)
    if picture is None:
        raise KeyError(key)
    return picture.data


def file_ids(session: Session, bot: int) -> dict[str, str]:
    """By picture key."""
    return {row.hash: row.file_id for row in session.connection().execute(uploads_of(bot))}


def keep_file_id(session: Session, bot: int, key: str, file_id: str) -> None:
    """The newest one counts."""
    keep_upload(session, bot, key, file_id)
