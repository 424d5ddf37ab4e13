// Improves all pages: local times, copy buttons, switching the theme without reloading, and keyboard
// shortcuts. Pages work without it.
"use strict";

(() => {
  const REFRESH = 5000; // ms; of "5 min ago"
  const DAY = 86400; // seconds

  const dateAndTime = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
  const timeOnly = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

  // Formatted like web::time_ago().
  function ago(seconds) {
    if (seconds < 60) return "just now";
    if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
    if (seconds < DAY) return `${Math.floor(seconds / 3600)} h ago`;
    return `${Math.floor(seconds / DAY)} d ago`;
  }

  function textOf(element, time) {
    if (element.closest(".log")) return timeOnly.format(time);
    const seconds = (Date.now() - time) / 1000;
    const recent = seconds >= 0 && seconds < DAY && element.closest(".list") !== null;
    return recent || "ago" in element.dataset ? ago(seconds) : dateAndTime.format(time);
  }

  // Shows times in the reader's own zone, with UTC in the tooltip. Leaves unchanged texts alone, because
  // someone may have selected them.
  function localizeTimes(root) {
    for (const element of root.querySelectorAll("time[datetime]")) {
      const time = new Date(element.dateTime);
      if (Number.isNaN(time.getTime())) continue;
      if (!element.title)
        element.title = element.closest(".log") ? `${element.textContent} UTC` : element.textContent;
      const text = textOf(element, time);
      if (element.textContent !== text) element.textContent = text;
    }
  }

  // Tells screen readers.
  function announce(text) {
    const element = document.createElement("p");
    element.className = "unseen";
    element.setAttribute("role", "status");
    document.body.append(element);
    setTimeout(() => (element.textContent = text), 100);
    setTimeout(() => element.remove(), 10000);
  }

  function select(element) {
    getSelection().selectAllChildren(element);
  }

  async function copy(element, button) {
    try {
      await navigator.clipboard.writeText(element.textContent);
    } catch {
      select(element); // over plain HTTP, pages cannot use the clipboard
      if (!document.execCommand("copy")) return announce("Selected: copy it with Ctrl+C.");
    }
    button.textContent = "Copied";
    announce("Copied.");
    setTimeout(() => (button.textContent = "Copy"), 2000);
  }

  function addCopyButtons(root) {
    for (const element of root.querySelectorAll("[data-copy]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = "Copy";
      button.setAttribute("aria-label", `Copy: ${element.dataset.copy || element.textContent}`);
      element.after(" ", button);
    }
  }

  function prepare(root) {
    localizeTimes(root);
    addCopyButtons(root);
  }
  globalThis.chaoshub = { announce, prepare }; // for pages that update in place

  async function changeTheme(event) {
    const button = event.submitter;
    if (!button) return;
    event.preventDefault();
    const fields = new URLSearchParams(new FormData(event.target));
    fields.set("theme", button.value);
    try {
      await fetch(event.target.action, { method: "POST", body: fields, redirect: "manual" });
    } catch {
      return announce("The hub is not responding.");
    }
    document.getElementById("style").href = button.dataset.style;
    document.querySelector("meta[name='color-scheme']").content = button.value || "light dark";
    for (const other of event.target.querySelectorAll("button"))
      other.setAttribute("aria-pressed", String(other === button));
  }

  // People who dictate, or have shortcuts of their own, can turn these off.
  const OFF = "chaoshub-shortcuts-off";
  const places = new Map(); // key -> link
  for (const link of document.querySelectorAll("[data-key]")) places.set(link.dataset.key, link);

  function element(name, properties = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  function row(keys, meaning) {
    const shown = keys.map((key) => element("kbd", { textContent: key }));
    return element("div", {}, element("dt", {}, ...shown), element("dd", { textContent: meaning }));
  }

  function makeHelp() {
    const rows = [row(["?"], "Show the keyboard shortcuts")];
    if (document.querySelector("input[type='search']")) rows.push(row(["/"], "Search"));
    for (const [key, link] of places) rows.push(row(["g", key], `Go to ${link.textContent}`));
    const box = element("input", { type: "checkbox", checked: !localStorage.getItem(OFF) });
    box.addEventListener("change", () => {
      if (box.checked) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "1");
    });
    const close = element("button", { type: "button", textContent: "Close" });
    const help = element(
      "dialog",
      { id: "shortcuts" },
      element("h2", { id: "shortcuts-title", textContent: "Keyboard shortcuts" }),
      element("dl", {}, ...rows),
      element("p", {}, element("label", {}, box, " Use keyboard shortcuts")),
      close,
    );
    help.setAttribute("aria-labelledby", "shortcuts-title");
    close.addEventListener("click", () => help.close());
    document.body.append(help);
    return help;
  }

  let help = null;
  function showHelp() {
    help ??= makeHelp();
    if (!help.open) help.showModal();
  }

  let isGoing = false; // the previous key was "g"
  function press(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (event.target.closest("input:not([type='checkbox']), textarea, select, [contenteditable], dialog")) return;
    if (localStorage.getItem(OFF)) return;
    const search = document.querySelector("input[type='search']");
    const place = isGoing ? places.get(event.key) : null;
    isGoing = event.key === "g" && !isGoing;
    if (place) place.click();
    else if (event.key === "?") showHelp();
    else if (event.key === "/" && search) search.focus();
    else if (!isGoing) return;
    event.preventDefault();
  }

  prepare(document);
  setInterval(() => localizeTimes(document), REFRESH);
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("button.copy");
    if (button) copy(button.previousElementSibling, button);
  });
  document.getElementById("theme").addEventListener("submit", changeTheme);
  document.addEventListener("keydown", press);
  const button = element("button", { type: "button", className: "link", textContent: "Keyboard shortcuts" });
  button.addEventListener("click", showHelp);
  document.querySelector("footer.site p").append(" · ", button);
})();
