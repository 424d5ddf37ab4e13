// What pages do beyond being read: times go on, and a running execution is followed. Pages work
// without it.
"use strict";

(() => {
  const REFRESH = 5000; // ms; safeguards change without an event of the execution
  const REFRESH_AT_THE_END = 500; // the journal comes a moment after the last event
  const PAUSE = 200; // between two loads, however many events there are

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

  // Tells those who do not see the page.
  function announce(text) {
    const element = document.createElement("p");
    element.className = "unseen";
    element.setAttribute("role", "status");
    document.body.append(element);
    setTimeout(() => (element.textContent = text), 100);
  }

  function addLines(log, fresh) {
    const last = Number(log.lastElementChild?.dataset.id ?? 0);
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
    for (const line of fresh.querySelectorAll("#log > li"))
      if (Number(line.dataset.id) > last) log.append(line);
    if (atEnd) log.scrollTop = log.scrollHeight;
  }

  function follow(live) {
    const log = document.getElementById("log");
    const source = new EventSource(`${live.dataset.follow}?after=${live.dataset.after}`);
    let timer = setInterval(refresh, REFRESH);
    let loading = false;
    let again = false;

    function end(fresh) {
      source.close();
      clearInterval(timer);
      document.querySelector("main").replaceWith(fresh.querySelector("main"));
      announce("The execution has ended.");
    }

    // The server has the one description of how a page looks.
    async function load() {
      const response = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (response.redirected) return location.reload(); // the session has ended
      if (!response.ok) return;
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
      const next = fresh.getElementById("live");
      if (!next) return end(fresh);
      addLines(log, fresh);
      live.replaceChildren(...next.childNodes);
      tick();
    }

    async function refresh() {
      again = true;
      if (loading) return;
      loading = true;
      while (again && source.readyState !== EventSource.CLOSED) {
        again = false;
        await load().catch(() => {}); // the hub is away: the next event, or the timer, tries again
        await new Promise((done) => setTimeout(done, PAUSE));
      }
      loading = false;
    }

    function finishing() {
      clearInterval(timer);
      timer = setInterval(refresh, REFRESH_AT_THE_END);
    }

    for (const type of live.dataset.events.split(" ")) source.addEventListener(type, refresh);
    source.addEventListener("experiment-finished", finishing);
    log.scrollTop = log.scrollHeight;
  }

  tick();
  setInterval(tick, 1000);
  const live = document.getElementById("live");
  if (live) follow(live);
})();
