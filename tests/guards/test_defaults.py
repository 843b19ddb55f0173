"""What a caller or a row leaves out is not there: a flag is off, a number 0, a page the first. Anything else is listed here."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = [
    path
    for layer in ("market", "handlers", "storage")
    for path in sorted((ROOT / layer).rglob("*.py"))
    if "migrations" not in path.parts
]

FROM_ONE = {
    *("page", "first", "position", "next_number", "parts", "places", "people", "version", "scale"),
    *("weight", "grams", "expected_uses"),
}
"""Fields that count from one, or that a value is multiplied or divided by."""

OTHERWISE = {
    "AcceptReturn.condition": "ReturnCondition.FINE",
    "Address.channel": "Channel.TELEGRAM",
    "AffectedByDrop.priority": "Priority.BULK",
    "AfterDrop.priority": "Priority.BULK",
    "AllocationPass.lock": "True",
    "Band.edge": "Edge.STRAIGHT",
    "Booking.state": "BookingState.BOOKED",
    "Broadcast.kind": "BroadcastKind.OPERATIONAL",
    "Broadcast.state": "BroadcastState.DRAFT",
    "BroadcastMessage.at_most_once": "True",
    "BroadcastMessage.priority": "Priority.BROADCAST",
    "ChangeOfMessage.priority": "Priority.BROADCAST",
    "Component.units": "1",
    "Deposit.state": "DepositState.ASKED",
    "DrawResult.priority": "Priority.BULK",
    "Drop.fitting": "Fitting.FIT",
    "Drop.per_person": "2",
    "Drop.policy": "DropPolicy.QUEUE",
    "Drop.skips": "2",
    "Drop.state": "DropState.DRAFT",
    "Drop.weighing": "Weighing.EQUAL",
    "DropFilter.when": "DropPeriod.WEEKEND",
    "Entry.state": "EntryState.WAITING",
    "Gift.state": "GiftState.OFFERED",
    "Hold.state": "HoldState.LIVE",
    "Item.offered": "True",
    "Item.unit": "ItemUnit.PIECE",
    "ItemFacts.offered": "True",
    "JobFailure.tries": "1",
    "LicenceRules.masks_number": "True",
    "Notification.state": "NotificationState.QUEUED",
    "NotificationKind.priority": "Priority.BOOKING",
    "Objection.state": "ObjectionState.OPEN",
    "PackagingReturn.condition": "ReturnCondition.FINE",
    "PackagingTerms.free_days": "14",
    "PackagingType.free_days": "14",
    "PlanRoster.people": "0",
    "PrintTicket.paper": "TicketPaper.A6",
    "Progress.kept": "True",
    "Receipt.kind": "ReceiptKind.SALE",
    "Recovery.state": "RecoveryState.ASKED",
    "RefundDue.priority": "Priority.BULK",
    "Reminder.state": "ReminderState.DRAFT",
    "ReminderKind.priority": "Priority.REMINDER",
    "Report.state": "ReportState.OPEN",
    "Scan.condition": "ReturnCondition.FINE",
    "ScanBody.condition": "ReturnCondition.FINE",
    "ScanFacts.condition": "ReturnCondition.FINE",
    "ShownMessage.marks": "1",
    "ShowroomVisit.state": "VisitState.BOOKED",
    "ShowroomWindow.visit_minutes": "15",
    "Stall.state": "StallApproval.ASKED",
    "StockLine.offered": "True",
    "StockLine.unit": "ItemUnit.PIECE",
    "StockLineReading.sure": "True",
    "SupportThread.state": "SupportState.ASKED",
    "WindowTerms.visit_minutes": "15",
    "_a_week_from.weeks": "1",
    "_share.is_over": "True",
    "add_scan.condition": "ReturnCondition.FINE",
    "approval_card.decides": "Decider.SELF",
    "find_deposits.limit": "50",
    "hours_on.exact": "True",
    "lock_own_drop.right": "Right.STOCK",
    "lock_own_item.right": "Right.STOCK",
    "own_drop.right": "Right.VIEW",
    "read_hours.dotted": "True",
    "waive_fee.reason": "WaiverReason.NONE",
}


def defaults() -> Iterator[tuple[str, ast.expr]]:
    """Yields each parameter and field with its default."""
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield from ((f"{node.name}.{name}", value) for name, value in of_parameters(node.args))
            elif isinstance(node, ast.ClassDef):
                yield from ((f"{node.name}.{name}", value) for name, value in of_fields(node))


def of_parameters(takes: ast.arguments) -> Iterator[tuple[str, ast.expr]]:
    by_place = [*takes.posonlyargs, *takes.args]
    yield from ((each.arg, value) for each, value in zip(by_place[::-1], takes.defaults[::-1], strict=False))
    yield from (
        (each.arg, value) for each, value in zip(takes.kwonlyargs, takes.kw_defaults, strict=True) if value
    )


def of_fields(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr]]:
    for each in node.body:
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name) and each.value:
            value: ast.expr | None = each.value
            if isinstance(value, ast.Call):
                value = next((given.value for given in value.keywords if given.arg == "default"), None)
            if value:
                yield each.target.id, value


def says_more(name: str, value: ast.expr) -> bool:
    """Return whether a default is more than "not there"."""
    match value:
        case ast.Constant(bool() as flag):
            return flag
        case ast.Constant(int() as number):
            return number != (1 if name.split(".")[1] in FROM_ONE else 0)
        case _:
            return isinstance(value, ast.Attribute)


def test_what_is_left_out_is_not_there() -> None:
    found = [(name, ast.unparse(value)) for name, value in defaults() if says_more(name, value)]
    assert sorted(set(found)) == sorted(OTHERWISE.items())


@pytest.mark.parametrize(
    "code",
    [
        "def f(page: int = 2): ...",
        "def f(*, is_sure: bool = True): ...",
        "class F:\n    units: int = 1",
        "class F:\n    state: State = enum_column(RULE, State, default=State.OVER)",
    ],
)
def test_a_default_that_says_more_is_found(code: str) -> None:
    node = ast.parse(code).body[0]
    found = of_parameters(node.args) if isinstance(node, ast.FunctionDef) else of_fields(node)  # type: ignore[arg-type]
    assert all(says_more(f"f.{name}", value) for name, value in found)
