"""The editor of an experiment in a browser with scripts. hub.browser runs it; tests/hub/experiment_pages_test.cpp tests
the editor without scripts."""

from browser import experiment, webdriver
from browser_case import BrowserCase

if webdriver:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

TITLE = "What an editor is for"


# A text with the cursor at "|", and the suggestions there: all of them, or the first ones.
SUGGESTIONS = [
    ("|", ["title", "description", "version"], True),
    ('{"title": "x", "de|"}', ["description"], False),
    ('{"title": "x|"}', [], False),
    ('{\n  "title": "x",\n  "me|\n  "description": ""\n}', ["method"], False),
    ('{"method": [{"type": "|"}]}', ["probe", "action"], False),
    ('{"method": [{"provider": {"|", "type": "process"}}]}', ["secrets", "path", "arguments", "env", "timeout"], False),
    ('{"method": [{"provider": {"type": "|"}}]}', ["process", "http", "python"], False),
    ('{"method": [{"background": |}]}', ["true", "false"], False),
    ('{"runtime": {"rollbacks": {"strategy": "a|"}}}', ["always"], False),
    ('{"configuration": {"x": {"type": "env", "|"}}}', ["key", "default", "env_var_type"], False),
    ("title: x\nmethod:\n- type: |", ["probe", "action"], False),
    ("title: x\nmethod:\n- type: act|\n  name: x", ["action"], False),
    ("method:\n- type: action\n  |\n  name: x", ["provider", "tolerance"], True),
    ("method:\n- provider:\n    |\n    type: process\n", ["secrets", "path", "arguments", "env", "timeout"], False),
    ("method:\n  - provider:\n      type: process\n      arg|\n  - type: probe", ["arguments"], False),
    ("method:\n  - type: action\nroll|", ["rollbacks"], False),
    ("description: >\n  me|\n", [], False),
    ("# me|", [], False),
]


class EditorTest(BrowserCase):
    def setUp(self):
        if not hasattr(type(self), "page"):
            self.runner.run(experiment(TITLE, steps=1, seconds=0.1))
            self.ada.open(self.team + "/experiments")
            type(self).page = self.ada.find(".list th a").get_attribute("href").removeprefix(self.hub.url)
        self.ada.open(self.page + "/edit")
        self.ada.wait(lambda: "No problems found" in self.problems(), "the first check")

    def area(self):
        return self.ada.find("textarea")

    def text(self):
        return self.area().get_attribute("value")

    def problems(self):
        return self.ada.find("#problems").text

    def press(self, *keys):
        """Sends the keys to whatever has the focus."""
        chain = ActionChains(self.ada.browser)
        for key in keys:
            chain.send_keys(key)
        chain.perform()

    def press_with_control(self, key):
        ActionChains(self.ada.browser).key_down(Keys.CONTROL).send_keys(key).key_up(Keys.CONTROL).perform()

    def replace(self, text):
        self.area().click()
        self.press_with_control("a")
        self.press(Keys.DELETE, text)

    def suggestions(self):
        return [item.text.split("\n")[0] for item in self.ada.all(".completions:not([hidden]) li")]

    def test_text_is_colored_line_by_line(self):
        lines = self.ada.all(".line")
        self.assertEqual([line.get_attribute("textContent") for line in lines], self.text().split("\n"))
        self.assertEqual(self.ada.find(".line .key").text, '"title"')
        self.assertTrue(self.ada.find(".line .string").text.startswith('"'))
        # The text area and the colored text are aligned.
        left, top = self.ada.browser.execute_script("""
            const area = document.querySelector("textarea"), look = getComputedStyle(area);
            const range = document.createRange();
            range.selectNodeContents(document.querySelector(".line"));
            const painted = range.getClientRects()[0], typed = area.getBoundingClientRect();
            return [painted.left - typed.left - parseFloat(look.paddingLeft),
                    painted.bottom - typed.top - parseFloat(look.paddingTop) - parseFloat(look.lineHeight)];""")
        self.assertLess(abs(left), 0.5)
        self.assertLess(abs(top), 4)  # the font is lower than the line
        self.ada.screenshots("editor")

    def test_a_keyboard_is_enough_to_write_an_experiment(self):
        self.replace("title: Typed\ndescription: By hand.\nmeth")
        self.assertEqual(self.suggestions(), ["method"])
        self.press(Keys.ENTER)
        self.assertTrue(self.text().endswith("\nmethod:\n- "), self.text())
        self.press("t")
        self.assertEqual(self.suggestions(), ["type", "tolerance", "timeout"])
        self.ada.screenshots("editor-suggestions")
        self.press(Keys.TAB)
        self.assertTrue(self.text().endswith("\n- type: "), self.text())
        self.press_with_control(" ")
        self.assertEqual(self.suggestions(), ["probe", "action"])
        self.assertEqual(self.area().get_attribute("aria-activedescendant"), "completion-0")
        self.press(Keys.ARROW_DOWN, Keys.ENTER)
        self.assertTrue(self.text().endswith("\n- type: action"), self.text())
        self.press(Keys.ENTER, "name: Wait", Keys.ENTER, "prov", Keys.TAB, "type: pr", Keys.TAB, Keys.ENTER, "pa", Keys.TAB,
                   "sleep")
        self.assertTrue(self.text().endswith(
            "\n- type: action\n  name: Wait\n  provider:\n    type: process\n    path: sleep"), self.text())
        self.press(Keys.ENTER, "t")
        self.assertEqual(self.suggestions(), ["timeout"])
        self.press(Keys.ESCAPE, Keys.BACKSPACE)
        self.assertEqual(self.suggestions(), [])
        self.ada.wait(lambda: "No problems found" in self.problems(), "a check that finds nothing")
        self.press(Keys.TAB)  # leaves the text area
        focused = self.ada.browser.switch_to.active_element
        self.assertEqual(focused.text, "Save as a new version")
        self.press(Keys.ENTER)
        self.ada.wait(lambda: self.ada.path() == self.page, "the page of the experiment")
        self.assertIn("Typed", self.ada.find("h1").text)

    def test_problems_are_shown_at_their_lines(self):
        self.replace("title: Typed\ndescription: By hand.\nmethod:\n- type: acton\n")
        self.ada.wait(lambda: self.ada.all(".line.bad"), "a mark at a line")
        (line,) = self.ada.all(".line.bad")
        self.assertIn("- type: acton", line.text)
        self.assertIn("acton", line.find_element("css selector", ".note").text)
        self.assertIn("Line 4", self.problems())
        self.ada.screenshots("editor-problems")
        self.ada.find("#problems [data-line='4']").click()
        start = self.ada.browser.execute_script("return document.activeElement.selectionStart")
        self.assertEqual(self.text()[:start].count("\n"), 3)
        # It moves with its line, even before the next check.
        self.press_with_control(Keys.HOME)
        self.press("# first", Keys.ENTER)
        self.assertIn("acton", self.ada.find(".line.bad").text)
        self.replace("{")
        self.ada.wait(lambda: "This is not JSON" in self.problems(), "what is wrong with the text")

    def test_suggestions_follow_the_schema(self):
        for text, expected, has_more in SUGGESTIONS:
            with self.subTest(text=text):
                found = self.ada.browser.execute_async_script("""
                    const [text, at, done] = arguments;
                    const address = document.querySelector("script[data-schema]").dataset.schema;
                    fetch(address).then((response) => response.json()).then((schema) => {
                      const found = experimentCompletion.complete(schema, text, at);
                      done(found ? found.items.map(({ label }) => label) : []);
                    });""", text.replace("|", ""), text.index("|"))
                self.assertEqual(found[:len(expected)] if has_more else found, expected)

    def test_suggestions_in_json_keep_it_json(self):
        self.replace('{"title": "x", "method": [{"ty')
        self.press(Keys.ENTER)
        self.assertEqual(self.text(), '{"title": "x", "method": [{"type": ""')
        self.press("p", Keys.ENTER)
        self.assertEqual(self.text(), '{"title": "x", "method": [{"type": "probe"')
        self.press_with_control("z")
        self.assertEqual(self.text(), '{"title": "x", "method": [{"type": "p"')
