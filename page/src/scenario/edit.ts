/**
 * Edits of a scenario's text that leave everything else as it stands: comments, order, other instruments.
 * Each takes the text and gives a new one; a text that is no YAML mapping is given back unchanged.
 */

import { Document, isMap, isSeq, parseDocument, YAMLMap, YAMLSeq, type Pair } from "yaml";
import type { LaneValue } from "../api/types";

/** A step as a file writes it: month and value, and where the value comes from. */
export interface Written {
  from: string;
  value: LaneValue;
  text?: string;
  source?: string;
  status?: string;
}

export interface RuleWritten {
  indicator: string;
  side: "below" | "above";
  threshold: string;
  months: number;
  instrument: string;
  value: string;
  until: string;
  because: string;
}

const FORMAT = { lineWidth: 0, flowCollectionPadding: false } as const;

function opened(text: string): Document | null {
  const document = parseDocument(text, { keepSourceTokens: false });
  return document.errors.length === 0 && isMap(document.contents) ? document : null;
}

const closed = (document: Document): string => document.toString(FORMAT);

/** A first text: a scenario that differs from its parent in nothing yet. */
export function starter(parent: string, title: string, question: string): string {
  const document = new Document({ title, question, extends: parent });
  return `${closed(document)}\nset: {}\n`;
}

/** A word as a plain YAML value: numbers become numbers, all else stays a word. */
function plain(text: string): unknown {
  const trimmed = text.trim();
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(trimmed) ? Number(trimmed) : trimmed;
}

function valueNode(document: Document, step: Written): unknown {
  const value = Array.isArray(step.value) ? step.value : plain(step.text ?? String(step.value));
  if (!step.source && !step.status) return document.createNode(value, { flow: true });
  const held: Record<string, unknown> = { value };
  if (step.source) held["source"] = step.source;
  if (step.status) held["status"] = step.status;
  return document.createNode(held, { flow: true });
}

/** The mapping under a path, made where it is missing or empty, in block style. */
function mapAt(document: Document, path: string[]): YAMLMap {
  const found = document.getIn(path);
  if (isMap(found)) {
    if (found.flow && found.items.length === 0) found.flow = false;
    return found as YAMLMap;
  }
  const made = new YAMLMap();
  document.setIn(path, made);
  return made;
}

/**
 * Write the steps of an instrument, of one region where one is named. No steps: the file says no longer
 * anything of it, and the parent's values hold.
 */
export function withLane(text: string, instrument: string, region: string | null, steps: readonly Written[]): string {
  const document = opened(text);
  if (!document) return text;
  const set = mapAt(document, ["set"]);
  const path = region === null ? [instrument] : [instrument, "by_region", region];
  if (steps.length === 0) {
    removed(set, instrument, region);
  } else {
    const made = new YAMLMap();
    made.flow = steps.length <= 4 && steps.every((step) => !step.source);
    for (const step of steps) made.add(document.createPair(step.from, valueNode(document, step)) as Pair);
    if (region === null) keepRegions(document, set, instrument, made);
    else if (!isMap(set.get(instrument)) || !isMap(set.getIn([instrument, "by_region"]))) {
      openRegions(document, set, instrument).add(document.createPair(region, made) as Pair);
    } else set.setIn(path, made);
  }
  if (set.items.length === 0) set.flow = true;
  return closed(document);
}

/** The country's steps of an instrument replaced; the file's own regions stay. */
function keepRegions(document: Document, set: YAMLMap, instrument: string, made: YAMLMap): void {
  const old = set.get(instrument);
  const regions = isMap(old) ? old.get("by_region", true) : undefined;
  if (regions !== undefined) {
    made.flow = false;
    made.add(document.createPair("by_region", regions) as Pair);
  }
  set.set(instrument, made);
}

/** The mapping `by_region` of an instrument, beside what the file says of the country. */
function openRegions(document: Document, set: YAMLMap, instrument: string): YAMLMap {
  const old = set.get(instrument, true) as unknown;
  const regions = new YAMLMap();
  let holder: YAMLMap;
  if (isMap(old) && old.get("value") === undefined) {
    holder = old as YAMLMap;
    holder.flow = false;
  } else {
    holder = new YAMLMap();
    if (old !== undefined) holder.add(document.createPair("value", old) as Pair);
  }
  holder.add(document.createPair("by_region", regions) as Pair);
  set.set(instrument, holder);
  return regions;
}

function removed(set: YAMLMap, instrument: string, region: string | null): void {
  const held = set.get(instrument);
  const regions = isMap(held) ? held.get("by_region") : undefined;
  if (region === null) {
    if (isMap(regions)) set.set(instrument, mapOf("by_region", regions as YAMLMap));
    else set.delete(instrument);
  } else if (isMap(held) && isMap(regions)) {
    regions.delete(region);
    if (regions.items.length === 0) held.delete("by_region");
    if (held.items.length === 0) set.delete(instrument);
  }
}

function mapOf(key: string, value: YAMLMap): YAMLMap {
  const made = new YAMLMap();
  made.set(key, value);
  return made;
}

/** Add a rule at the end. */
export function withRule(text: string, rule: RuleWritten): string {
  const document = opened(text);
  if (!document) return text;
  let rules = document.get("rules");
  if (!isSeq(rules)) {
    rules = new YAMLSeq();
    document.set("rules", rules);
  }
  const list = rules as YAMLSeq;
  list.flow = false;
  const made = new YAMLMap();
  const flow = (key: string, value: unknown) => {
    made.add(document.createPair(key, document.createNode(value, { flow: true })) as Pair);
  };
  flow("when", { [rule.indicator]: { [rule.side]: plain(rule.threshold) } });
  if (rule.months > 1) made.set("for", `${rule.months} months`);
  flow("set", { [rule.instrument]: plain(rule.value) });
  if (rule.until.trim()) {
    flow("until", { [rule.indicator]: { [rule.side === "below" ? "above" : "below"]: plain(rule.until) } });
  }
  if (rule.because.trim()) made.set("because", rule.because.trim());
  list.add(made);
  return closed(document);
}

/** A word of the head of a file: `extends`, `title`, `from`; "" where it has none. */
export function headWord(text: string, key: string): string {
  const document = opened(text);
  const found = document?.get(key);
  return found === undefined || found === null || typeof found === "object" ? "" : String(found);
}

/**
 * What the file has to say so that an instrument takes `wanted` where its parent has `parent`: every step from
 * the first difference on, since a file replaces its parent's path from its own first date.
 */
export function fromFirstDifference<S extends Written>(parent: readonly S[], wanted: readonly S[]): S[] {
  let same = 0;
  while (
    same < wanted.length &&
    same < parent.length &&
    wanted[same]!.from === parent[same]!.from &&
    sameValue(wanted[same]!.value, parent[same]!.value)
  ) {
    same++;
  }
  if (same === wanted.length && same === parent.length) return [];
  if (same < wanted.length) return wanted.slice(same);
  // the parent goes on where the wanted path stands still: the last value is said again at the parent's next date
  const last = wanted[wanted.length - 1];
  return last ? [{ ...last, from: parent[same]!.from }] : [];
}

export function sameValue(p: LaneValue, q: LaneValue): boolean {
  return Array.isArray(p) && Array.isArray(q) ? p.join() === q.join() : p === q;
}
