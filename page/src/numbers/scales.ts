/** Scales of charts: plain functions from values to places and back. */

export interface Scale {
  (value: number): number;
  invert: (place: number) => number;
}

/** A straight scale from [low, high] to [from, to]. An empty domain is widened, so that nothing divides by 0. */
export function linear(low: number, high: number, from: number, to: number): Scale {
  const span = high - low || 1;
  const scale = (value: number) => from + ((value - low) / span) * (to - from);
  return Object.assign(scale, { invert: (place: number) => low + ((place - from) / (to - from || 1)) * span });
}

/** A step of 1, 2 or 5 times a power of ten, so that about `count` steps cover the span. */
export function niceStep(span: number, count: number): number {
  if (!(span > 0)) return 1;
  const rough = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const part = rough / power;
  return power * (part > 5 ? 10 : part > 2 ? 5 : part > 1 ? 2 : 1);
}

/** A domain of whole steps and the round step that it is made of. */
export interface Domain {
  low: number;
  high: number;
  step: number;
}

/** A domain widened to whole steps, about `count` of them. withZero : zero lies in it, as of a difference. */
export function niceDomain(values: Iterable<number>, withZero: boolean, count = 4): Domain {
  let low = withZero ? 0 : Infinity;
  let high = withZero ? 0 : -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!(high >= low)) return { low: 0, high: 1, step: 0.25 };
  // a span too small for the digits of its ends is none
  if (high - low < 1e-9 * Math.abs(high)) high = low;
  if (high === low) high = low + (Math.abs(low) || 1);
  const step = niceStep(high - low, count);
  // adding 0 makes 0 of -0
  return { low: Math.floor(low / step + 1e-9) * step + 0, high: Math.ceil(high / step - 1e-9) * step + 0, step };
}

/** The steps of a domain, both ends among them. */
export function ticks({ low, high, step }: Domain): number[] {
  const first = Math.round(low / step);
  const last = Math.round(high / step);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
