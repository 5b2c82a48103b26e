/**
 * A chart as plain shapes. The page draws them as SVG elements, a download as an SVG file or on a canvas:
 * curves are drawn by this one piece of code wherever they are seen.
 */

import type { Lang } from "../api/types";
import { areaPath, linePath, spanned, type Drawn, type Mark } from "../numbers/bands";
import { figure, placesOfStep } from "../numbers/quantity";
import { linear, niceDomain, ticks, type Scale } from "../numbers/scales";

export type Role =
  | "grid"
  | "zero"
  | "tick"
  | "event"
  | "number"
  | "a90"
  | "a50"
  | "aline"
  | "b90"
  | "b50"
  | "bline"
  | "d90"
  | "d50"
  | "dline"
  | "whisker"
  | "span"
  | "point"
  | "recalled"
  | "title";

export type Shape =
  | { kind: "path"; role: Role; d: string }
  | { kind: "circle"; role: Role; x: number; y: number; r: number }
  | { kind: "text"; role: Role; x: number; y: number; text: string; anchor: "start" | "middle" | "end" };

export interface Curve {
  band: Drawn;
  side: "a" | "b" | "d";
}

export interface Asked {
  width: number;
  height: number;
  curves: Curve[];
  marks: Mark[];
  events: { x: number; number: number }[];
  /** divide values of the declared unit by this */
  divide: number;
  lang: Lang;
  /** room above for a title that the file carries */
  top?: number;
}

export interface Chart {
  width: number;
  height: number;
  shapes: Shape[];
  x: Scale;
  y: Scale;
  plot: { left: number; right: number; top: number; bottom: number };
}

export const FIRST = 1921;
export const LAST = 1941;
const YEARS = [1921, 1925, 1930, 1935, 1940];
const NUMBER_APART = 11;
const MANY_MARKS = 60;

export function chart(asked: Asked): Chart {
  const difference = asked.curves.some((curve) => curve.side === "d");
  const values = [...spanned(asked.curves.map((curve) => curve.band)), ...asked.marks.flatMap((m) => [m.low, m.high])];
  const scaled = values.map((value) => value / asked.divide);
  const least = Math.min(...scaled);
  const most = Math.max(...scaled);
  const withZero = difference || (least >= 0 && least < 0.7 * most);
  const domain = niceDomain(scaled, withZero);
  const { low, high } = domain;
  const marks = ticks(domain);
  const digits = placesOfStep(domain.step);
  const labels = marks.map((value) => figure(value, asked.lang, difference, digits));
  const left = Math.max(26, 8 + 6.2 * Math.max(...labels.map((label) => label.length)));
  const plot = { left, right: asked.width - 8, top: (asked.top ?? 0) + 26, bottom: asked.height - 20 };
  const x = linear(FIRST, LAST, plot.left, plot.right);
  const y = linear(low, high, plot.bottom, plot.top);
  const place = (value: number) => y(value / asked.divide);
  const shapes: Shape[] = [];

  marks.forEach((value, i) => {
    const at = Math.round(y(value)) + 0.5;
    shapes.push({ kind: "path", role: value === 0 ? "zero" : "grid", d: `M${plot.left} ${at}H${plot.right}` });
    shapes.push({ kind: "text", role: "tick", x: plot.left - 5, y: at + 3.5, text: labels[i]!, anchor: "end" });
  });
  for (const year of YEARS) {
    const at = x(year);
    shapes.push({ kind: "path", role: "grid", d: `M${at.toFixed(1)} ${plot.bottom}v4` });
    const anchor = year === FIRST ? "start" : "middle";
    shapes.push({ kind: "text", role: "tick", x: at, y: plot.bottom + 15, text: String(year), anchor });
  }
  shapes.push(...eventShapes(asked.events, x, plot));
  for (const { band, side } of asked.curves) {
    shapes.push({ kind: "path", role: `${side}90`, d: areaPath(band.times, band.low90, band.high90, x, place) });
  }
  for (const { band, side } of asked.curves) {
    shapes.push({ kind: "path", role: `${side}50`, d: areaPath(band.times, band.low50, band.high50, x, place) });
  }
  shapes.push(...markShapes(asked.marks, x, place));
  for (const { band, side } of asked.curves) {
    shapes.push({ kind: "path", role: `${side}line`, d: linePath(band.times, band.median, x, place) });
  }
  return { width: asked.width, height: asked.height, shapes, x, y: Object.assign(place, { invert: (at: number) => y.invert(at) * asked.divide }), plot };
}

/** Thin lines with numbers above, in two rows where they stand close. */
function eventShapes(events: Asked["events"], x: Scale, plot: Chart["plot"]): Shape[] {
  const shapes: Shape[] = [];
  const ends = [-Infinity, -Infinity];
  for (const event of [...events].sort((p, q) => p.x - q.x)) {
    const at = x(event.x);
    if (at < plot.left - 1 || at > plot.right + 1) continue;
    shapes.push({ kind: "path", role: "event", d: `M${at.toFixed(1)} ${plot.top - 2}V${plot.bottom}` });
    const row = at - ends[0]! >= NUMBER_APART ? 0 : at - ends[1]! >= NUMBER_APART ? 1 : -1;
    if (row < 0) continue;
    ends[row] = at + (event.number > 9 ? 4 : 0);
    shapes.push({ kind: "text", role: "number", x: at, y: plot.top - 5 - 10 * row, text: String(event.number), anchor: "middle" });
  }
  return shapes;
}

function markShapes(marks: readonly Mark[], x: Scale, y: (value: number) => number): Shape[] {
  const shapes: Shape[] = [];
  const r = marks.length > MANY_MARKS ? 1.6 : 2.6;
  for (const mark of marks) {
    const at = Math.min(LAST, Math.max(FIRST, mark.x));
    const place = x(at);
    if (mark.to - mark.from > 1.3) {
      const from = x(Math.max(FIRST, mark.from));
      const to = x(Math.min(LAST, mark.to));
      shapes.push({ kind: "path", role: "span", d: `M${from.toFixed(1)} ${y(mark.middle).toFixed(1)}H${to.toFixed(1)}` });
    }
    if (mark.high > mark.low) {
      const [top, bottom] = [y(mark.high).toFixed(1), y(mark.low).toFixed(1)];
      const [l, rgt] = [(place - 2.5).toFixed(1), (place + 2.5).toFixed(1)];
      shapes.push({ kind: "path", role: "whisker", d: `M${place.toFixed(1)} ${top}V${bottom}M${l} ${top}H${rgt}M${l} ${bottom}H${rgt}` });
    }
    shapes.push({ kind: "circle", role: mark.recalled ? "recalled" : "point", x: place, y: y(mark.middle), r });
  }
  return shapes;
}
