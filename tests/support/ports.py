"""Ports for the servers of tests."""

import socket

_reserved = []


def reserve_port():
    """A port at 127.0.0.1 that nobody else is given until this program ends.

    Nobody listens there until a server of the test does, which must reuse addresses, as servers do. The class
    ReservedPort is the same for tests in C++.
    """
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))  # and never listens: that keeps all others away
    _reserved.append(holder)
    return holder.getsockname()[1]
