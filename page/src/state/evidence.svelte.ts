/** Published figures, asked for once by indicator and place. */

import { SvelteMap } from "svelte/reactivity";
import { api } from "../api/client";
import type { Evidence } from "../api/types";
import { COUNTRY } from "./page.svelte";

const held = new SvelteMap<string, Evidence[]>();
const asked = new Set<string>();

/** What is known so far; asks where nothing was asked yet. Call from an effect to ask, from anywhere to read. */
export function evidenceOf(indicator: string, place: string): Evidence[] {
  return held.get(`${indicator} ${place}`) ?? [];
}

export function askEvidence(indicator: string, place: string): void {
  const key = `${indicator} ${place}`;
  if (asked.has(key)) return;
  asked.add(key);
  api
    .evidence(indicator, place === COUNTRY ? "" : place)
    .then((found) => held.set(key, found))
    .catch(() => asked.delete(key));
}
