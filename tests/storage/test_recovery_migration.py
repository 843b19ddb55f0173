"""The downgrade of lost phones with a loan that has two returns tickets: the newest stays, with the scans of both."""

from collections.abc import Callable

from sqlalchemy import Connection, text

from storage.engine import database_url, writing
from storage.schema import downgrade, revisions, upgrade
from storage.tables import metadata

Fill = Callable[[Connection], None]
BEFORE = revisions()[revisions().index("0029") - 1]


def test_a_loan_keeps_its_newest_ticket_and_all_scans(
    empty_url: str, fill: Fill, rows: dict[str, dict]
) -> None:  # type: ignore[type-arg]
    upgrade(empty_url)
    engine = writing(database_url(empty_url))
    ticket = rows["ticket"] | {"kind": "returns", "booking_id": None, "loan_id": 900_091}
    moved = {"id": 900_212, "action": "account_moved", "about": "recovery:1"}
    with engine.begin() as connection:
        fill(connection)
        revoked = {"id": 900_104, "code": "5ZZZZZZZK", "revoked_at": rows["ticket"]["made_at"]}
        tickets, scans = metadata.tables["ticket"], metadata.tables["scan"]
        connection.execute(tickets.insert().values(ticket | revoked))
        connection.execute(tickets.insert().values(ticket | {"id": 900_105, "code": "8XW3P1QRA"}))
        connection.execute(scans.insert().values(rows["scan"] | {"id": 900_114, "ticket_id": 900_104}))
        connection.execute(metadata.tables["audit_entry"].insert().values(rows["audit_entry"] | moved))
    engine.dispose()
    downgrade(empty_url, BEFORE)
    engine = writing(database_url(empty_url))
    with engine.begin() as connection:
        left = text("SELECT id FROM ticket WHERE loan_id IS NOT NULL")
        assert connection.execute(left).scalars().all() == [900_105]
        scanned = text("SELECT ticket_id FROM scan WHERE id = 900114")
        assert connection.execute(scanned).scalars().all() == [900_105]
        log = text("SELECT count(*) FROM audit_entry WHERE action = 'account_moved'")
        assert connection.execute(log).scalar_one() == 0
    engine.dispose()
    upgrade(empty_url)
