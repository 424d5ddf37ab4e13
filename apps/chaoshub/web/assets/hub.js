// Keeps the page of a running execution up to date. Pages work without it.
"use strict";

(() => {
  const REFRESH = 5000; // ms; safeguards change without an event of the execution
  const REFRESH_AT_THE_END = 500; // the journal comes a moment after the last event
  const PAUSE = 200; // between two loads, however many events arrive
  const liveWorker = document.currentScript.dataset.live;
  const { announce, prepare } = globalThis.chaoshub; // page.js

  function durationOf(seconds) {
    const whole = Math.max(0, Math.floor(seconds));
    if (whole < 60) return `${whole} s`;
    if (whole < 3600) return `${Math.floor(whole / 60)} m ${whole % 60} s`;
    return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} m`;
  }

  function tick() {
    for (const element of document.querySelectorAll("[data-since]")) {
      const since = Date.parse(element.dataset.since);
      element.textContent = durationOf((Date.now() - since) / 1000);
    }
  }

  // Turns `old` into `fresh` and changes only what differs, so that the focus and the selection stay.
  // Elements with the same id are the same, wherever they are.
  function patch(old, fresh) {
    if (old.isEqualNode(fresh)) return;
    if (old.nodeName !== fresh.nodeName || old.nodeType !== Node.ELEMENT_NODE) {
      if (old.nodeType === Node.TEXT_NODE && fresh.nodeType === Node.TEXT_NODE) old.data = fresh.data;
      else old.replaceWith(fresh);
      return;
    }
    if (old.matches("input, textarea, select")) return; // someone may be typing
    for (const { name } of [...old.attributes])
      if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
    for (const { name, value } of fresh.attributes)
      if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    if (!old.matches("[data-since], [data-ago]")) patchChildren(old, fresh);
  }

  function patchChildren(old, fresh) {
    let at = old.firstChild;
    for (const next of [...fresh.childNodes]) {
      const same = next.id ? [...old.children].find((child) => child.id === next.id) : null;
      if (same) {
        while (at && at !== same && !(at.id && fresh.querySelector(`:scope > [id="${at.id}"]`))) {
          const gone = at;
          at = at.nextSibling;
          gone.remove();
        }
        if (at === same) at = same.nextSibling;
        else old.insertBefore(same, at);
        patch(same, next);
      } else if (at && !at.id && !next.id && at.nodeName === next.nodeName) {
        const current = at;
        at = at.nextSibling;
        patch(current, next);
      } else {
        old.insertBefore(next, at);
      }
    }
    while (at) {
      const gone = at;
      at = at.nextSibling;
      gone.remove();
    }
  }

  function addLines(box, log, fresh) {
    const last = Number(log.lastElementChild?.dataset.id ?? 0);
    const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
    for (const line of fresh.querySelectorAll("#log > li"))
      if (Number(line.dataset.id) > last) log.append(line);
    if (atEnd) box.scrollTop = box.scrollHeight;
  }

  // Warns that the page may be out of date while the hub is not responding.
  function showAway(away) {
    let element = document.getElementById("away");
    if (!away) return element?.remove();
    if (element) return;
    element = document.createElement("p");
    element.id = "away";
    element.className = "hint";
    element.setAttribute("role", "status");
    element.textContent = "The hub is not responding. This page may be out of date.";
    document.querySelector("main").prepend(element);
  }

  // A page follows one execution, or all of the team's.
  function isFollowed(live, execution) {
    return !live.dataset.execution || live.dataset.execution === execution;
  }

  // Calls `heard` with the type of each event of the execution, and whenever events may have been
  // missed. Returns { again, end }. `again` is called repeatedly; `isShown` is true if the tab has
  // just become visible.
  function listen(live, heard) {
    const types = live.dataset.events.split(" ");
    if (window.SharedWorker) {
      const { port } = new SharedWorker(liveWorker);
      const wanted = { address: live.dataset.team, execution: live.dataset.execution, types };
      port.onmessage = ({ data }) => heard(data);
      const again = (isShown) => port.postMessage({ ...wanted, isShown });
      const end = () => port.postMessage({});
      addEventListener("pagehide", end);
      addEventListener("pageshow", () => again(!document.hidden));
      again(!document.hidden);
      return { again, end };
    }
    // One connection per tab, so only for the visible one.
    let source = null;
    const end = () => {
      source?.close();
      source = null;
    };
    const again = () => {
      if (document.hidden) return end();
      if (source && source.readyState !== EventSource.CLOSED) return;
      source = new EventSource(live.dataset.team);
      source.onopen = () => heard("open");
      for (const type of types)
        source.addEventListener(type, ({ data }) => {
          if (isFollowed(live, JSON.parse(data).execution_id)) heard(type);
        });
    };
    again();
    return { again, end };
  }

  function follow(live) {
    const log = document.getElementById("log");
    const box = document.getElementById("log-box");
    let timer = setInterval(() => beat(false), REFRESH);
    let loading = false;
    let again = false;
    let over = false;

    function end(fresh) {
      over = true;
      stream.end();
      clearInterval(timer);
      document.querySelector("main").replaceWith(fresh.querySelector("main"));
      document.title = fresh.title;
      announce("The execution has ended.");
    }

    // Only the server knows how to render a page.
    async function load() {
      const response = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (response.redirected) return location.reload(); // the session has ended
      if (!response.ok) return showAway(response.status >= 500);
      showAway(false);
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
      prepare(fresh);
      const next = fresh.getElementById("live");
      if (!next) return end(fresh);
      if (box) addLines(box, log, fresh);
      patch(live, next);
      tick();
    }

    // Hidden tabs catch up once they are shown.
    async function refresh() {
      again = true;
      if (loading || document.hidden) return;
      loading = true;
      while (again && !over) {
        again = false;
        await load().catch(() => showAway(true)); // the next event, or the timer, tries again
        await new Promise((done) => setTimeout(done, PAUSE));
      }
      loading = false;
    }

    function beat(isShown) {
      stream.again(isShown);
      refresh();
    }

    const stream = listen(live, (type) => {
      if (over) return;
      if (type === "experiment-finished" && !live.dataset.execution) {
        setTimeout(refresh, REFRESH_AT_THE_END);
      } else if (type === "experiment-finished") {
        clearInterval(timer);
        timer = setInterval(() => beat(false), REFRESH_AT_THE_END);
      }
      refresh();
    });
    document.addEventListener("visibilitychange", () => {
      if (over) return;
      if (document.hidden) stream.again(false); // without a worker, this closes the connection
      else beat(true);
    });
    if (box) box.scrollTop = box.scrollHeight;
  }

  tick();
  setInterval(tick, 1000);
  const live = document.getElementById("live");
  if (live) follow(live);
})();
