"""The countries in which a single sale above a limit needs an e-invoice of its own, whoever sells."""

SINGLE_SALE_LIMIT = {"MY": ("MYR", 1_000_000)}
"""By territory (ISO 3166), the currency and the limit in its minor units; a sale of exactly that much needs none. Malaysia: RM10,000, from 2026."""


def needs_e_invoice(total: int, currency: str, territory: str) -> bool:
    """Return whether a sale of so many minor units needs an e-invoice of its own."""
    money, limit = SINGLE_SALE_LIMIT.get(territory, (currency, total))
    return money == currency and total > limit


def e_invoice_limit(territory: str) -> int | None:
    """Return the limit in minor units; None where there is none."""
    return SINGLE_SALE_LIMIT[territory][1] if territory in SINGLE_SALE_LIMIT else None
