/** What can be undone: the texts a scenario had, and where among them it stands. Plain data. */

export interface Undo {
  readonly texts: readonly string[];
  readonly at: number;
  /** the kind of the last change; a drag of one handle is one step back */
  readonly kind: string;
}

const MOST = 200;

export const begun = (text: string): Undo => ({ texts: [text], at: 0, kind: "" });
export const current = (undo: Undo): string => undo.texts[undo.at]!;
export const canUndo = (undo: Undo): boolean => undo.at > 0;
export const canRedo = (undo: Undo): boolean => undo.at < undo.texts.length - 1;

/** A new text. What had been undone is dropped. kind : changes of the same kind in a row are one, "" is alone. */
export function changed(undo: Undo, text: string, kind = ""): Undo {
  if (text === current(undo)) return undo;
  const together = kind !== "" && kind === undo.kind && undo.at === undo.texts.length - 1 && undo.at > 0;
  const kept = undo.texts.slice(0, together ? undo.at : undo.at + 1);
  const texts = [...kept, text].slice(-MOST);
  return { texts, at: texts.length - 1, kind };
}

export const undone = (undo: Undo): Undo => ({ ...undo, at: Math.max(0, undo.at - 1), kind: "" });
export const redone = (undo: Undo): Undo => ({ ...undo, at: Math.min(undo.texts.length - 1, undo.at + 1), kind: "" });
