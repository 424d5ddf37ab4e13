"""The documents of a run that hooks may change, kept in sync with the runner's.

The runner sends each document once, and afterwards only what changed in it (RFC 6902 operations). It receives
the hooks' changes in the same way. Objects are changed in place, so that a module that holds a reference to
one sees it change, as it would in the runner's own process.
"""
import datetime
import functools
import gc
import sys

CONTAINERS = {dict, list}
IMMUTABLE = {str, int, float, bool, type(None), bytes, datetime.date, datetime.datetime}


def clone(value):
    if isinstance(value, dict):
        return {key: item if type(item) in IMMUTABLE else clone(item) for key, item in value.items()}
    if isinstance(value, list):
        return [item if type(item) in IMMUTABLE else clone(item) for item in value]
    return value


def pointer(path):
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in path)


def unchanged(old, new):
    """Whether `new` still equals what `old` was cloned from. False may be wrong; differences() is exact, but
    takes several times as long."""
    kind = type(new)
    if kind is not type(old):
        return False
    if kind is dict:
        if list(old) != list(new):
            return False
        old, new = old.values(), new.values()
    elif kind is not list or len(old) != len(new):
        return False
    for former, item in zip(old, new):
        if former is not item and not unchanged(former, item):
            return False
    return True


def differences(old, new, path, found):
    """Appends to `found` the operations that make `old`, at `path` (a list of keys), equal to `new`."""
    if isinstance(old, dict) and isinstance(new, dict):
        differences_of_mappings(old, new, path, found)
    elif isinstance(old, list) and isinstance(new, list):
        differences_of_lists(old, new, path, found)
    elif old is not new and not equal_values(old, new):
        found.append({"op": "replace", "path": pointer(path), "value": new})


def equal_values(old, new):
    return type(old) is type(new) and isinstance(new, (str, int, float, tuple)) and old == new


def differences_of_mappings(old, new, path, found):
    if old.keys() != new.keys():
        for key in old:
            if key not in new:
                found.append({"op": "remove", "path": pointer(path + (str(key),))})
    for key, item in new.items():
        former = old.get(key, found)  # a sentinel that is not a value of a document
        if former is item:
            continue
        if type(key) is not str:  # a pointer cannot refer to it
            found.append({"op": "replace", "path": pointer(path), "value": new})
            return
        if former is found:
            found.append({"op": "add", "path": pointer(path + (key,)), "value": item})
        else:
            differences(former, item, path + (key,), found)


def differences_of_lists(old, new, path, found):
    if len(new) < len(old) or (len(new) > len(old) and new[: len(old)] != old):
        found.append({"op": "replace", "path": pointer(path), "value": new})
        return
    for index, item in enumerate(old):
        if item is not new[index]:
            differences(item, new[index], path + (str(index),), found)
    for item in new[len(old) :]:
        found.append({"op": "add", "path": pointer(path) + "/-", "value": item})


@functools.lru_cache(maxsize=64)
def tokens_of(path):
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in path.split("/")[1:])


def at(document, tokens):
    for token in tokens:
        document = document[int(token)] if isinstance(document, list) else document[token]
    return document


def refill(target, value):
    """Makes the mapping or list `target` equal to `value`."""
    if isinstance(target, dict):
        target.clear()
        target.update(value)
    else:
        target[:] = value


def apply(document, operation):
    """Applies one operation to `document`, in place."""
    *parents, last = tokens_of(operation["path"]) or (None,)
    if last is None:
        refill(document, operation["value"])
        return
    document = at(document, parents)
    if operation["op"] == "remove":
        del document[int(last) if isinstance(document, list) else last]
    elif not isinstance(document, list):
        document[last] = operation["value"]
    elif last == "-":
        document.append(operation["value"])
    elif operation["op"] == "add":
        document.insert(int(last), operation["value"])
    else:
        document[int(last)] = operation["value"]


def references_to(parts):
    """The maximum reference count of the parts, as counted by this interpreter, including its own
    references."""
    return max(map(sys.getrefcount, parts))


CAN_COUNT = hasattr(sys, "getrefcount")  # as CPython can
PARENT = [[]]
ONE_REFERENCE = references_to(gc.get_referents(PARENT)) if CAN_COUNT else None


def is_kept(parts):
    """Whether anything refers to these parts of a document, or to parts of them, apart from their parents and
    the list `parts`. What nothing else refers to, nothing else can change."""
    while parts:
        if not CAN_COUNT or not CONTAINERS.issuperset(map(type, parts)):
            return True
        if references_to(parts) != ONE_REFERENCE:
            return True
        parts = [part for part in gc.get_referents(*parts) if type(part) not in IMMUTABLE]
    return False


class Mirror:
    def __init__(self):
        self.documents = {}
        self.former = {}  # the state in which both sides last agreed

    def __getitem__(self, name):
        return self.documents.get(name)

    def update(self, changes):
        """Applies the runner's changes."""
        for name, change in changes.items():
            if "patch" in change:
                for operation in change["patch"]:
                    apply(self.documents[name], operation)
                    apply(self.former[name], clone_of_operation(operation))
            else:
                self.documents[name] = change["set"]
                self.former[name] = clone(change["set"])

    def changes(self, names, context=None, only_context=False):
        """The changes that hooks have made to these documents since the last time, in the runner's format.
        The document at `context` in the experiment is compared value by value, including types. For the rest
        of the experiment (unless it is unreachable) and the journal, which may be large, Python's equality
        comes first."""
        found = {}
        for name in names:
            document, former = self.documents.get(name), self.former.get(name)
            if document is former or not (document or former):
                continue  # unknown or empty, or a value that cannot change in place
            operations = []
            if name == "experiment" and (only_context or document == former):
                if context:
                    self._compare_within(context, operations)
            elif not (document == former if name == "journal" else unchanged(former, document)):
                differences(former, document, (), operations)
            if operations:
                found[name] = {"patch": operations}
                for operation in operations:
                    apply(former, clone_of_operation(operation))
        return found

    def keeps(self, place):
        """Whether anything else refers to the part of the experiment at the pointer."""
        *parents, last = tokens_of(place) or ("experiment",)
        parent = at(self.documents["experiment"], parents) if place else self.documents
        return is_kept([parent[int(last) if isinstance(parent, list) else last]])

    def place(self, name, path):
        """The part of a document at the pointer."""
        return at(self.documents[name], tokens_of(path))

    def _compare_within(self, path, operations):
        tokens = tokens_of(path)
        former = at(self.former["experiment"], tokens)
        document = at(self.documents["experiment"], tokens)
        if not unchanged(former, document):
            differences(former, document, tokens, operations)


def clone_of_operation(operation):
    if "value" in operation:
        return dict(operation, value=clone(operation["value"]))
    return operation
