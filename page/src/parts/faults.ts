/** What is wrong with a value that a reader typed, in words. */

import type { Instrument } from "../api/types";
import type { Fault } from "../scenario/values";
import { said, speech } from "../words/words.svelte";

export function faultWords(instrument: Instrument, fault: Fault): string {
  const w = speech.words;
  if (fault.is === "empty") return w.emptyValue;
  if (fault.is === "number") return w.badNumber(fault.text, fault.suffixes);
  if (fault.is === "suffix") return w.badSuffix(fault.text, fault.suffixes);
  if (fault.is === "choice") return w.notChoice(fault.text, fault.choices);
  return w.outside(fault.value, fault.low, fault.high, said(instrument.unit_label), fault.meant);
}
