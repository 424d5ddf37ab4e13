"""Counts calls; the second and later ones deviate where 1 is expected."""
calls = 0


def count():
    global calls
    calls += 1
    return calls


def up_to(limit):
    """Whether it was called no more often than that."""
    return count() <= limit
