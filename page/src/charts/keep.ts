/** A chart to be kept: with title, legend and version written on it; and the table behind it. */

import type { EventMark } from "../api/types";
import { indexAt, type Drawn } from "../numbers/bands";
import { FIRST_YEAR } from "../numbers/months";
import type { Described } from "../views/described";
import { drawnChart } from "../views/described";
import type { Chart, Shape } from "./chart";

const WIDTH = 640;
const HEIGHT = 400;
const LINE = 16;

export function fileShapes(
  found: Described,
  events: readonly EventMark[],
  heading: string,
  a: string,
  b: string,
  place: string,
  stamp: string,
): { chart: Chart; words: Shape[] } {
  const chart = drawnChart(found, events, WIDTH, HEIGHT, 66);
  const words: Shape[] = [
    { kind: "text", role: "title", x: 12, y: 22, text: heading, anchor: "start" },
    { kind: "text", role: "tick", x: 12, y: 22 + LINE, text: `${place}. ${stamp}`, anchor: "start" },
  ];
  const said: [Shape["role"], string][] = found.curves.some((curve) => curve.side === "d")
    ? [["dline", `${b} − ${a}`]]
    : [
        ["aline", a],
        ["bline", b],
      ];
  said.slice(0, found.curves.length).forEach(([role, text], i) => {
    const x = 12 + (i * WIDTH) / 2;
    words.push({ kind: "path", role, d: `M${x} ${22 + 2 * LINE - 4}h26` });
    words.push({ kind: "text", role: "tick", x: x + 32, y: 22 + 2 * LINE, text, anchor: "start" });
  });
  return { chart, words };
}

type Three = [number | null, number | null, number | null];

export interface Row {
  year: number;
  a: Three;
  b: Three;
  d: Three;
  evidence: [number, number][];
}

/** A row for each year: its sum, or the value of the cursor's month in that year. */
export function tableOf(found: Described, month: number): Row[] {
  const inYear = month % 12;
  const rows: Row[] = [];
  for (let year = 0; year < 20; year++) {
    const at = indexAt(found.all.a, year * 12 + inYear);
    const three = (band: Drawn): Three => [band.median[at] ?? null, band.low90[at] ?? null, band.high90[at] ?? null];
    const published = found.marks.filter((mark) => Math.floor(mark.x) === FIRST_YEAR + year);
    rows.push({
      year: FIRST_YEAR + year,
      a: three(found.all.a),
      b: three(found.all.b),
      d: three(found.all.d),
      evidence: published.map((mark) => [mark.low, mark.high]),
    });
  }
  return rows;
}
