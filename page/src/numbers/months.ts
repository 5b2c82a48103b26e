/** Months as the model counts them: 0 is January 1921, 239 is December 1940. */

import type { Lang } from "../api/types";

export const FIRST_YEAR = 1921;
export const MONTHS = 240;

/** `1930-03` of a month's index. */
export function monthText(index: number): string {
  const year = FIRST_YEAR + Math.floor(index / 12);
  return `${year}-${String((((index % 12) + 12) % 12) + 1).padStart(2, "0")}`;
}

/** Index of `1930-03`; null where it is no month of the model. */
export function monthIndex(text: string): number | null {
  const found = /^(\d{4})-(\d{2})$/.exec(text.trim());
  if (!found) return null;
  const month = Number(found[2]);
  const index = (Number(found[1]) - FIRST_YEAR) * 12 + month - 1;
  return month >= 1 && month <= 12 && index >= 0 && index < MONTHS ? index : null;
}

/** `March 1930`, `март 1930 г.` */
export function monthName(index: number, lang: Lang): string {
  const date = new Date(Date.UTC(FIRST_YEAR, index, 1));
  return new Intl.DateTimeFormat(lang, { month: "long", year: "numeric", timeZone: "UTC" }).format(date);
}

export const yearOf = (index: number): number => FIRST_YEAR + Math.floor(index / 12);
export const decimalYear = (index: number): number => FIRST_YEAR + index / 12;

/** A month's index of `1923-10`, of an index, of nothing (0). */
export const eventMonth = (when: string | number | undefined): number =>
  typeof when === "number" ? when : when === undefined ? 0 : (monthIndex(when) ?? 0);
