"""The metrics page: each figure once, in the format of Prometheus."""

from prometheus_client.parser import text_string_to_metric_families

from web.metrics import Measurements, render

MEASURED = Measurements(
    oldest_due_notification=7.5,
    due_notifications=3,
    outcomes={"sent": 18, "unknown": 1, "failed": 1},
    allocation_lag=0.25,
    writes=1234,
    inbox_depth=2,
    updates={"accepted": 40, "dropped": 5},
    leader=True,
    paused_until=1_795_000_000.0,
)


def samples(page: bytes) -> dict[str, float]:
    """Each sample by its name and label."""
    families = text_string_to_metric_families(page.decode())
    return {
        " ".join((sample.name, *sample.labels.values())): sample.value
        for family in families
        for sample in family.samples
        if not sample.name.endswith("_created")
    }


def test_every_figure_is_on_the_page() -> None:
    assert samples(render(MEASURED)) == {
        "lorong_oldest_due_notification_seconds": 7.5,
        "lorong_due_notifications": 3,
        "lorong_unknown_outcome_ratio": 0.05,
        "lorong_allocation_lag_seconds": 0.25,
        "lorong_inbox_depth": 2,
        "lorong_leader": 1,
        "lorong_paused_until_timestamp_seconds": 1_795_000_000.0,
        "lorong_writes_total": 1234,
        "lorong_notifications_total sent": 18,
        "lorong_notifications_total unknown": 1,
        "lorong_notifications_total failed": 1,
        "lorong_updates_total accepted": 40,
        "lorong_updates_total dropped": 5,
    }


def test_before_the_first_send_no_outcome_is_unknown() -> None:
    page = render(Measurements(**{**vars(MEASURED), "outcomes": {}}))
    assert samples(page)["lorong_unknown_outcome_ratio"] == 0.0
