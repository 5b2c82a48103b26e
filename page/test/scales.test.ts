import { describe, expect, it } from "vitest";
import { classesOf, classOf } from "../src/charts/classes";
import { monthIndex, monthText } from "../src/numbers/months";
import { figure, reading } from "../src/numbers/quantity";
import { linear, niceDomain, ticks } from "../src/numbers/scales";

/** A thousand numbers of many sizes, the same in every run. */
function* numbers(): Generator<number> {
  let seed = 1921;
  for (let i = 0; i < 1000; i++) {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    yield (seed / 2147483648 - 0.3) * 10 ** (i % 12 - 3);
  }
}

describe("scales", () => {
  it("come back to the value they started from", () => {
    for (const value of numbers()) {
      const scale = linear(-2 * Math.abs(value) - 1, 3 * Math.abs(value) + 1, 40, 300);
      expect(scale.invert(scale(value))).toBeCloseTo(value, 6 - Math.ceil(Math.log10(Math.abs(value) + 1)));
    }
  });
  it("hold every value in a round domain, with few ticks inside", () => {
    for (const value of numbers()) {
      const domain = niceDomain([value, value * 1.7 + 0.01], false);
      const { low, high } = domain;
      expect(low).toBeLessThanOrEqual(Math.min(value, value * 1.7 + 0.01));
      expect(high).toBeGreaterThanOrEqual(Math.max(value, value * 1.7 + 0.01));
      const found = ticks(domain);
      expect(found.length).toBeGreaterThan(1);
      expect(found.length).toBeLessThan(9);
      expect(found.every((tick) => tick >= low - 1e-9 * Math.abs(low) && tick <= high + 1e-9 * Math.abs(high) + 1e-12)).toBe(true);
    }
  });
  it("hold zero where a difference is drawn", () => {
    expect(niceDomain([5, 9], true).low).toBe(0);
    expect(niceDomain([-9, -5], true).high).toBe(0);
  });
});

describe("months", () => {
  it("are written as the scenario language writes them", () => {
    for (let month = 0; month < 240; month++) expect(monthIndex(monthText(month))).toBe(month);
    expect(monthText(84)).toBe("1928-01");
  });
  it.each(["1920-12", "1941-01", "1929-13", "1929-00", "1929", "июль 1929"])("refuse %s", (text) => {
    expect(monthIndex(text)).toBeNull();
  });
});

describe("figures", () => {
  it("have three digits that count and a true minus", () => {
    expect(figure(-0.1234, "en")).toBe("−0.123");
    expect(figure(12.34, "en", true)).toBe("+12.3");
    expect(figure(12.34, "ru")).toBe("12,3");
    expect(figure(null, "en")).toBe("–");
    expect(figure(-0.00001, "en")).toBe("0.000");
  });
  it("are read in a unit of their size", () => {
    expect(reading("t", 7e7)).toMatchObject({ divide: 1e6, unit: { en: "million tonnes" } });
    expect(reading("persons", 4e5)).toMatchObject({ divide: 1e3 });
    expect(reading("share", 0.4)).toMatchObject({ divide: 0.01, unit: { en: "%" } });
    expect(reading("furlongs", 3)).toMatchObject({ divide: 1, unit: { en: "furlongs" } });
  });
});

describe("classes of a map", () => {
  it("hold every value between limits that rise, and are alike on both sides of zero", () => {
    for (const value of numbers()) {
      const high = value + Math.abs(value) * 3 + 1;
      const classes = classesOf(value, high, false);
      expect(classes.limits[0]).toBeLessThanOrEqual(value + 1e-9 * Math.abs(value));
      expect(classes.limits.at(-1)).toBeGreaterThanOrEqual(high - 1e-9 * Math.abs(high));
      expect(classes.limits.length).toBeLessThan(16);
      const i = classOf(classes, value);
      expect(classes.limits[i]).toBeLessThanOrEqual(value + 1e-9 * Math.abs(value));
    }
    const both = classesOf(-3, 7, true);
    expect(both.limits).toEqual(both.limits.map((limit) => -limit + 0).reverse());
    expect(classOf(both, 100)).toBe(both.limits.length - 2);
  });
});
