"""Hosts that are never a model: where a cloud tells a machine its own secrets."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address

_NAMES = ("metadata", "metadata.google.internal", "instance-data", "instance-data.ec2.internal")
_OUTSIDE_LINK_LOCAL = frozenset(
    map(ip_address, ("100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::254"))
)
"""Metadata services that have an address elsewhere."""


def is_metadata(host: str) -> bool:
    """Whether a host, by name or address in any notation, is a link-local or metadata one."""
    name = host.rstrip(".").lower()
    if name in _NAMES or name.startswith("metadata."):
        return True
    address = address_of(name)
    if address is None:
        return False
    return address.is_link_local or address in _OUTSIDE_LINK_LOCAL


def address_of(host: str) -> IPv4Address | IPv6Address | None:
    """Return the address that a host is: dotted, one number, hexadecimal, octal or IPv6."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        try:
            return IPv4Address(socket.inet_aton(host))  # what a resolver would make of it
        except (OSError, UnicodeEncodeError):
            return None
    if isinstance(address, IPv6Address):
        return address.ipv4_mapped or address.sixtofour or address
    return address
