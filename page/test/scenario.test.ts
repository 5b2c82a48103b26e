import { parse } from "yaml";
import { describe, expect, it } from "vitest";
import type { Instrument } from "../src/api/types";
import { fromFirstDifference, headWord, starter, withLane, withRule } from "../src/scenario/edit";
import { decode, encode, type Shared } from "../src/scenario/share";
import { begun, canRedo, canUndo, changed, current, redone, undone } from "../src/scenario/undo";
import { nudge, parseQuantity, readLanes, spelled, typed } from "../src/scenario/values";
import { csvOf } from "../src/scenario/csv";

const FILE = `# what I think
title: Mine   # a title
extends: history
set:
  # grain stays at home
  exports.grain: {1929-07: 0}
  procurement.price: {1928-01: 63}
`;

describe("edits of a file", () => {
  it("leave comments and other instruments as they stand", () => {
    const text = withLane(FILE, "plan.heavy_share", null, [{ from: "1928-10", value: 0.6 }]);
    expect(text).toContain("# what I think");
    expect(text).toContain("# grain stays at home");
    expect(text).toContain("# a title");
    expect(parse(text)).toEqual({
      title: "Mine",
      extends: "history",
      set: { "exports.grain": { "1929-07": 0 }, "procurement.price": { "1928-01": 63 }, "plan.heavy_share": { "1928-10": 0.6 } },
    });
  });
  it("write suffixes, words and sources as the language has them", () => {
    const text = withLane(FILE, "exports.grain", null, [
      { from: "1929-07", value: 2e6, text: "2 Mt" },
      { from: "1930-07", value: 0, text: "0", source: "own: assumption", status: "assumption" },
    ]);
    expect(parse(text).set["exports.grain"]).toEqual({
      "1929-07": "2 Mt",
      "1930-07": { value: 0, source: "own: assumption", status: "assumption" },
    });
    const words = withLane(FILE, "rights.disfranchised_classes", null, [{ from: "1928-01", value: ["kulak", "trader"] }]);
    expect(parse(words).set["rights.disfranchised_classes"]).toEqual({ "1928-01": ["kulak", "trader"] });
  });
  it("take an instrument out again, and leave a file that is still one", () => {
    let text = withLane(FILE, "exports.grain", null, []);
    text = withLane(text, "procurement.price", null, []);
    expect(parse(text).set).toEqual({});
    expect(parse(withLane(text, "rationing", null, [{ from: "1930-01", value: 1 }])).set).toEqual({ rationing: { "1930-01": 1 } });
  });
  it("keep regions and country apart", () => {
    let text = withLane(FILE, "procurement.price", "ukraine", [{ from: "1932-07", value: 80 }]);
    expect(parse(text).set["procurement.price"]).toEqual({ "1928-01": 63, by_region: { ukraine: { "1932-07": 80 } } });
    text = withLane(text, "procurement.price", null, [{ from: "1928-01", value: 70 }]);
    expect(parse(text).set["procurement.price"]).toEqual({ "1928-01": 70, by_region: { ukraine: { "1932-07": 80 } } });
    text = withLane(text, "procurement.price", null, []);
    expect(parse(text).set["procurement.price"]).toEqual({ by_region: { ukraine: { "1932-07": 80 } } });
    text = withLane(text, "procurement.price", "ukraine", []);
    expect(parse(text).set["procurement.price"]).toBeUndefined();
  });
  it("give back a text that is no YAML", () => {
    for (const broken of ["set: {a: [", "", "- a list", "title: x\n  bad: indent\n y"]) {
      expect(withLane(broken, "rationing", null, [{ from: "1930-01", value: 1 }])).toBe(broken);
    }
  });
  it("add rules at the end", () => {
    const rule = { indicator: "grain_reserve", side: "below" as const, threshold: "0.5 Mt", months: 2, instrument: "exports.grain", value: "0", until: "1.5 Mt", because: "the towns first" };
    const found = parse(withRule(withRule(FILE, rule), { ...rule, months: 1, until: "", because: "" })).rules;
    expect(found).toEqual([
      { when: { grain_reserve: { below: "0.5 Mt" } }, for: "2 months", set: { "exports.grain": 0 }, until: { grain_reserve: { above: "1.5 Mt" } }, because: "the towns first" },
      { when: { grain_reserve: { below: "0.5 Mt" } }, set: { "exports.grain": 0 } },
    ]);
  });
  it("begin with a file that extends the scenario looked at", () => {
    const text = starter("nep-continued", 'NEP: "continued", changed', "What if?");
    expect(parse(text)).toEqual({ title: 'NEP: "continued", changed', question: "What if?", extends: "nep-continued", set: {} });
    expect(headWord(text, "extends")).toBe("nep-continued");
  });
});

describe("what a file has to say", () => {
  const parent = [
    { from: "1921-01", value: 0 },
    { from: "1928-01", value: 1 },
    { from: "1930-01", value: 2 },
  ];
  it("is nothing where nothing differs", () => {
    expect(fromFirstDifference(parent, parent.map((step) => ({ ...step })))).toEqual([]);
  });
  it("is every step from the first difference on, since a file replaces its parent from its own first date", () => {
    const wanted = [parent[0]!, { from: "1928-01", value: 5 }, parent[2]!];
    expect(fromFirstDifference(parent, wanted)).toEqual(wanted.slice(1));
  });
  it("is the last value again where the wanted path ends before the parent's", () => {
    expect(fromFirstDifference(parent, parent.slice(0, 2))).toEqual([{ from: "1930-01", value: 1 }]);
  });
});

describe("values", () => {
  const share: Instrument = { id: "x", kind: "share", unit: "share of income", low: 0, high: 1, regional: false, default: 0, label: { en: "x", ru: "x" }, meaning: "", suffixes: ["%"] };
  const grain = { ...share, unit: "t per year", kind: "flow", high: 1e7 };
  it.each([["40 %", 0.4], ["12 Mt", 12e6], ["180 M rub", 18e7], [".5", 0.5], ["−3", -3], ["1e3", 1000], ["12 pounds", null], ["0,5", null], ["", null]])("%s", (text, value) => {
    expect(parseQuantity(text as string)).toBe(value);
  });
  it("outside the bounds or of another kind are refused with what is allowed", () => {
    expect(typed(share, "1.2")).toEqual({ is: "outside", value: "1.2", low: "0", high: "1", meant: "1.2 %" });
    expect(typed(share, "-1")).toMatchObject({ is: "outside", meant: "" });
    expect(typed(share, "3 Mt")).toEqual({ is: "suffix", text: "Mt", suffixes: "%" });
    expect(typed(grain, "5 kg")).toMatchObject({ is: "suffix", text: "kg" });
    expect(typed(share, "0,2")).toMatchObject({ is: "number", text: "0,2" });
    expect(typed(share, " ")).toEqual({ is: "empty" });
    expect(typed(share, "much")).toEqual({ is: "number", text: "much", suffixes: "%" });
    expect(typed({ ...share, kind: "enum", unit: "toz|artel" }, "commune")).toEqual({ is: "choice", text: "commune", choices: "toz, artel" });
    expect(typed({ ...share, kind: "set", unit: "kulak|trader" }, "[kulak, trader]")).toEqual({ value: ["kulak", "trader"] });
  });
  it("are spelled so that they are read back", () => {
    for (const value of [0, 0.125, 1, 250000, 12e6, 1e7]) {
      expect(parseQuantity(spelled(grain, value))).toBe(value);
      expect(parseQuantity(spelled(share, value))).toBe(value);
    }
  });
  it("stay within bounds when they are nudged", () => {
    expect(nudge(share, 1, 1, false)).toBe(1);
    expect(nudge(share, 0.5, -1, false)).toBe(0.49);
    expect(nudge(grain, 0, -1, true)).toBe(0);
  });
  it("of words come as words, whatever the answer numbers them by", () => {
    const lanes = [{ instrument: "m", region: null, steps: [{ from: "1921-01", value: 1, text: "purchase", changed: false }] }];
    const known = new Map([["m", { ...share, id: "m", kind: "enum" }]]);
    expect(readLanes(lanes, known)[0]!.steps[0]!.value).toBe("purchase");
    const set = new Map([["m", { ...share, id: "m", kind: "set" }]]);
    expect(readLanes([{ ...lanes[0]!, steps: [{ from: "1921-01", value: 3, text: "[kulak, trader]", changed: false }] }], set)[0]!.steps[0]!.value).toEqual(["kulak", "trader"]);
  });
});

describe("undo", () => {
  it("goes back and forth, and a drag is one step", () => {
    let undo = begun("0");
    for (const text of ["1", "2", "3"]) undo = changed(undo, text, "move a 1");
    undo = changed(undo, "4");
    expect(undo.texts).toEqual(["0", "3", "4"]);
    undo = undone(undone(undo));
    expect(current(undo)).toBe("0");
    expect(canUndo(undo)).toBe(false);
    expect(current(redone(undo))).toBe("3");
    undo = changed(undo, "5");
    expect(canRedo(undo)).toBe(false);
    expect(undo.texts).toEqual(["0", "5"]);
  });
});

describe("the link", () => {
  const state: Shared = { v: 1, stamp: "perelom 0.1.0", a: "history", b: "nep-continued", yaml: `${FILE}# «Перелом»\n`, month: 143, place: "ukraine", curves: ["real_wage"], difference: true, draws: 16 };
  it("brings back the whole scenario, in letters that a link may hold", async () => {
    const text = await encode(state);
    expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(await decode(text)).toEqual({ ...state, weights: undefined, map: undefined });
  });
  it("is refused where it is damaged", async () => {
    const text = await encode(state);
    for (const damaged of ["", "1", "zz", text.slice(0, -9), text.slice(0, 20) + "AAAA" + text.slice(24), `0${btoa('{"v":2}')}`]) {
      expect(await decode(damaged)).toBeNull();
    }
  });
});

describe("the table", () => {
  it("has the numbers of the answer in full", () => {
    const q = { median: [1 / 3], low50: [0], high50: [1], low90: [null], high90: [2] };
    const text = csvOf({ x: { USSR: { a: q, b: q, difference: q } } }, ["x"], () => "t, dry", "0.1.0");
    expect(text.split("\n")[1]).toBe('x,"t, dry",USSR,a,1921-01,0.3333333333333333,0,1,,2,0.1.0');
  });
});
