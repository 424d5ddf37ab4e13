// Suggests keys and values at a position of an experiment in JSON or YAML, based on its schema. The
// text may be incomplete anywhere. Used by editor.js.
"use strict";

const experimentCompletion = (() => {
  const BLOCK = /:\s+[|>][+-]?\d?\s*$/; // a YAML block scalar
  const YAML_LINE = /^(\s*)((?:-\s+)*)(-$)?(?:("[^"]*"|'[^']*'|[^\s#"'{}[\],&*!|>%@`-][^#:]*?)\s*:(?:\s+(.*))?$)?/;

  function isJson(text) {
    return /^\s*\{/.test(text);
  }

  function scalarOf(word) {
    const text = word.trim();
    if (/^(true|false)$/.test(text)) return text === "true";
    return text.replace(/^(["'])(.*?)\1?$/, "$2");
  }

  // An array or an object around the position: `entries` maps the names of its members to their values,
  // if those are scalars; `key` is the member that contains the position.
  function container(isArray, more) {
    return { isArray, entries: new Map(), key: null, ...more };
  }

  // { chain, kind, from, to }: the containers, outermost first, whether a "key" or a "value" is being
  // typed, and where it starts and ends. Null where neither can be typed.
  function placeInJson(text, at) {
    const open = [];
    let place = null;
    const remember = (from, to) => {
      const top = open.at(-1);
      const kind = top?.isArray ? "value" : top?.expects;
      if (kind === "key" || kind === "value")
        place = { chain: open.map((one) => ({ ...one })), kind, from, to };
    };
    let passed = false;
    for (const { 0: token, index: from } of text.matchAll(/"(?:[^"\\\n]|\\.)*"?|[{}[\]:,]|[^\s{}[\]:,"]+/g)) {
      const to = from + token.length;
      const isWord = !/^[{}[\]:,]$/.test(token);
      const isClosed = token.length > 1 && token.endsWith('"');
      if (!passed && at <= from) {
        passed = true;
        remember(at, at);
      } else if (!passed && isWord && (at < to || (at === to && !isClosed))) {
        passed = true;
        remember(from, to);
      }
      const top = open.at(-1);
      if (token === "{" || token === "[") {
        if (top && !top.isArray) top.entries.set(top.key, undefined);
        open.push(container(token === "[", { expects: token === "[" ? "value" : "key" }));
      } else if (token === "}" || token === "]") {
        open.pop();
      } else if (top && !top.isArray) {
        if (token === ":") top.expects = "value";
        else if (token === ",") Object.assign(top, { expects: "key", key: null });
        else if (top.expects === "value") top.entries.set(top.key, scalarOf(token));
        else Object.assign(top, { expects: "colon", key: scalarOf(token) }); // even if a colon is missing before
      }
    }
    if (!passed) remember(at, at);
    return place;
  }

  function placeInYaml(text, at) {
    let open = [container(false, { indent: 0 })];
    let place = null;
    let offset = 0;
    let blockIndent = -1;

    // The containers of a line with that indentation.
    const closeTo = (indent, isItem) => {
      while (open.length > 1 && (open.at(-1).indent > indent || (!isItem && open.at(-1).isArray && open.at(-1).indent === indent)))
        open = open.slice(0, -1);
    };
    const enter = (indent, isArray) => {
      const top = open.at(-1);
      if (top.isArray === isArray && top.indent === indent) return;
      if (!isArray && open.length === 1 && top.key === null) top.indent = indent;
      else open = [...open, container(isArray, { indent })];
    };

    for (const line of text.split("\n")) {
      const isHere = at >= offset && at <= offset + line.length;
      const begin = offset;
      offset += line.length + 1;
      const indent = line.search(/\S/);
      if (blockIndent >= 0 && (indent < 0 || indent > blockIndent)) {
        if (isHere) return null;
        continue;
      }
      blockIndent = BLOCK.test(line) ? indent : -1;
      if (!isHere && (indent < 0 || line[indent] === "#")) continue;
      const [, space, dashes, , key, value] = YAML_LINE.exec(line);
      let column = space.length;
      for (const dash of dashes.match(/-\s+/g) ?? []) {
        closeTo(column, true);
        enter(column, true);
        column += dash.length;
        // Each item is a separate container.
        open = open.slice(0, open.findLastIndex((one) => one.isArray && one.indent < column) + 1);
      }
      closeTo(column, false);
      const valueFrom = key === undefined ? -1 : begin + line.length - (value ?? "").length;
      if (isHere && at >= begin + column && valueFrom >= 0 && at >= valueFrom && /:\s/.test(line)) {
        enter(column, false);
        open.at(-1).key = scalarOf(key);
        place = { chain: open.map((one) => ({ ...one })), kind: "value", from: valueFrom, to: begin + line.trimEnd().length };
        if (place.to < place.from) place.to = place.from;
        place.chain.at(-1).key = scalarOf(key);
      } else if (isHere && at >= begin + column && (key === undefined || at <= begin + column + key.length)) {
        if (key === undefined && indent < 0) {
          column = at - begin;
          closeTo(column, false);
        }
        enter(column, false);
        const typed = key ?? line.slice(column).trimEnd();
        place = { chain: open.map((one) => ({ ...one })), kind: "key", from: begin + column, to: begin + column + typed.length };
      }
      if (key === undefined) continue;
      enter(column, false);
      const top = open.at(-1);
      top.key = scalarOf(key);
      const isScalar = value && !/^[|>&*{[#]/.test(value);
      top.entries.set(top.key, isScalar ? scalarOf(value.replace(/\s+#.*$/, "")) : undefined);
    }
    return place;
  }

  // Whether the known members of an object meet the condition of an "if".
  function meets(schema, entries) {
    if ((schema.required ?? []).some((name) => !entries.has(name))) return false;
    return Object.entries(schema.properties ?? {}).every(
      ([name, { const: wanted }]) => wanted === undefined || !entries.has(name) || entries.get(name) === wanted
    );
  }

  // All schemas that apply where this one does.
  function holding(root, schema, entries) {
    if (!schema || typeof schema !== "object") return [];
    const others = [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
    if (schema.$ref) others.push(root.$defs[schema.$ref.replace("#/$defs/", "")]);
    if (schema.if) others.push(meets(schema.if, entries) ? schema.then : schema.else);
    return [schema, ...others.flatMap((other) => holding(root, other, entries))];
  }

  function within(schemas, { isArray, key }) {
    return schemas.flatMap((schema) => {
      if (isArray) return schema.items ?? [];
      return schema.properties?.[key] ?? schema.additionalProperties ?? [];
    });
  }

  // The start of the description.
  function described(schemas) {
    const text = schemas.find((schema) => schema.description)?.description ?? "";
    return (text.match(/^.*?[.;:](?=\s|$)/)?.[0] ?? text).replace(/[;:]$/, "");
  }

  // The type that a value must have, if there is exactly one.
  function typeOf(schemas) {
    const types = schemas.flatMap((schema) => schema.type ?? (schema.enum ?? []).map((value) => typeof value));
    const wanted = new Set(types.filter((type) => type !== "null"));
    return wanted.size === 1 ? [...wanted][0] : null;
  }

  function keysOf(root, schemas, { entries }) {
    const keys = new Map();
    for (const schema of schemas)
      for (const [name, member] of Object.entries(schema.properties ?? {})) {
        if (entries.has(name) || keys.has(name)) continue;
        const all = holding(root, member, new Map());
        keys.set(name, { label: name, about: described(all), type: typeOf(all) });
      }
    return [...keys.values()];
  }

  // `around`: the schemas of the containing object, whose conditions also name values.
  function valuesOf(schemas, around, key) {
    const values = new Set();
    for (const schema of around) {
      const named = schema.if?.properties?.[key]?.const;
      if (named !== undefined) values.add(named);
    }
    for (const schema of schemas) {
      if (schema.const !== undefined) values.add(schema.const);
      for (const value of schema.enum ?? []) values.add(value);
      if ([schema.type].flat().includes("boolean")) values.add(true).add(false);
    }
    return [...values].map((value) => ({ label: String(value), value, about: "" }));
  }

  // { kind, from, to, typed, items } for the position in the text, or null.
  function complete(root, text, at) {
    const place = isJson(text) ? placeInJson(text, at) : placeInYaml(text, at);
    if (!place) return null;
    const { chain, kind } = place;
    if (kind === "key") {
      // The key being typed does not count as present.
      const entries = new Map(chain.at(-1).entries);
      entries.delete(scalarOf(text.slice(place.from, place.to)));
      chain.at(-1).entries = entries;
    }
    let schemas = holding(root, root, chain[0].entries);
    let around = [];
    for (let depth = 0; depth < chain.length - (kind === "key" ? 1 : 0); ++depth) {
      around = schemas;
      schemas = within(schemas, chain[depth]).flatMap((schema) =>
        holding(root, schema, chain[depth + 1]?.entries ?? new Map())
      );
    }
    const all = kind === "key" ? keysOf(root, schemas, chain.at(-1)) : valuesOf(schemas, around, chain.at(-1).key);
    const typed = text.slice(place.from, at).replace(/^["']/, "");
    const matches = all.filter(({ label }) => label.toLowerCase().startsWith(typed.toLowerCase()));
    return { ...place, typed, items: matches };
  }

  return { complete, isJson };
})();
