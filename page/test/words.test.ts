import { expect, it } from "vitest";
import { en } from "../src/words/en";
import { ru } from "../src/words/ru";

/** Every path of words in a dictionary. */
function paths(words: object, under = ""): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    value !== null && typeof value === "object" ? paths(value as object, `${under}${key}.`) : [`${under}${key}`],
  );
}

it("both languages say the same things", () => {
  expect(paths(ru).sort()).toEqual(paths(en).sort());
});

it("no word is left in the other alphabet", () => {
  const LATIN_TOO = /SVG|PNG|YAML|CSV|perelom|serve|1929-07|0\.35|Mt|rub|^–$|^%$/;
  for (const [key, value] of Object.entries(ru)) {
    if (typeof value !== "string" || LATIN_TOO.test(value) || value === "—") continue;
    expect(value, key).toMatch(/[а-яё]/i);
  }
});
