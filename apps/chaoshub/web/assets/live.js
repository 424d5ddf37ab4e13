// Shared by all tabs of a browser: browsers open only a few connections to a hub, and an event stream
// occupies one. Each team has one stream, whose events are passed to the tabs that follow one of its
// executions, or all of them. Tabs beyond that reload periodically.
"use strict";

const MOST_STREAMS = 2;

const streams = new Map(); // the URL of a team's events -> { source, followers: port -> execution }

function tell(stream, execution, message) {
  for (const [port, followed] of stream.followers)
    if (execution === null || !followed || followed === execution) port.postMessage(message);
}

function open(address, types) {
  const stream = { source: new EventSource(address), followers: new Map() };
  stream.source.onopen = () => tell(stream, null, "open");
  stream.source.onerror = () => {
    if (stream.source.readyState !== EventSource.CLOSED) return; // it reconnects by itself
    streams.delete(address); // remaining followers ask again
    tell(stream, null, "closed");
  };
  for (const type of types)
    stream.source.addEventListener(type, ({ data }) => {
      tell(stream, JSON.parse(data).execution_id, type);
    });
  streams.set(address, stream);
  return stream;
}

function leave(port) {
  for (const [address, stream] of streams) {
    stream.followers.delete(port);
    if (stream.followers.size > 0) continue;
    stream.source.close();
    streams.delete(address);
  }
}

onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data }) => {
    if (!data.address) return leave(port);
    let stream = streams.get(data.address);
    if (!stream && streams.size < MOST_STREAMS) stream = open(data.address, data.types);
    if (!stream) return;
    if (stream.source.readyState === EventSource.OPEN && !stream.followers.has(port))
      port.postMessage("open");
    stream.followers.set(port, data.execution);
  };
};
