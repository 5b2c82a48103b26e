/** The language of the page, and its words. */

import type { Lang, Said } from "../api/types";
import { en, type Words } from "./en";
import { ru } from "./ru";

const WORDS: Record<Lang, Words> = { en, ru };

class Speech {
  lang = $state<Lang>("en");

  get words(): Words {
    return WORDS[this.lang];
  }

  /** Speak a language, and keep it for the next visit where the browser allows. */
  choose(lang: Lang): void {
    this.lang = lang;
    document.documentElement.lang = lang;
    try {
      localStorage.setItem("perelom-language", lang);
    } catch {
      // private windows may forbid it; the choice then holds for this visit
    }
  }

  /** The language kept, or that of the browser. */
  start(asked: string | null): void {
    let kept: string | null = null;
    try {
      kept = localStorage.getItem("perelom-language");
    } catch {
      // see above
    }
    const wanted = asked ?? kept ?? navigator.language.slice(0, 2);
    this.lang = wanted === "ru" ? "ru" : "en";
    document.documentElement.lang = this.lang;
  }
}

export const speech = new Speech();

/** What an answer says, in the language of the page. */
export function said(text: string | Said | null | undefined): string {
  if (!text) return "";
  return typeof text === "string" ? text : text[speech.lang] || text.en;
}
