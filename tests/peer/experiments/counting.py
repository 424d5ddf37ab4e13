"""Counts calls; the second and later ones deviate if 1 is expected."""
calls = 0


def count():
    global calls
    calls += 1
    return calls


def up_to(limit):
    """Whether it has been called at most that many times."""
    return count() <= limit
