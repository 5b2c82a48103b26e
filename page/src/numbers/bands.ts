/** Bands as drawn: which series of an answer a chart takes, what it spans, and the outline of a band. */

import type { Band, Evidence, Quantiles } from "../api/types";
import { decimalYear } from "./months";

/** A band with the times of its values (decimal years). */
export interface Drawn extends Quantiles {
  times: number[];
  yearly: boolean;
}

/** Yearly sums where the answer has them, drawn in the middle of the year; else the months. */
export function drawn(band: Band): Drawn {
  if (band.annual) {
    return { ...band.annual, times: band.annual.years.map((year) => year + 0.5), yearly: true };
  }
  return { ...band, times: band.median.map((_, i) => decimalYear(i)), yearly: false };
}

/** Where values are defined one after another: [first, last] index pairs. A gap parts a line. */
export function stretches(values: readonly (number | null)[]): [number, number][] {
  const found: [number, number][] = [];
  let start = -1;
  for (let i = 0; i <= values.length; i++) {
    const defined = i < values.length && values[i] !== null && Number.isFinite(values[i]);
    if (defined && start < 0) start = i;
    if (!defined && start >= 0) {
      found.push([start, i - 1]);
      start = -1;
    }
  }
  return found;
}

const round = (value: number): string => String(Math.round(value * 10) / 10);

/** Path of a line through the defined values. */
export function linePath(
  times: readonly number[],
  values: readonly (number | null)[],
  x: (value: number) => number,
  y: (value: number) => number,
): string {
  return stretches(values)
    .map(([first, last]) => {
      const points = [];
      for (let i = first; i <= last; i++) points.push(`${round(x(times[i]!))} ${round(y(values[i]!))}`);
      return `M${points.join("L")}`;
    })
    .join("");
}

/** Outline of the area between two series, where both are defined. */
export function areaPath(
  times: readonly number[],
  low: readonly (number | null)[],
  high: readonly (number | null)[],
  x: (value: number) => number,
  y: (value: number) => number,
): string {
  const both = low.map((value, i) => (value === null || high[i] === null || high[i] === undefined ? null : value));
  return stretches(both)
    .map(([first, last]) => {
      const points = [];
      for (let i = first; i <= last; i++) points.push(`${round(x(times[i]!))} ${round(y(high[i]!))}`);
      for (let i = last; i >= first; i--) points.push(`${round(x(times[i]!))} ${round(y(low[i]!))}`);
      return `M${points.join("L")}Z`;
    })
    .join("");
}

/** Every number that a chart of these bands has to hold. */
export function* spanned(bands: Iterable<Drawn>): Generator<number> {
  for (const band of bands) {
    for (const series of [band.low90, band.high90, band.median]) {
      for (const value of series) if (value !== null && Number.isFinite(value)) yield value;
    }
  }
}

/** Index of the value that a month falls on. */
export function indexAt(band: Drawn, month: number): number {
  if (!band.yearly) return Math.min(month, band.times.length - 1);
  return Math.max(0, Math.min(band.times.length - 1, Math.floor(decimalYear(month)) - Math.floor(band.times[0] ?? 0)));
}

/** Mean of the medians between two months; of yearly sums, of the years that they touch. NaN where there is none. */
export function levelOf(band: Drawn): (first: number, last: number) => number {
  return (first, last) => {
    const from = Math.floor(decimalYear(first));
    const to = Math.floor(decimalYear(last));
    const held = band.median.filter((value, i): value is number => {
      const inside = band.yearly ? band.times[i]! >= from && band.times[i]! < to + 1 : i >= first && i <= last;
      return inside && value !== null;
    });
    return held.length ? held.reduce((sum, value) => sum + value, 0) / held.length : NaN;
  };
}

/** A published figure as a mark: its time and its range of sources. */
export interface Mark {
  x: number;
  from: number;
  to: number;
  low: number;
  high: number;
  middle: number;
  recalled: boolean;
  /** a series of another base, brought to the level of the first scenario */
  scaled: boolean;
}

/**
 * Published figures ready to be drawn. summed : the indicator is a flow; on a yearly chart its figure is brought
 * to one year, on a monthly chart to one month. level : the chart's own level between two months, for series of
 * another base; they are left out where it has none.
 */
export function marks(
  evidence: readonly Evidence[],
  summed: boolean,
  yearly: boolean,
  level: (first: number, last: number) => number,
): Mark[] {
  return evidence.flatMap((item) => {
    const months = item.last - item.first + 1;
    const factor = !summed || item.moment ? 1 : (yearly ? 12 : 1) / Math.max(1, months);
    const scaled = item.rivals.some((rival) => rival.value === undefined && rival.ratio !== undefined);
    const values = item.rivals.flatMap((rival) => {
      if (rival.value === undefined && rival.ratio !== undefined && rival.rebase_months) {
        return [rival.ratio * level(...rival.rebase_months)];
      }
      return [rival.value, rival.low, rival.high].flatMap((value) => (value === undefined ? [] : [value * factor]));
    });
    const held = values.filter(Number.isFinite).sort((p, q) => p - q);
    if (!held.length) return [];
    const from = decimalYear(item.first);
    const to = item.moment ? from : decimalYear(item.last + 1);
    if (to < 1921 || from > 1941) return [];
    return [
      {
        x: (from + to) / 2,
        from,
        to,
        low: held[0]!,
        high: held[held.length - 1]!,
        middle: (held[(held.length - 1) >> 1]! + held[held.length >> 1]!) / 2,
        recalled: item.rivals.length > 0 && item.rivals.every((rival) => rival.status === "recalled"),
        scaled,
      },
    ];
  });
}
