/** Shapes of the results that are made beforehand: `perelom verdict --json`, `perelom claims --json`. */

import type { Spread } from "../numbers/weights";

export interface Quantile extends Spread {
  q25?: number;
  q75?: number;
}

export interface VerdictRow {
  id: string;
  group: string;
  label: string;
  unit: string;
  counts: string;
  headline: boolean;
}

export interface Paired {
  median: number | null;
  q05: number | null;
  q95: number | null;
  share_positive: number | null;
  draws: number;
}

export interface Verdict {
  verdict: {
    neps: string[];
    rivals: string[];
    since: string;
    at: string[];
    draws: number;
    seeds: number;
    households: number | string;
    parameters: string;
    rows: VerdictRow[];
    history: Record<string, Record<string, Quantile | null>>;
    table: Record<string, Record<string, Record<string, Paired>>>;
    notes: string[];
  };
  where_it_flips?: Record<
    string,
    {
      weighed: { id: string; label: string; hundredths: string; typical: number }[];
      courses: Record<
        string,
        {
          draws: number;
          by_row: Record<string, { advantage: Quantile }>;
          advantages?: number[][];
          over_readers: {
            readers_never: number;
            boxes: { conditions: { of: string; above: number | null; up_to: number | null }[]; density: number }[];
            claimed: boolean;
          };
        }
      >;
    }
  >;
  rerun?: string;
  stamp?: string;
  current?: boolean;
  /** Russian by English */
  russian?: Record<string, string>;
}

export interface Source {
  source: string;
  status: string;
}

export interface EvidenceTest {
  says: string;
  numbers: { value: number; sources: Source[] }[];
  expect: string;
  because: string;
  outcome: string;
}

export interface Case extends Partial<Quantile> {
  a: string | null;
  b: string;
  share?: number | null;
  draws: number;
  outcome?: string;
}

export interface ModelTest {
  says: string;
  as: string;
  unit: string;
  expect: string;
  because: string;
  in_sample: boolean;
  /** what of the result was put in by assumption; empty where nothing was */
  assumed?: string;
  outcome: string;
  cases: Case[];
}

export interface Claim {
  id: string;
  system: string;
  claim: string;
  essay_figure: string;
  verdict: string;
  confidence: string;
  /** why the confidence is not higher */
  lowered_by?: Record<string, string>;
  figure: string | null;
  evidence: { outcome: string; why_missing: string; tests: EvidenceTest[] };
  model: {
    outcome: string;
    why_missing: string;
    tests: ModelTest[];
    rows: (Case & { row: string; at: string; favours: string })[];
  };
  disputed: { text: string; sources: string[] }[];
}

export interface Claims {
  claims: Claim[];
  draws: number;
  seeds: number;
  households: number | string;
  parameters: string;
  rules_sha256: string;
  stamp?: string;
  current?: boolean;
  /** Russian by English */
  russian?: Record<string, string>;
}
