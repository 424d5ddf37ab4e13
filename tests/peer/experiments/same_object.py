"""Returns the same list over and over, which keeps growing."""
found = []


def grow():
    found.append(len(found))
    return found
