// The editor of an experiment: line numbers, colors, problems at their lines, and completion. The text
// area remains what is edited, read aloud and sent; without this script, there is only the text area.
"use strict";

(() => {
  const CHECK_DELAY = 400; // ms after the last change
  const LONGEST = 300000; // characters; longer texts are edited in the plain text area
  const { schema: schemaAddress, check: checkAddress } = document.currentScript.dataset;
  const form = document.getElementById("experiment");
  const area = form.elements.text;
  const problems = document.getElementById("problems");
  if (area.value.length > LONGEST) return;

  function make(tag, className, text = "") {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
  }

  // Behind the text area, whose own text is transparent: the same text in colors.
  const box = make("div", "editor");
  const paper = make("div", "paper");
  const lines = make("div", "lines");
  paper.setAttribute("aria-hidden", "true");
  paper.append(lines);
  area.replaceWith(box);
  box.append(paper, area);

  const JSON_TOKEN =
    /(?<key>"(?:[^"\\]|\\.)*"(?=\s*:))|(?<string>"(?:[^"\\]|\\.)*"?)|(?<literal>-?\b\d[\d.eE+-]*\b|\b(?:true|false|null)\b)/g;
  const YAML_TOKEN =
    /(?<comment>(?:^|(?<=\s))#.*$)|(?<key>(?:^|(?<=^[\s-]*\s)|(?<=[{,]\s*))(?:"[^"]*"|'[^']*'|[^\s#"'{}[\],&*!|>%@`-][^#:]*?)(?=\s*:(?:\s|$)))|(?<string>"(?:[^"\\]|\\.)*"?|'[^']*'?)|(?<literal>(?<=[\s[,:])(?:-?\d[\d.eE+-]*|true|false|null|~)(?=\s*(?:$|[,}\]#])))/g;
  const BLOCK = /(?:^|\s)[|>][+-]?\d?\s*$/;

  function painted({ text, kind }) {
    const line = make("div", "line");
    if (kind === "block") {
      line.append(make("span", "string", text));
      return line;
    }
    let at = 0;
    for (const { 0: token, index, groups } of text.matchAll(kind === "json" ? JSON_TOKEN : YAML_TOKEN)) {
      const name = Object.keys(groups).find((group) => groups[group] !== undefined);
      line.append(text.slice(at, index), make("span", name, token));
      at = index + token.length;
    }
    line.append(text.slice(at));
    return line;
  }

  // The lines of the text, each with its colored parts.
  function read(text) {
    if (experimentCompletion.isJson(text)) return text.split("\n").map((line) => ({ text: line, kind: "json" }));
    let block = -1; // the indentation of a key with a block scalar
    return text.split("\n").map((line) => {
      const indent = line.search(/\S/);
      if (block >= 0 && (indent < 0 || indent > block)) return { text: line, kind: "block" };
      block = BLOCK.test(line) ? indent : -1;
      return { text: line, kind: "yaml" };
    });
  }

  let shown = []; // what read() returned for each child of `lines`

  // Repaints only lines that differ.
  function paint() {
    const next = read(area.value);
    const same = (one, other) => one.text === other.text && one.kind === other.kind;
    const shorter = Math.min(shown.length, next.length);
    let start = 0;
    while (start < shorter && same(shown[start], next[start])) ++start;
    let end = 0;
    while (end < shorter - start && same(shown.at(-1 - end), next.at(-1 - end))) ++end;
    for (let gone = shown.length - end - start; gone > 0; --gone) lines.children[start].remove();
    const fresh = document.createDocumentFragment();
    for (const line of next.slice(start, next.length - end)) fresh.append(painted(line));
    lines.insertBefore(fresh, lines.children[start] ?? null);
    shown = next;
    box.style.setProperty("--digits", Math.max(3, String(next.length).length));
    follow();
  }

  function follow() {
    lines.style.setProperty("--left", `${area.scrollLeft}px`);
    lines.style.transform = `translate(${-area.scrollLeft}px, ${-area.scrollTop}px)`;
  }

  // Shows the listed problems at their lines, errors before warnings.
  function mark() {
    for (const line of lines.querySelectorAll(".bad, .warn")) line.className = "line";
    for (const note of lines.querySelectorAll(".note")) note.remove();
    for (const place of problems.querySelectorAll("[data-line]")) {
      const line = lines.children[place.dataset.line - 1];
      if (!line || line.matches(".bad, .warn")) continue;
      const item = place.closest("li");
      line.classList.add(item.className);
      line.append(make("span", "note", item.querySelector(".message").textContent));
    }
  }

  let timer = null;
  let asked = 0;

  async function check() {
    const mine = ++asked;
    const body = new URLSearchParams({ csrf: form.elements.csrf?.value ?? "", text: area.value });
    const response = await fetch(checkAddress, { method: "POST", body, headers: { Accept: "text/html" } });
    if (mine !== asked) return; // the text has changed since
    if (!response.ok || response.redirected) throw new Error(response.status);
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").body;
    if (problems.innerHTML.trim() !== fresh.innerHTML.trim()) problems.replaceChildren(...fresh.childNodes);
    mark();
  }

  function checkSoon() {
    clearTimeout(timer);
    timer = setTimeout(() => check().catch(() => {
      problems.replaceChildren(make("p", "note", "Not checked: the hub is not responding. Saving checks it again."));
      mark();
    }), CHECK_DELAY);
  }

  function lineStart(line) {
    return shown.slice(0, line).reduce((sum, { text }) => sum + text.length + 1, 0);
  }

  problems.addEventListener("click", (event) => {
    const place = event.target.closest("[data-line]");
    if (!place) return;
    event.preventDefault();
    const line = Math.min(place.dataset.line, shown.length) - 1;
    const column = Math.min(place.dataset.column - 1, shown[line].text.length);
    area.focus();
    area.setSelectionRange(lineStart(line) + column, lineStart(line) + column);
    const { top, height } = lines.children[line].getBoundingClientRect();
    area.scrollTop += top - area.getBoundingClientRect().top - area.clientHeight / 2;
    box.scrollIntoView({ block: "nearest" });
    follow();
  });

  // Inserted as if typed, so that it can be undone.
  function insert(text, from, to, cursor) {
    area.setSelectionRange(from, to);
    if (!document.execCommand("insertText", false, text)) area.setRangeText(text, from, to, "end");
    area.setSelectionRange(cursor, cursor);
  }

  // The screen position of the character at that offset.
  function rectangleAt(offset) {
    const before = area.value.slice(0, offset).split("\n");
    const line = lines.children[before.length - 1];
    let column = before.at(-1).length;
    const texts = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    range.setStart(line, 0);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      if (node.parentElement.matches(".note")) break;
      range.setStart(node, Math.min(column, node.length));
      column -= node.length;
      if (column <= 0) break;
    }
    range.collapse(true);
    const found = range.getBoundingClientRect();
    return found.height ? found : line.getBoundingClientRect();
  }

  // Completion: a list next to the cursor. The focus stays in the text area.
  const list = make("ul", "completions");
  list.id = "completions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  box.append(list);
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", "completions");
  let offered = null;
  let chosen = 0;
  let schema = null;
  fetch(schemaAddress)
    .then((response) => response.json())
    .then((read) => (schema = read))
    .catch(() => {}); // no suggestions then

  function close() {
    offered = null;
    list.hidden = true;
    area.removeAttribute("aria-activedescendant");
  }

  function choose(index) {
    chosen = (index + offered.items.length) % offered.items.length;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === chosen)));
    area.setAttribute("aria-activedescendant", list.children[chosen].id);
    list.children[chosen].scrollIntoView({ block: "nearest" });
  }

  function offer(isAsked) {
    const at = area.selectionStart;
    if (!schema || at !== area.selectionEnd) return close();
    offered = experimentCompletion.complete(schema, area.value, at);
    const isTyped = offered && (offered.typed !== "" || area.value[at - 1] === '"');
    const isDone = offered?.items.length === 1 && offered.items[0].label === offered.typed;
    if (!offered?.items.length || (!isAsked && (!isTyped || isDone))) return close();
    list.replaceChildren(...offered.items.map(({ label, about }, index) => {
      const item = make("li", "", label);
      item.id = `completion-${index}`;
      item.setAttribute("role", "option");
      if (about) item.append(make("small", "", about));
      return item;
    }));
    list.hidden = false;
    const place = rectangleAt(offered.from);
    const around = box.getBoundingClientRect();
    list.style.left = `${Math.max(0, Math.min(place.left - around.left, around.width - list.offsetWidth))}px`;
    list.style.top = `${place.bottom - around.top + 2}px`;
    choose(0);
  }

  // { text, cursor }: the text to insert for the item, and the position of the cursor in it.
  function insertion({ label, value, type }) {
    const text = area.value;
    const { kind, from, to } = offered;
    const isJson = experimentCompletion.isJson(text);
    if (kind === "value") {
      const isPlain = typeof value !== "string" || (!isJson && /^[a-z_][\w.-]*$/i.test(value) && !/^(true|false|null|yes|no|on|off)$/i.test(value));
      const word = isPlain ? String(value) : JSON.stringify(value);
      return { text: word, cursor: word.length };
    }
    const name = isJson ? JSON.stringify(label) : label;
    if (/^\s*:/.test(text.slice(to))) return { text: name, cursor: name.length };
    if (!isJson) {
      const indent = " ".repeat(from - text.lastIndexOf("\n", from - 1) - 1);
      const more = { object: `\n${indent}  `, array: `\n${indent}- ` }[type] ?? " ";
      return { text: `${name}:${more}`, cursor: name.length + 1 + more.length };
    }
    const empty = { string: '""', object: "{}", array: "[]" }[type] ?? "";
    const comma = /^\s*"/.test(text.slice(to)) ? "," : "";
    return { text: `${name}: ${empty}${comma}`, cursor: name.length + 2 + (empty ? 1 : 0) };
  }

  function accept() {
    const { from, to } = offered;
    const { text, cursor } = insertion(offered.items[chosen]);
    close();
    insert(text, from, to, from + cursor);
  }

  list.addEventListener("pointerdown", (event) => {
    event.preventDefault(); // keeps the focus
    const item = event.target.closest("li");
    if (!item) return;
    choose([...list.children].indexOf(item));
    accept();
  });

  // Handles special keys; returns true if it did. Tab leaves the text area unless suggestions are
  // shown, so that keyboard users can leave it.
  function pressed({ key, ctrlKey, altKey, metaKey, shiftKey }) {
    if (key === " " && ctrlKey) offer(true);
    else if (altKey || ctrlKey || metaKey) return false;
    else if (offered && key === "ArrowDown") choose(chosen + 1);
    else if (offered && key === "ArrowUp") choose(chosen - 1);
    else if (offered && (key === "Enter" || (key === "Tab" && !shiftKey))) accept();
    else if (offered && key === "Escape") close();
    else if (key === "Enter") breakLine();
    else return false;
    return true;
  }

  // Indents the new line like this one, or deeper if this one starts a block.
  function breakLine() {
    const { selectionStart: from, selectionEnd: to, value } = area;
    const line = value.slice(value.lastIndexOf("\n", from - 1) + 1, from);
    const indent = /^[ ]*(?:- +)*/.exec(line)[0].length;
    const deeper = /[{[:]\s*$/.test(line) ? 2 : 0;
    const text = "\n" + " ".repeat(indent + deeper);
    insert(text, from, to, from + text.length);
  }

  area.addEventListener("keydown", (event) => {
    if (!event.isComposing && pressed(event)) event.preventDefault();
  });
  area.addEventListener("input", () => {
    paint();
    offer(false);
    checkSoon();
  });
  area.addEventListener("scroll", () => {
    follow();
    close();
  });
  area.addEventListener("blur", close);
  area.addEventListener("click", close);

  paint();
  mark();
  check().catch(() => {}); // the next change checks again
})();
