/** What the server answers (contract, version 1). Numbers are in the declared unit; the page rounds. */

export type Lang = "en" | "ru";
export type Said = Record<Lang, string>;

export interface Version {
  version: string;
  stamp: string;
  parameters: string;
  households: number | string;
  draws: number;
  limits?: { body_bytes: number; draws: number; households: number; seconds: number; queue: number };
}

export interface Mode {
  mode: "server" | "static" | "file";
  /** pairs that were computed beforehand, where there is no server */
  pairs?: string[][];
}

export interface Region {
  id: string;
  label: Said;
}

export interface Indicator {
  id: string;
  unit: string;
  label: Said;
  regional: boolean;
  /** heading that it stands under; null where none */
  section: string | Said | null;
  kind: string;
  /** a flow: yearly figures are sums */
  summed_over_year: boolean;
  unit_label?: Said;
  mechanisms?: { name: string; page: string }[] | string[];
}

export interface Instrument {
  id: string;
  kind: string;
  unit: string;
  low: number | null;
  high: number | null;
  regional: boolean;
  default: number | string | null;
  label: Said;
  meaning: string | Said;
  unit_label?: Said;
  /** that may follow a number: `Mt`, `%` */
  suffixes?: string[];
  /** why its path in history is fed in, where it is neither decided nor weather */
  given?: Said | null;
  choices?: (string | { id: string; label: Said })[];
}

export interface Vocabulary {
  regions: Region[];
  indicators: Indicator[];
  instruments: Instrument[];
  months: number;
  first: string;
}

export interface ScenarioHead {
  id: string;
  title: string | Said;
  question: string | Said;
  parent: string | null;
  period?: [string, string] | string;
}

export type LaneValue = number | string | string[] | null;

export interface Step {
  from: string;
  value: LaneValue;
  text: string;
  source?: string;
  status?: string;
  changed: boolean;
}

/** What an instrument stands at. After `readLanes` values of words are words, not numbers. */
export interface Lane {
  instrument: string;
  region: string | null;
  /** the family of decrees that moves it; its height is then a parameter of each draw */
  campaign?: string;
  steps: Step[];
}

export interface ScenarioFull extends ScenarioHead {
  yaml: string;
  lanes: Lane[];
}

export interface EventMark {
  id: string;
  /** months as `1923-10` */
  month?: string;
  from?: string;
  to?: string;
  label: Said;
  source?: string;
  scenarios?: string[];
}

export interface Rival {
  value?: number;
  low?: number;
  high?: number;
  source: string;
  status: string;
  url?: string;
  use?: string;
  note?: string;
  series?: string;
  /** a series of another base: `ratio` to its level in `rebase_months` */
  ratio?: number;
  rebase?: string;
  rebase_months?: [number, number];
}

/** Published figures that measure the same thing over the same months (0 = January 1921). */
export interface Evidence {
  first: number;
  last: number;
  low: number | null;
  high: number | null;
  moment?: boolean;
  rivals: Rival[];
}

export interface Quantiles {
  median: (number | null)[];
  low50: (number | null)[];
  high50: (number | null)[];
  low90: (number | null)[];
  high90: (number | null)[];
}

export interface Band extends Quantiles {
  /** quantiles of the year's sums, for what is summed over a year */
  annual?: Quantiles & { years: number[] };
}

export interface Triple {
  a: Band;
  b: Band;
  difference: Band;
}

export type Curves = Record<string, Record<string, Triple>>;

export interface Failed {
  draw: number;
  cause: string;
}

type Side = "a" | "b" | "difference";

/** Excess deaths of a span, persons. published : lowest and highest estimate, by place */
export interface Toll {
  indicator: string;
  first: string;
  last: string;
  places: Record<string, Partial<Record<Side, { median: number; low90: number; high90: number }>>>;
  published: Record<string, [number, number]>;
}

/** What results rest on: sha256, the largest residual of an identity, versions and processor. */
export interface Rests {
  scenarios: Record<string, string>;
  parameters: string;
  evidence: string;
  code: string;
  /** empty where results lie in no folder */
  results: string;
  residual: number;
  machine: Record<string, string>;
}

export interface Run {
  run: string;
  status: "queued" | "running" | "done" | "failed";
  done: number;
  of: number;
  failed: Failed[];
  stamp: string;
  curves: Curves;
  sentence?: Said | null;
  /** the sentence and those after it */
  sentences?: Record<Lang, string[]>;
  /** what has to be said beside the numbers, as of deaths that this version does not reproduce */
  warnings?: Record<Lang, string[]>;
  /** `centre`: one run at the centre of the posterior stands in until draws are there */
  basis?: "draws" | "centre" | null;
  seeds?: number;
  seed?: number;
  households?: number | string;
  parameters?: string;
  events?: EventMark[];
  deaths?: Toll[];
  rests?: Rests;
  position?: number;
}

export interface Told {
  text: string;
  hint: string;
}

export interface Problem {
  line: number | null;
  column: number | null;
  path?: string;
  found?: string;
  text: string;
  hint: string;
  russian: Told;
}

export interface Validation {
  valid: boolean;
  problems: Problem[];
  lanes?: Lane[];
}

export type Asked = { id: string } | { yaml: string };

export interface Ask {
  a: Asked;
  b: Asked;
  draws: number;
  households?: number;
  seed?: number;
}

export interface MapAnswer {
  unit: string;
  unit_label?: Said;
  months: number;
  regions: Record<string, (number | null)[]>;
  low: number | null;
  high: number | null;
}

export interface Refusal {
  text: string;
  found?: unknown;
  allowed?: unknown;
  hint?: string;
  russian?: Told;
}
