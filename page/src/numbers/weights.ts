/** A reader's weighting of the rows of the verdict. As in swing weighting each row is divided by its typical
 * difference, so that equal weights hold the differences found to be equally grave. Pure. */

export interface Spread {
  q05: number;
  q50: number;
  q95: number;
}

export interface Balance {
  /** what each row adds, in typical differences times its part of the weights; above 0 for the course */
  parts: { id: string; part: number; adds: number }[];
  /** of the medians */
  sum: number;
  /** every row at its 5 % or its 95 % at once: wider than a band of the sum */
  low: number;
  high: number;
  /** share of draws in which the course comes out ahead; null where draws are not at hand */
  share: number | null;
}

/** weights : by row, any scale; those missing are nil. null where all are nil. */
export function balance(
  rows: readonly { id: string; typical: number }[],
  advantage: (id: string) => Spread | undefined,
  weights: Readonly<Record<string, number>>,
  draws?: readonly (readonly number[])[],
): Balance | null {
  const total = rows.reduce((sum, row) => sum + Math.max(0, weights[row.id] ?? 0), 0);
  if (!(total > 0)) return null;
  const part = (id: string) => Math.max(0, weights[id] ?? 0) / total;
  let [sum, low, high] = [0, 0, 0];
  const parts = rows.map((row) => {
    const found = advantage(row.id);
    const scale = part(row.id) / (row.typical || 1);
    const adds = (found?.q50 ?? 0) * scale;
    sum += adds;
    low += (found?.q05 ?? 0) * scale;
    high += (found?.q95 ?? 0) * scale;
    return { id: row.id, part: part(row.id), adds };
  });
  const ahead = draws?.filter((draw) => rows.reduce((s, row, i) => s + (part(row.id) * (draw[i] ?? 0)) / (row.typical || 1), 0) > 0);
  return { parts, sum, low, high, share: draws?.length ? ahead!.length / draws.length : null };
}
