/** What a chart of an indicator needs, gathered from the state of the page: shared by the view and downloads. */

import type { EventMark, Evidence, Indicator, Triple } from "../api/types";
import { chart, type Chart, type Curve } from "../charts/chart";
import { drawn, levelOf, marks, spanned, type Drawn, type Mark } from "../numbers/bands";
import { decimalYear, eventMonth } from "../numbers/months";
import { reading, type Reading } from "../numbers/quantity";
import { speech } from "../words/words.svelte";

export interface Described {
  curves: Curve[];
  all: { a: Drawn; b: Drawn; d: Drawn };
  marks: Mark[];
  reading: Reading;
  yearly: boolean;
}

const NEVER_SPLIT = /per_head|welfare|^trader_income/;

/** alone : of one scenario only the first side is drawn */
export function described(
  item: Indicator,
  triple: Triple,
  evidence: Evidence[],
  difference: boolean,
  alone = false,
): Described {
  const all = { a: drawn(triple.a), b: drawn(triple.b), d: drawn(triple.difference) };
  const summed = item.summed_over_year;
  const curves: Curve[] = difference
    ? [{ band: all.d, side: "d" }]
    : [
        { band: all.a, side: "a" },
        ...(alone ? [] : [{ band: all.b, side: "b" } as const]),
      ];
  const published = difference ? [] : marks(evidence, summed, all.a.yearly, levelOf(all.a));
  let largest = 0;
  for (const value of spanned(curves.map((curve) => curve.band))) largest = Math.max(largest, Math.abs(value));
  const read = reading(item.unit, NEVER_SPLIT.test(item.id) ? 1 : largest);
  return { curves, all, marks: published, reading: read, yearly: all.a.yearly };
}

export const eventX = (event: EventMark): number => decimalYear(eventMonth(event.month ?? event.from));

export function drawnChart(
  found: Described,
  events: readonly EventMark[],
  width: number,
  height: number,
  top = 0,
): Chart {
  return chart({
    width,
    height,
    curves: found.curves,
    marks: found.marks,
    events: events.map((event, i) => ({ x: eventX(event), number: i + 1 })),
    divide: found.reading.divide,
    lang: speech.lang,
    top,
  });
}
