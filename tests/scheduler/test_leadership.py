"""A sender that lost the lease stops: notifications in flight are finished, and no more are claimed."""

from market.notification.in_flight import ClaimedNotification
from scheduler.outbox import MAX_IN_FLIGHT, SendOutcome
from storage.store import Store
from tests.scheduler.outbox_helpers import FixedLeadership, outbox_of
from tests.scheduler.test_outbox import NOW, RecordingSender, states, write_notifications


async def test_a_former_sender_finishes_what_is_in_flight_and_claims_no_more(
    store: Store,
) -> None:
    leadership, postman = FixedLeadership(), RecordingSender()
    outbox = outbox_of(store, postman, lambda: NOW, leadership=leadership)
    await write_notifications(store, 3 * MAX_IN_FLIGHT)
    usual = postman.action

    async def another_takes_over(notification: ClaimedNotification) -> SendOutcome:
        leadership.is_leader = False
        return await usual(notification)

    postman.action = another_takes_over  # type: ignore[method-assign]
    assert await outbox.send_due() == MAX_IN_FLIGHT
    assert len(postman.sent) == MAX_IN_FLIGHT
    assert await states(store) == [("sent", "")] * MAX_IN_FLIGHT + [("queued", "")] * 2 * MAX_IN_FLIGHT
    leadership.is_leader = True
    postman.action = usual  # type: ignore[method-assign]
    assert await outbox.send_due() == 2 * MAX_IN_FLIGHT
