"""Returns the same growing list repeatedly."""
found = []


def grow():
    found.append(len(found))
    return found
