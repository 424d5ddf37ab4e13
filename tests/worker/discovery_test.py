"""How the worker discovers packages without chaostoolkit-lib."""
import pathlib
import sys
import tempfile
import textwrap
import typing
import unittest

from chaos_worker import discovery

ACTIVITIES = """
from typing import Any, Dict, List

__all__ = ["stop", "look"]

def stop(name: str, force: bool = False, labels: Dict[str, str] = None, *rest, **more) -> None:
    '''Stops it.

    At once.
    '''

def look(where, secrets: dict = None, *, quiet=True) -> List[Any]:
    pass

def _hidden():
    pass

def unlisted():
    pass
"""


class DiscoveryTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.place = pathlib.Path(directory.name)
        sys.path.insert(0, directory.name)
        self.addCleanup(sys.path.remove, directory.name)
        modules = set(sys.modules)
        self.addCleanup(lambda: [sys.modules.pop(name) for name in set(sys.modules) - modules])

    def write(self, name, text):
        path = self.place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), "utf-8")

    def install(self, name, module):
        """Installs a distribution with one module."""
        info = f"{name.replace('-', '_')}-1.0.dist-info"
        self.write(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        self.write(f"{info}/top_level.txt", module + "\n")

    def refusal(self, package):
        with self.assertRaises(discovery.DiscoveryFailed) as caught:
            discovery.discover(package, True)
        return str(caught.exception)

    def test_a_package_is_asked_for_its_document(self):
        self.install("extension-of-mine", "mine_to_find")
        self.write("mine_to_find.py", "def discover(discover_system=True): return [discover_system]")
        self.assertEqual(discovery.discover("extension-of-mine", False), [False])
        self.assertEqual(discovery.discover("extension-of-mine", True), [True])

    def test_what_cannot_be_discovered_is_told_in_the_words_of_the_reference(self):
        self.install("mute", "mute_module")
        self.write("mute_module.py", "discover = 1")
        self.install("broken", "broken_module")
        self.write("broken_module.py", "import nothing_of_this_name")
        self.install("hollow", "")
        self.assertEqual(self.refusal("absent"), "Package absent not found")
        self.assertEqual(self.refusal("broken"), "could not load Python module 'broken_module'")
        self.assertEqual(
            self.refusal("mute"), "package 'mute_module' does not export a `discover` function"
        )
        self.assertEqual(
            self.refusal("hollow"),
            "Distribution hollow exists but no top-level package name could be determined",
        )

    def test_exported_functions_become_activities(self):
        self.write("things_to_do.py", ACTIVITIES)
        look, stop = discovery.discover_actions("things_to_do")
        self.assertEqual(
            stop,
            {
                "type": "action",
                "name": "stop",
                "mod": "things_to_do",
                "doc": "Stops it.\n\nAt once.",
                "arguments": [
                    {"name": "name", "type": "string"},
                    {"name": "force", "default": False, "type": "boolean"},
                    {"name": "labels", "default": None, "type": "mapping"},
                    {"name": "rest"},
                ],
                "return_type": "null",
            },
        )
        self.assertEqual(look["doc"], None)
        self.assertEqual(look["return_type"], "list")
        self.assertEqual([each["name"] for each in look["arguments"]], ["where", "secrets"])

    def test_a_module_that_exports_nothing_has_no_activities(self):
        self.write("nothing_exported.py", "def f(): pass")
        with self.assertLogs("chaostoolkit", "WARNING") as log:
            self.assertEqual(discovery.discover_probes("nothing_exported"), [])
        self.assertIn("'nothing_exported' does not expose the __all__ attribute.", log.output[0])

    def test_a_module_that_is_missing_ends_the_discovery(self):
        with self.assertRaises(discovery.DiscoveryFailed) as caught:
            discovery.discover_probes("nowhere.to.be.found")
        self.assertEqual(
            str(caught.exception), "could not import extension module 'nowhere.to.be.found'"
        )

    def test_types_have_portable_names(self):
        for python_type, name in (
            (None, "null"),
            (int, "integer"),
            (float, "number"),
            (bytes, "byte"),
            (tuple, "tuple"),
            (typing.Set[int], "set"),
            (typing.Optional[str], "object"),
            ("str", "object"),
            ([], "object"),
        ):
            self.assertEqual(discovery.portable_type_name(python_type), name)

    def test_a_document_begins_like_the_references(self):
        document = discovery.initialize_discovery_result("chaos-mine", "0.1", "mine")
        self.assertEqual(document["extension"], {"name": "chaos-mine", "version": "0.1"})
        self.assertEqual(document["target"], "mine")
        self.assertEqual((document["activities"], document["system"]), ([], None))


if __name__ == "__main__":
    unittest.main()
