#!/usr/bin/env python3
"""Checks that links in the documentation have valid targets, and that the index leads to every page.

Anchors must be those that both GitHub and mkdocs generate for a heading. Standard library only.
"""
import re
import sys
import unittest
from pathlib import Path

SOURCE = Path(__file__).parents[2]
PAGES = [*SOURCE.glob("*.md"), *(SOURCE / "docs").rglob("*.md"), *(SOURCE / "examples").rglob("*.md"),
         *(SOURCE / "packaging").rglob("*.md"), *(SOURCE / "tests").glob("*/README.md")]
LINK = re.compile(r"\]\(([^)\s]+)\)")


def text_of(path):
    """The text without blocks of code, where brackets mean something else."""
    return re.sub(r"^\s*```.*?^\s*```$", "", path.read_text(encoding="utf-8"), flags=re.S | re.M)


def headings(path):
    return [re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", title).replace("`", "")
            for title in re.findall(r"^#+ (.*)$", text_of(path), re.M)]


def anchors(path):
    def slug(title, collapse):
        words = re.sub(r"[^\w\s-]", "", title).strip().lower()
        return re.sub(r"[-\s]+" if collapse else r"\s", "-", words)

    return {slug(title, True) for title in headings(path)} & {slug(title, False) for title in headings(path)}


class Links(unittest.TestCase):
    def test_they_lead_somewhere(self):
        for page in PAGES:
            for link in LINK.findall(text_of(page)):
                if re.match(r"[a-z]+:", link):
                    continue
                path, _, anchor = link.partition("#")
                target = (page.parent / path).resolve() if path else page
                with self.subTest(page=str(page.relative_to(SOURCE)), link=link):
                    self.assertTrue(target.exists())
                    if anchor:
                        self.assertIn(anchor, anchors(target))

    def test_every_experiment_in_yaml_names_its_schema_to_editors(self):
        for path in sorted((SOURCE / "examples").rglob("*.yaml")):
            with self.subTest(path=str(path.relative_to(SOURCE))):
                hint = re.search(r"^# yaml-language-server: \$schema=(\S+)$", path.read_text(encoding="utf-8"), re.M)
                self.assertIsNotNone(hint)
                self.assertTrue((path.parent / hint[1]).exists())

    def test_the_index_knows_every_page(self):
        index = SOURCE / "docs" / "index.md"
        linked = {(index.parent / link.partition("#")[0]).resolve() for link in LINK.findall(text_of(index))}
        pages = {page.resolve() for page in (SOURCE / "docs").rglob("*.md")} - {index.resolve()}
        self.assertEqual({str(page.relative_to(SOURCE)) for page in pages - linked}, set())


if __name__ == "__main__":
    sys.exit(unittest.main())
