"""The worker's documents: how it detects changes, and how it applies the runner's."""
import unittest
from unittest import mock

from chaos_worker.mirror import Mirror, apply, clone, differences, is_kept, unchanged


def found(old, new):
    operations = []
    differences(old, new, (), operations)
    return operations


def replayed(old, new):
    """`old` after applying the operations that were found."""
    document = clone(old)
    for operation in found(old, new):
        apply(document, operation)
    return document


class Differences(unittest.TestCase):
    def test_none_between_equal_documents(self):
        self.assertEqual(found({"a": [1, {"b": None}]}, {"a": [1, {"b": None}]}), [])

    def test_numbers_and_truth_values_are_told_apart(self):
        for old, new in ((1, True), (1, 1.0), (0, False)):
            self.assertEqual(len(found({"a": old}, {"a": new})), 1)

    def test_keys_are_escaped(self):
        self.assertEqual(
            found({}, {"a/b~c": 1}), [{"op": "add", "path": "/a~1b~0c", "value": 1}]
        )

    def test_replaying_them_gives_the_new_document(self):
        old = {"list": [1, 2, {"x": 1}], "gone": 1, "same": "s", "deep": {"a": {"b": [1]}}}
        for new in (
            {"list": [1, 2, {"x": 2}], "same": "s", "deep": {"a": {"b": [1, 2]}}},
            {"list": [], "gone": 1, "same": "s", "deep": {}},
            {"list": [0, 1, 2, {"x": 1}], "new": {"y": [None]}, "same": 1, "deep": None},
            {"list": [1, 2, {"x": 1}, 4, 5], "gone": {}, "same": "s", "deep": {"a": [1]}},
        ):
            self.assertEqual(replayed(old, new), new)

    def test_documents_that_change_their_kind_at_the_root(self):
        self.assertEqual(replayed([1, 2], [3]), [3])


class Unchanged(unittest.TestCase):
    def test_holds_for_a_clone(self):
        value = {"a": [1, {"b": None}], "c": {}}
        self.assertTrue(unchanged(clone(value), value))

    def test_does_not_hold_once_anything_differs(self):
        for change in (
            lambda value: value.update(new=1),
            lambda value: value.pop("n"),
            lambda value: value.update(n=True),
            lambda value: value["list"].append(2),
            lambda value: value["list"][0].update(x=2),
            lambda value: value.update(list={}),
            lambda value: value.update(renamed=value.pop("n")),
        ):
            value = {"list": [{"x": 1}], "n": 1}
            former = clone(value)
            change(value)
            self.assertFalse(unchanged(former, value))


class Kept(unittest.TestCase):
    """Uses a document {"method": [ACTIVITY]} in which only the list is known to refer to the activity."""

    def setUp(self):
        self.method = [{"name": "a", "provider": {"arguments": [1, {"deep": []}]}, "date": None}]

    def is_kept(self):
        return is_kept([self.method[0]])

    def test_nothing_is_without_another_reference(self):
        self.assertFalse(self.is_kept())

    def test_the_part_itself_and_parts_of_it_are(self):
        for keep in (
            lambda activity: activity,
            lambda activity: activity["provider"],
            lambda activity: activity["provider"]["arguments"],
            lambda activity: activity["provider"]["arguments"][1]["deep"],
        ):
            kept = keep(self.method[0])
            self.assertTrue(self.is_kept())
            del kept
            self.assertFalse(self.is_kept())

    def test_an_iterator_or_a_view_is_a_reference(self):
        kept = self.method[0]["provider"].items()
        self.assertTrue(self.is_kept())
        del kept

    def test_values_that_cannot_change_are_not(self):
        self.method[0]["name"] = kept = "a name of its own".title()
        self.assertFalse(self.is_kept())
        del kept

    def test_everything_may_be_where_references_are_not_counted(self):
        with mock.patch("chaos_worker.mirror.CAN_COUNT", False):
            self.assertTrue(self.is_kept())

    def test_what_is_no_value_of_a_document_may_be(self):
        self.method[0]["name"] = {1, 2}
        self.assertTrue(self.is_kept())


class MirrorTest(unittest.TestCase):
    def setUp(self):
        self.mirror = Mirror()
        self.mirror.update({"experiment": {"set": {"method": [{"name": "a"}], "tags": [1]}}})

    def test_changes_are_found_once(self):
        self.mirror["experiment"]["tags"].append(2)
        expected = {"patch": [{"op": "add", "path": "/tags/-", "value": 2}]}
        self.assertEqual(self.mirror.changes(["experiment"]), {"experiment": expected})
        self.assertEqual(self.mirror.changes(["experiment"]), {})

    def test_the_context_is_compared_with_types(self):
        self.mirror.update({"experiment": {"set": {"method": [{"n": 1}]}}})
        self.mirror["experiment"]["method"][0]["n"] = True
        self.assertEqual(self.mirror.changes(["experiment"]), {})
        self.assertEqual(
            self.mirror.changes(["experiment"], "/method/0"),
            {"experiment": {"patch": [{"op": "replace", "path": "/method/0/n", "value": True}]}},
        )

    def test_only_the_context_is_looked_at_when_no_more_was_in_reach(self):
        self.mirror["experiment"]["tags"].append(2)
        self.mirror["experiment"]["method"][0]["name"] = "b"
        changes = self.mirror.changes(["experiment"], "/method/0", only_context=True)
        paths = [operation["path"] for operation in changes["experiment"]["patch"]]
        self.assertEqual(paths, ["/method/0/name"])

    def test_knows_whether_parts_are_kept(self):
        self.assertFalse(self.mirror.keeps(""))
        tags = self.mirror["experiment"]["tags"]
        self.assertTrue(self.mirror.keeps(""))
        self.assertTrue(self.mirror.keeps("/tags"))
        self.assertFalse(self.mirror.keeps("/method/0"))
        del tags

    def test_patches_keep_objects_the_same(self):
        activity = self.mirror["experiment"]["method"][0]
        self.mirror.update(
            {"experiment": {"patch": [{"op": "add", "path": "/method/0/x", "value": {"y": 1}}]}}
        )
        self.assertIs(self.mirror["experiment"]["method"][0], activity)
        self.assertEqual(activity, {"name": "a", "x": {"y": 1}})
        self.assertEqual(self.mirror.changes(["experiment"]), {})

    def test_what_was_sent_is_not_shared_with_the_former_state(self):
        value = {"y": []}
        self.mirror.update({"experiment": {"patch": [{"op": "add", "path": "/x", "value": value}]}})
        self.mirror["experiment"]["x"]["y"].append(1)
        self.assertEqual(len(self.mirror.changes(["experiment"])["experiment"]["patch"]), 1)

    def test_unknown_documents_and_texts_have_no_changes(self):
        self.mirror.update({"context": {"set": "source.json"}})
        self.assertEqual(self.mirror.changes(["context", "journal"]), {})


if __name__ == "__main__":
    unittest.main()
