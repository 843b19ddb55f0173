"""The network that a request comes from, which is counted in memory alone."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from aiohttp import web

Address = IPv4Address | IPv6Address
PREFIX = 64
"""Bits of an IPv6 address that one household has: it may take any address in them."""


def network_of(request: web.Request) -> str:
    """Return the IPv4 address or the first 64 bits of the IPv6 address of a request; "" where it has none.

    Of a proxy in a private network it is the last address in `X-Forwarded-For`, which the proxy itself wrote.
    """
    peer = _address(request.remote or "")
    if peer is not None and not peer.is_private:
        return _network(peer)
    last = request.headers.get("X-Forwarded-For", "").rpartition(",")[2]
    return _network(_address(last.strip()) or peer)


def _address(text: str) -> Address | None:
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address


def _network(address: Address | None) -> str:
    if isinstance(address, IPv6Address):
        return str(ip_network((address, PREFIX), strict=False))
    return "" if address is None else str(address)
