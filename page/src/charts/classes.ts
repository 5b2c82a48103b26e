/** Classes of a map: round limits, the same for every month, and a shade for each class. Pure. */

import { niceStep } from "../numbers/scales";

export interface Classes {
  /** limits between classes, first and last included: one more than there are classes */
  limits: number[];
  diverging: boolean;
}

/** Six to ten classes with round limits from low to high. diverging : zero is a limit, both sides alike. */
export function classesOf(low: number, high: number, diverging: boolean): Classes {
  if (diverging) {
    const most = Math.max(Math.abs(low), Math.abs(high)) || 1;
    const step = niceStep(most, 4);
    const count = Math.max(1, Math.ceil(most / step - 1e-9));
    return { limits: Array.from({ length: 2 * count + 1 }, (_, i) => round((i - count) * step)), diverging };
  }
  const step = niceStep(high - low || Math.abs(high) || 1, 9);
  const first = Math.floor(low / step + 1e-9);
  const count = Math.max(1, Math.ceil(high / step - 1e-9) - first);
  return { limits: Array.from({ length: count + 1 }, (_, i) => round((first + i) * step)), diverging };
}

/** The class of a value; values beyond the ends belong to the outermost. */
export function classOf(classes: Classes, value: number): number {
  const { limits } = classes;
  let found = 0;
  while (found < limits.length - 2 && value >= limits[found + 1]!) found++;
  return found;
}

/** Fill of a class, mixed from the colours of the page: pale to dark, or rust over paper to blue. */
export function shade(classes: Classes, index: number): string {
  const count = classes.limits.length - 1;
  if (!classes.diverging) {
    const share = count === 1 ? 60 : 6 + (94 * index) / (count - 1);
    return `color-mix(in oklab, var(--map-high) ${share.toFixed(0)}%, var(--map-low))`;
  }
  const middle = count / 2;
  const side = index < middle ? "var(--b)" : "var(--a)";
  const far = index < middle ? middle - index : index - middle + 1;
  const share = 12 + (88 * (far - 1)) / Math.max(1, middle - 1);
  return `color-mix(in oklab, ${side} ${share.toFixed(0)}%, var(--map-low))`;
}

const round = (value: number): number => Number(value.toPrecision(12));
