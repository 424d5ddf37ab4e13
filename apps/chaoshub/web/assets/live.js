// Shared by all tabs of a browser: browsers open only a few connections to a hub, and an event stream
// occupies one. There is one stream, for the team of the tab that was shown last. Its events are passed
// to the tabs that follow one of the team's executions, or all of them. Tabs of other teams reload
// periodically while they are visible.
"use strict";

let stream = null; // { address, source }
const tabs = new Map(); // port -> { address, execution }

function tell(execution, message) {
  for (const [port, tab] of tabs)
    if (tab.address === stream.address && (execution === null || !tab.execution || tab.execution === execution))
      port.postMessage(message);
}

function close() {
  stream?.source.close();
  stream = null;
}

function open(address, types) {
  close();
  const source = new EventSource(address);
  stream = { address, source };
  source.onopen = () => tell(null, "open");
  source.onerror = () => {
    if (source.readyState !== EventSource.CLOSED || stream?.source !== source) return; // it reconnects by itself
    tell(null, "closed"); // they ask again
    close();
  };
  for (const type of types)
    source.addEventListener(type, ({ data }) => {
      if (stream?.source === source) tell(JSON.parse(data).execution_id, type);
    });
}

function leave(port) {
  tabs.delete(port);
  if (stream && ![...tabs.values()].some(({ address }) => address === stream.address)) close();
}

// Tabs ask repeatedly, because the stream may have been closed in the meantime.
function follow(port, { address, execution, types, isShown }) {
  const isNew = !tabs.has(port);
  tabs.set(port, { address, execution });
  if (!stream || (isShown && stream.address !== address)) open(address, types);
  else if (isNew && stream.address === address && stream.source.readyState === EventSource.OPEN)
    port.postMessage("open");
}

onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data }) => (data.address ? follow(port, data) : leave(port));
};
