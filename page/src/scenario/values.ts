/** Values of instruments as a scenario writes them: `0.35`, `40 %`, `12 Mt`, `purchase`, `[kulak, trader]`. */

import type { Instrument, Lane, LaneValue, Said } from "../api/types";

/** Suffixes of the scenario language and the factor to the declared unit. */
const SUFFIXES: Record<string, number> = {
  "": 1,
  t: 1,
  kt: 1e3,
  Mt: 1e6,
  "%": 0.01,
  rub: 1,
  "M rub": 1e6,
  "bn rub": 1e9,
  persons: 1,
  "k persons": 1e3,
  "M persons": 1e6,
  households: 1,
  "k households": 1e3,
  units: 1,
  events: 1,
  head: 1,
  "M head": 1e6,
};

const QUANTITY = /^\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*?)\s*$/;

/** A number with an optional suffix, in the declared unit; null where it is none. */
export function parseQuantity(text: string): number | null {
  const found = QUANTITY.exec(text.replace("−", "-"));
  if (!found) return null;
  const factor = SUFFIXES[found[2]!];
  const value = factor === undefined ? NaN : Number((Number(found[1]) * factor).toPrecision(12));
  return Number.isFinite(value) ? value : null;
}

/** Choices of an instrument that takes one of some words or a set of them; none for numbers. */
export function choicesOf(instrument: Instrument): string[] {
  if (instrument.choices?.length) return instrument.choices.map((one) => (typeof one === "string" ? one : one.id));
  return instrument.kind === "enum" || instrument.kind === "set" ? instrument.unit.split("|") : [];
}

/** What a choice is called. */
export function choiceLabel(instrument: Instrument, word: string): string | Said {
  const found = instrument.choices?.find((one) => typeof one !== "string" && one.id === word);
  return found && typeof found !== "string" ? found.label : word;
}

/** The words of a set as a scenario writes them: `[kulak, trader]`. */
export const wordsOf = (text: string): string[] => text.replace(/^\s*\[|\]\s*$/g, "").split(/[,|\s]+/).filter(Boolean);

/** Lanes with values as a scenario writes them: an answer gives words as an index or a bit mask. */
export function readLanes(lanes: readonly Lane[], instruments: ReadonlyMap<string, Instrument>): Lane[] {
  return lanes.map((lane) => {
    const kind = instruments.get(lane.instrument)?.kind;
    if (kind !== "enum" && kind !== "set") return lane;
    const steps = lane.steps.map((step) => ({
      ...step,
      value: step.value === null ? null : kind === "set" ? wordsOf(step.text) : step.text,
    }));
    return { ...lane, steps };
  });
}

/** A number as the scenario writes it, with the suffix that makes it short. */
export function spelled(instrument: Instrument, value: LaneValue): string {
  if (value === null) return "";
  if (Array.isArray(value)) return `[${value.join(", ")}]`;
  if (typeof value === "string") return value;
  const short = (factor: number, suffix: string) => `${Number((value / factor).toPrecision(6))} ${suffix}`;
  if (/^t\b/.test(instrument.unit) && Math.abs(value) >= 1e5) return short(1e6, "Mt");
  if (/^rub\b/.test(instrument.unit) && Math.abs(value) >= 1e6) return short(1e6, "M rub");
  return String(Number(value.toPrecision(8)));
}

export type Fault =
  | { is: "empty" }
  | { is: "number"; text: string; suffixes: string }
  | { is: "suffix"; text: string; suffixes: string }
  | { is: "outside"; value: string; low: string; high: string; meant: string }
  | { is: "choice"; text: string; choices: string };

/** What a reader typed for an instrument: its value, or what is wrong with it. */
export function typed(instrument: Instrument, text: string): { value: LaneValue } | Fault {
  const choices = choicesOf(instrument);
  if (instrument.kind === "set") {
    const words = wordsOf(text);
    const wrong = words.find((word) => !choices.includes(word));
    return wrong ? { is: "choice", text: wrong, choices: choices.join(", ") } : { value: words };
  }
  if (choices.length) {
    const word = text.trim();
    return choices.includes(word) ? { value: word } : { is: "choice", text: word, choices: choices.join(", ") };
  }
  if (!text.trim()) return { is: "empty" };
  const suffixes = instrument.suffixes ?? [];
  const suffix = QUANTITY.exec(text)?.[2] ?? "";
  if (/^[^.,\d]/.test(suffix) && !suffixes.includes(suffix)) return { is: "suffix", text: suffix, suffixes: suffixes.join(", ") };
  const value = parseQuantity(text);
  if (value === null || (instrument.kind === "class" && !Number.isInteger(value))) {
    return { is: "number", text: text.trim(), suffixes: suffixes.join(", ") };
  }
  const low = instrument.low ?? -Infinity;
  const high = instrument.high ?? Infinity;
  if (value < low || value > high) {
    const percent = suffixes.includes("%") && !suffix && high <= 1 && value > 1 && value <= 100;
    const meant = percent ? `${text.trim()} %` : "";
    return { is: "outside", value: text.trim(), low: spelled(instrument, low), high: spelled(instrument, high), meant };
  }
  return { value };
}

/** The smallest change that a handle makes: a hundredth of the range, a twentieth with Shift. */
export function nudge(instrument: Instrument, value: number, by: number, large: boolean): number {
  const low = instrument.low ?? 0;
  const high = instrument.high ?? Math.max(1, value * 2);
  const step = instrument.kind === "class" ? 1 : rounded((high - low) / (large ? 20 : 100));
  return Math.min(high, Math.max(low, Number((value + by * step).toPrecision(8))));
}

/** A value snapped to a round one within the instrument's bounds, as a drag leaves it. */
export function snapped(instrument: Instrument, value: number, span: number): number {
  const low = instrument.low ?? -Infinity;
  const high = instrument.high ?? Infinity;
  const step = instrument.kind === "class" ? 1 : rounded(span / 100);
  return Math.min(high, Math.max(low, Number((Math.round(value / step) * step).toPrecision(8))));
}

function rounded(rough: number): number {
  if (!(rough > 0)) return 0.01;
  const power = 10 ** Math.floor(Math.log10(rough));
  const part = rough / power;
  return power * (part >= 5 ? 5 : part >= 2 ? 2 : 1);
}
