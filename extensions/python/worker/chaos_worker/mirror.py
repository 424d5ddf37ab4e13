"""The documents of a run that hooks may change, kept in step with the runner's.

The runner sends each document once, and afterwards only what changed in it (RFC 6902 operations); it is
told what hooks changed in the same way. Objects are changed in place, so that a module that holds on
to one sees it change, as it would in the runner's own process.
"""


def clone(value):
    if isinstance(value, dict):
        return {key: clone(item) for key, item in value.items()}
    if isinstance(value, list):
        return [clone(item) for item in value]
    return value


def pointer(path):
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in path)


def differences(old, new, path, found):
    """Appends to `found` the operations that make `old` equal to `new`, which are at `path` (keys)."""
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
        former = old.get(key, found)  # which is no value of a document
        if former is item:
            continue
        if type(key) is not str:  # no pointer leads there
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


def tokens_of(path):
    return [token.replace("~1", "/").replace("~0", "~") for token in path.split("/")[1:]]


def at(document, tokens):
    for token in tokens:
        document = document[int(token)] if isinstance(document, list) else document[token]
    return document


def refill(target, value):
    """Makes the mapping or list `target` hold what `value` does."""
    if isinstance(target, dict):
        target.clear()
        target.update(value)
    else:
        target[:] = value


def apply(document, operation):
    """Carries out one operation on `document`, in place."""
    *parents, last = tokens_of(operation["path"]) or [None]
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


class Mirror:
    def __init__(self):
        self.documents = {}
        self.former = {}  # as they were when both sides last agreed

    def __getitem__(self, name):
        return self.documents.get(name)

    def update(self, changes):
        """Takes over what the runner says has changed."""
        for name, change in changes.items():
            if "patch" in change:
                for operation in change["patch"]:
                    apply(self.documents[name], operation)
                    apply(self.former[name], clone_of_operation(operation))
            else:
                self.documents[name] = change["set"]
                self.former[name] = clone(change["set"])

    def changes(self, names, context=None):
        """What hooks changed in those documents since the last time, as the runner takes it. The
        document at `context` within the experiment is compared value by value, types included; of
        the rest of the experiment and of the journal, which may be large, Python's equality decides
        first."""
        found = {}
        for name in names:
            document, former = self.documents.get(name), self.former.get(name)
            if document is former:
                continue  # unknown, or nothing that could change in place
            operations = []
            if name in ("experiment", "journal") and document == former:
                if name == "experiment" and context:
                    self._compare_within(context, operations)
            else:
                differences(former, document, (), operations)
            if operations:
                found[name] = {"patch": operations}
                for operation in operations:
                    apply(former, clone_of_operation(operation))
        return found

    def place(self, name, path):
        """The part of a document to which the pointer leads."""
        return at(self.documents[name], tokens_of(path))

    def _compare_within(self, path, operations):
        tokens = tuple(tokens_of(path))
        former, document = (at(of["experiment"], tokens) for of in (self.former, self.documents))
        differences(former, document, tokens, operations)


def clone_of_operation(operation):
    if "value" in operation:
        return dict(operation, value=clone(operation["value"]))
    return operation
