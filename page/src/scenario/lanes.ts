/** Lanes: which group an instrument belongs to, and the line of its steps. Pure. */

import type { Instrument, Step } from "../api/types";
import { monthIndex, MONTHS } from "../numbers/months";

export const GROUPS = ["levy", "grain", "village", "trade", "industry", "labour", "rights", "family", "outside"] as const;
export type Group = (typeof GROUPS)[number];

const OF: Record<string, Group> = {
  levy: "levy",
  credit: "levy",
  land: "levy",
  procurement: "grain",
  planner: "grain",
  livestock: "grain",
  reserve: "grain",
  relief: "grain",
  exports: "grain",
  collectivization: "village",
  dekulakization: "village",
  sedentarization: "village",
  mts: "village",
  blacklists: "village",
  seed: "village",
  fines: "village",
  movement: "village",
  trade: "trade",
  prices: "trade",
  rationing: "trade",
  money: "trade",
  plan: "industry",
  industry: "industry",
  imports: "industry",
  defence: "industry",
  specialists: "industry",
  labour: "labour",
  rights: "rights",
  repression: "rights",
  family: "family",
  weather: "outside",
  world: "outside",
};

export const groupOf = (instrument: string): Group => OF[instrument.split(".")[0]!] ?? "outside";

/** The step in force in a month, -1 before the first. */
export function stepAt(steps: readonly Step[], month: number): number {
  let found = -1;
  steps.forEach((step, i) => {
    if ((monthIndex(step.from) ?? MONTHS) <= month) found = i;
  });
  return found;
}

/** Where a value stands between the lowest and the highest of a lane; words by their place in the list. */
export function heightOf(instrument: Instrument, choices: readonly string[], step: Step): number | null {
  if (instrument.kind === "set") return Array.isArray(step.value) ? step.value.length : null;
  if (choices.length) {
    const at = choices.indexOf(step.text || String(step.value));
    return at < 0 ? null : at;
  }
  return typeof step.value === "number" ? step.value : null;
}

/** The values that a lane spans: from nil (or the lowest) to a little more than the highest, within bounds. */
export function domainOf(instrument: Instrument, choices: readonly string[], heights: readonly number[]): [number, number] {
  if (choices.length) return [0, Math.max(1, instrument.kind === "set" ? choices.length : choices.length - 1)];
  const low = Math.min(0, ...heights);
  const most = Math.max(0, ...heights);
  const high = instrument.high !== null && instrument.high <= 3 ? instrument.high : most * 1.25;
  return [low < 0 && instrument.low !== null ? instrument.low : low, high > low ? high : low + 1];
}

/** Path of a line of steps; a gap where nothing is set. */
export function stepPath(
  steps: readonly { month: number; height: number | null }[],
  x: (month: number) => number,
  y: (height: number) => number,
  end = MONTHS,
): string {
  let path = "";
  let pen = false;
  steps.forEach((step, i) => {
    const until = steps[i + 1]?.month ?? end;
    if (step.height === null) {
      pen = false;
      return;
    }
    const at = y(step.height).toFixed(1);
    path += pen ? `V${at}` : `M${x(step.month).toFixed(1)} ${at}`;
    path += `H${x(until).toFixed(1)}`;
    pen = true;
  });
  return path;
}
