"""Functions that judge values, and functions whose values are judged."""


def at_most(limit, value=None):
    return value <= limit


def deep(value=None, configuration=None, secrets=None):
    return value["a"]["b"][1] == configuration["wanted"]


def says(answer, value=None):
    return answer


def raises(value=None):
    raise ValueError(f"cannot judge {value}")


def document():
    return {"a": {"b": [1, 2.5, None]}, "items": [{"id": "x", "n": 1}, {"id": "y", "n": 2}], 7: "seven"}


def text():
    return "first line\nerror 42\nlast"


def pair():
    return (1, 2)


def missing():
    return None
