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

/** A published figure as a mark: its time and its range of sources. */
export interface Mark {
  x: number;
  from: number;
  to: number;
  low: number;
  high: number;
  middle: number;
  recalled: boolean;
  rivals: Evidence["rivals"];
}

/**
 * Published figures ready to be drawn. summed : the indicator is a flow. On a yearly chart a flow's figure is
 * brought to one year; on a monthly chart to one month; both are means over the months covered.
 */
export function marks(evidence: readonly Evidence[], summed: boolean, yearly: boolean): Mark[] {
  return evidence
    .map((item) => {
      const months = item.last - item.first + 1;
      const factor = !summed || item.moment ? 1 : (yearly ? 12 : 1) / Math.max(1, months);
      const values = item.rivals.flatMap((rival) => [rival.value, rival.low, rival.high]).filter((v) => v !== undefined);
      values.sort((p, q) => p - q);
      const middle = values.length ? (values[(values.length - 1) >> 1]! + values[values.length >> 1]!) / 2 : (item.low + item.high) / 2;
      const from = decimalYear(item.first);
      const to = item.moment ? from : decimalYear(item.last + 1);
      return {
        x: (from + to) / 2,
        from,
        to,
        low: item.low * factor,
        high: item.high * factor,
        middle: middle * factor,
        recalled: item.rivals.length > 0 && item.rivals.every((rival) => rival.status === "recalled"),
        rivals: item.rivals,
      };
    })
    .filter((mark) => mark.to >= 1921 && mark.from <= 1941);
}
