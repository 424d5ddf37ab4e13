"""Ports for the servers of tests."""

import socket

_reserved = []


def reserve_port():
    """Reserves a port on 127.0.0.1 until this program ends.

    Nothing listens on it until a server of the test does, which must reuse addresses, as servers usually do.
    ReservedPort is the equivalent for tests in C++.
    """
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))  # but never listens: this blocks the port for all others
    _reserved.append(holder)
    return holder.getsockname()[1]
