/** The curves shown as one long table. Numbers are those of the answer, in full. Pure. */

import type { Band, Curves, Quantiles } from "../api/types";
import { monthText } from "../numbers/months";

const COLUMNS = ["median", "low50", "high50", "low90", "high90"] as const;
const SIDES = ["a", "b", "difference"] as const;

const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export function csvOf(curves: Curves, indicators: readonly string[], unit: (id: string) => string, stamp: string): string {
  const lines = [["indicator", "unit", "place", "side", "time", ...COLUMNS, "version"].join(",")];
  const add = (head: string[], times: readonly string[], values: Quantiles) => {
    times.forEach((time, i) => {
      lines.push([...head, time, ...COLUMNS.map((name) => String(values[name][i] ?? "")), stamp].map(cell).join(","));
    });
  };
  for (const id of indicators) {
    for (const [place, triple] of Object.entries(curves[id] ?? {})) {
      for (const side of SIDES) {
        const band: Band = triple[side];
        const head = [id, unit(id), place, side];
        add(head, band.median.map((_, month) => monthText(month)), band);
        if (band.annual) add(head, band.annual.years.map(String), band.annual);
      }
    }
  }
  return `${lines.join("\n")}\n`;
}
