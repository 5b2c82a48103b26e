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

/** Round ticks from low to high, both inside. */
export function ticks(low: number, high: number, count: number): number[] {
  const step = niceStep(high - low, count);
  const found: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
    found.push(Number((i * step).toPrecision(12)));
  }
  return found;
}

/** A domain widened to whole steps. Holds zero where asked: bars and differences start there. */
export function niceDomain(values: Iterable<number>, withZero: boolean, count = 4): [number, number] {
  let low = withZero ? 0 : Infinity;
  let high = withZero ? 0 : -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!(high >= low)) return [0, 1];
  if (high === low) high = low + (Math.abs(low) || 1);
  const step = niceStep(high - low, count);
  return [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step];
}
