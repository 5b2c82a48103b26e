/** Light, dark, or as the system has it. Kept for the next visit where the browser allows. */

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];
const KEY = "perelom-theme";

class Chosen {
  chosen = $state<Theme>("auto");

  constructor() {
    let kept: string | null = null;
    try {
      kept = localStorage.getItem(KEY);
    } catch {
      // private windows may forbid it
    }
    if (kept === "light" || kept === "dark") this.#apply(kept);
  }

  choose(theme: Theme): void {
    this.#apply(theme);
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // the choice then holds for this visit
    }
  }

  #apply(theme: Theme): void {
    this.chosen = theme;
    if (theme === "auto") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
  }
}

export const theme = new Chosen();
