/** Figures as people read them: a power of ten and a unit that suit the size, three digits that count. */

import type { Lang, Said } from "../api/types";

export interface Reading {
  /** divide a value of the declared unit by this */
  divide: number;
  unit: Said;
}

type Sizes = [number, Said][];
const COUNTS: Sizes = [
  [1e6, { en: "million", ru: "млн" }],
  [1e3, { en: "thousand", ru: "тыс." }],
  [1, { en: "", ru: "" }],
];
const nouns = (en: string, ru: string): Sizes =>
  COUNTS.map(([size, word]) => [size, { en: `${word.en} ${en}`.trim(), ru: `${word.ru} ${ru}`.trim() }]);
const roubles = (en: string, ru: string): Sizes => [
  [1e9, { en: `billion roubles${en}`, ru: `млрд руб.${ru}` }],
  [1e6, { en: `million roubles${en}`, ru: `млн руб.${ru}` }],
  [1, { en: `roubles${en}`, ru: `руб.${ru}` }],
];
const FAMILIES: Record<string, Sizes> = {
  persons: nouns("people", "чел."),
  head: nouns("head", "голов"),
  households: nouns("households", "хозяйств"),
  units: nouns("", "шт."),
  events: nouns("", "случаев"),
  ha: nouns("ha", "га"),
  t: [
    [1e6, { en: "million tonnes", ru: "млн т" }],
    [1e3, { en: "thousand tonnes", ru: "тыс. т" }],
    [1, { en: "tonnes", ru: "т" }],
  ],
  kWh: [
    [1e9, { en: "billion kWh", ru: "млрд кВт·ч" }],
    [1e6, { en: "million kWh", ru: "млн кВт·ч" }],
    [1, { en: "kWh", ru: "кВт·ч" }],
  ],
  rub: roubles("", ""),
  rub_1913: roubles(" of 1913", " 1913 г."),
  rub_1926_27: roubles(" of 1926/27", " 1926/27 г."),
};
const FIXED: Record<string, Reading> = {
  share: { divide: 0.01, unit: { en: "%", ru: "%" } },
  "1913=100": plainUnit("index, 1913 = 100", "индекс, 1913 = 100"),
  "1928=100": plainUnit("index, 1928 = 100", "индекс, 1928 = 100"),
  "1913=1": plainUnit("1913 = 1", "1913 = 1"),
  "index 0-1": plainUnit("index from 0 to 1", "индекс от 0 до 1"),
  "index 1926/27=1": plainUnit("1926/27 = 1", "1926/27 = 1"),
  "t/ha": plainUnit("tonnes a hectare", "т с гектара"),
  "rub/t": plainUnit("roubles a tonne", "руб. за т"),
  "rub/year": plainUnit("roubles a year", "руб. в год"),
  "kcal/day": plainUnit("kcal a day", "ккал в день"),
  ratio: plainUnit("ratio", "отношение"),
  "per year": { divide: 0.01, unit: { en: "% a year", ru: "% в год" } },
  "per month": { divide: 0.01, unit: { en: "% a month", ru: "% в месяц" } },
  "per 1000 and year": plainUnit("per 1,000 and year", "на 1000 в год"),
  "days per year": plainUnit("days a year", "дней в год"),
  years: plainUnit("years", "лет"),
  "h/week": plainUnit("hours a week", "часов в неделю"),
  "m2/person": plainUnit("m² a head", "м² на человека"),
};

function plainUnit(en: string, ru: string): Reading {
  return { divide: 1, unit: { en, ru } };
}

/** How values up to `largest` of a unit are read. per head : roubles stay roubles. */
export function reading(unit: string, largest: number): Reading {
  const family = FAMILIES[unit];
  if (!family) return FIXED[unit] ?? plainUnit(unit, unit);
  for (const [divide, said] of family) {
    if (largest >= divide * 0.95) return { divide, unit: said };
  }
  const [divide, said] = family[family.length - 1]!;
  return { divide, unit: said };
}

/** Places after the point for values of a size: three digits that count. */
export function places(size: number): number {
  const value = Math.abs(size);
  return value >= 100 || value === 0 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
}

/** `12.3`, `−4.5`, `+4.5`; a dash where there is no value. fixed : digits after the point, else by size. */
export function figure(value: number | null | undefined, lang: Lang, signed = false, fixed?: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const digits = fixed ?? places(value);
  const text = new Intl.NumberFormat(lang, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: Math.abs(value) >= 10000,
  }).format(Math.abs(value));
  const nil = !/[1-9]/.test(text);
  const sign = nil ? "" : value < 0 ? "−" : signed ? "+" : "";
  return sign + text;
}

/** Places after the point that tell ticks of a step apart. */
export function placesOfStep(step: number): number {
  return Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9)));
}

/** A decided value: as many digits as it has, four at most. */
export function decided(value: number, lang: Lang): string {
  const text = new Intl.NumberFormat(lang, { maximumSignificantDigits: 4, useGrouping: Math.abs(value) >= 10000 }).format(Math.abs(value));
  return (value < 0 ? "−" : "") + text;
}
