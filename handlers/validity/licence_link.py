"""The link in the QR of a public licence card."""


def licence_link(public_url: str, username: str, code: str) -> str:
    """Returns the address of the card's page, which needs no account; where this market has no pages, the link that opens it in the chat."""
    return f"{public_url}/L/{code}" if public_url else f"https://t.me/{username}?start=l_{code}"
