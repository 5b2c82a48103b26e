import { describe, expect, it } from "vitest";
import type { Band, Evidence } from "../src/api/types";
import { chart } from "../src/charts/chart";
import { areaPath, drawn, indexAt, levelOf, linePath, marks, stretches } from "../src/numbers/bands";
import { balance } from "../src/numbers/weights";

const flat = (value: number | null, n: number) => Array.from({ length: n }, () => value);
const band = (value: number, n = 240): Band => ({
  median: flat(value, n),
  low50: flat(value - 1, n),
  high50: flat(value + 1, n),
  low90: flat(value - 2, n),
  high90: flat(value + 2, n),
});
const yearly = (value: number): Band => ({ ...band(value / 12), annual: { years: Array.from({ length: 20 }, (_, i) => 1921 + i), ...band(value, 20) } });

describe("bands", () => {
  it("are drawn by year where the answer has sums of years", () => {
    expect(drawn(band(3))).toMatchObject({ yearly: false });
    expect(drawn(band(3)).times[12]).toBe(1922);
    expect(drawn(yearly(60))).toMatchObject({ yearly: true });
    expect(drawn(yearly(60)).times[0]).toBe(1921.5);
  });
  it("part where there is no value", () => {
    expect(stretches([null, 1, 2, null, 3])).toEqual([[1, 2], [4, 4]]);
    const same = (value: number) => value;
    expect(linePath([1, 2, 3, 4, 5], [null, 1, 2, null, 3], same, same)).toBe("M2 1L3 2M5 3");
    expect(areaPath([1, 2], [0, 1], [2, null], same, same)).toBe("M1 2L1 0Z");
  });
  it("find the value of a month, in the middle of its year where it is a sum", () => {
    expect(indexAt(drawn(band(1)), 143)).toBe(143);
    expect(indexAt(drawn(yearly(1)), 143)).toBe(11);
    expect(indexAt(drawn(yearly(1)), 239)).toBe(19);
  });
});

describe("published figures", () => {
  const item = (given: Partial<Evidence>): Evidence => ({ first: 0, last: 11, low: null, high: null, rivals: [], ...given });
  const nothing = () => NaN;
  it("show the range of their sources and are dotted only where all are recalled", () => {
    const rivals = [
      { value: 50, source: "A", status: "recalled" },
      { low: 60, high: 72, source: "B", status: "verified" },
    ];
    const [mark] = marks([item({ rivals })], true, true, nothing);
    expect(mark).toMatchObject({ low: 50, high: 72, recalled: false, x: 1921.5 });
    expect(marks([item({ rivals: [rivals[0]!] })], true, true, nothing)[0]!.recalled).toBe(true);
  });
  it("of several years are brought to one year, or to one month", () => {
    const rivals = [{ value: 240, source: "A", status: "verified" }];
    expect(marks([item({ last: 23, rivals })], true, true, nothing)[0]!.middle).toBe(120);
    expect(marks([item({ last: 23, rivals })], true, false, nothing)[0]!.middle).toBe(10);
    expect(marks([item({ last: 23, rivals })], false, false, nothing)[0]!.middle).toBe(240);
  });
  it("of another base take the level of the chart, and are left out where it has none", () => {
    const rivals = [{ ratio: 1.5, rebase: "1928", rebase_months: [84, 95] as [number, number], source: "A", status: "verified" }];
    const level = levelOf(drawn(band(40)));
    expect(marks([item({ rivals })], false, false, level)[0]).toMatchObject({ middle: 60, scaled: true });
    expect(marks([item({ rivals })], false, false, nothing)).toEqual([]);
  });
});

describe("a chart", () => {
  it("keeps every shape within its plot", () => {
    const made = chart({
      width: 320,
      height: 200,
      curves: [{ band: drawn(band(50)), side: "a" }],
      marks: marks([{ first: 0, last: 0, moment: true, low: 1, high: 90, rivals: [{ low: 1, high: 90, source: "A", status: "verified" }] }], false, false, () => NaN),
      events: [{ x: 1929, number: 1 }, { x: 1929.1, number: 2 }, { x: 1929.2, number: 3 }, { x: 1990, number: 4 }],
      divide: 1,
      lang: "en",
    });
    for (const shape of made.shapes) {
      if (shape.kind === "circle") {
        expect(shape.y).toBeGreaterThanOrEqual(made.plot.top);
        expect(shape.y).toBeLessThanOrEqual(made.plot.bottom);
      }
      if (shape.kind === "path") expect(shape.d).not.toMatch(/NaN|Infinity|undefined/);
    }
    const numbers = made.shapes.filter((shape) => shape.role === "number");
    expect(numbers.map((shape) => (shape.kind === "text" ? shape.text : ""))).toEqual(["1", "2"]);
    expect(made.y.invert(made.y(42))).toBeCloseTo(42);
  });
});

describe("a reader's weights", () => {
  const rows = [
    { id: "lives", typical: 2 },
    { id: "defence", typical: 20 },
  ];
  const of: Record<string, { q05: number; q50: number; q95: number }> = {
    lives: { q05: 1, q50: 2, q95: 3 },
    defence: { q05: -30, q50: -20, q95: -10 },
  };
  it("count only relative to one another", () => {
    const one = balance(rows, (id) => of[id], { lives: 1, defence: 3 });
    const ten = balance(rows, (id) => of[id], { lives: 10, defence: 30 });
    expect(one).toEqual(ten);
    expect(one!.sum).toBeCloseTo(0.25 - 0.75);
  });
  it("give the word to the row that has them all, and none where all are nil", () => {
    expect(balance(rows, (id) => of[id], { lives: 1 })!.low).toBeGreaterThan(0);
    expect(balance(rows, (id) => of[id], { defence: 1 })!.high).toBeLessThan(0);
    expect(balance(rows, (id) => of[id], {})).toBeNull();
  });
  it("tell the share of draws where draws are at hand", () => {
    const draws = [[2, -10], [2, -30]];
    expect(balance(rows, (id) => of[id], { lives: 1, defence: 1 }, draws)!.share).toBe(0.5);
  });
});
