/** What the page knows and shows: one object, changed by its methods, read by every view. */

import { api, findMode, Refused } from "../api/client";
import { follow } from "../api/follow";
import type {
  Asked,
  Curves,
  EventMark,
  Failed,
  Indicator,
  Instrument,
  Lane,
  Lang,
  Mode,
  Problem,
  Region,
  Rests,
  Run,
  Said,
  ScenarioFull,
  ScenarioHead,
  Toll,
  Version,
  Vocabulary,
} from "../api/types";
import { begun, canRedo, canUndo, changed, current, redone, undone, type Undo } from "../scenario/undo";
import { fromFirstDifference, headWord, sameValue, starter, withLane, type Written } from "../scenario/edit";
import { eventMonth } from "../numbers/months";
import { readLanes } from "../scenario/values";
import { decode, encode, type Shared } from "../scenario/share";
import { speech, said } from "../words/words.svelte";

export const VIEWS = ["compare", "timeline", "map", "verdict", "claims", "sources", "take"] as const;
export type View = (typeof VIEWS)[number];

export const COUNTRY = "USSR";
/** Shown first: what people ate and how they lived, what was built, what became of the village. */
export const KEY_CURVES = [
  "consumption_per_head",
  "excess_deaths_famine",
  "group_a_index",
  "group_b_index",
  "grain_harvest",
  "grain_procured",
  "livestock_cattle",
  "livestock_horses",
  "collectivized_share",
  "real_wage",
  "population_urban",
  "private_trade_share",
  "women_share_employment",
];
const DEBOUNCE_MS = 150;

export interface RunState {
  run: string;
  status: "none" | "asked" | "queued" | "running" | "done" | "failed" | "broken";
  position: number;
  done: number;
  of: number;
  failed: Failed[];
  curves: Curves;
  sentence: Said | null;
  more: Record<Lang, string[]>;
  warnings: Record<Lang, string[]>;
  centre: boolean;
  seeds: number | null;
  seed: number | null;
  households: number | string | null;
  parameters: string;
  stamp: string;
  events: EventMark[] | null;
  deaths: Toll[];
  rests: Rests | null;
}

const NO_RUN: RunState = {
  run: "",
  status: "none",
  position: 0,
  done: 0,
  of: 0,
  failed: [],
  curves: {},
  sentence: null,
  more: { en: [], ru: [] },
  warnings: { en: [], ru: [] },
  centre: false,
  seeds: null,
  seed: null,
  households: null,
  parameters: "",
  stamp: "",
  events: null,
  deaths: [],
  rests: null,
};

class Page {
  ready = $state(false);
  /** nothing answered, or the answer was a refusal; shown above everything */
  trouble = $state.raw<Refused | null>(null);
  note = $state("");
  /** while it is printed what is folded is open; a report is printed whole: every view that tells of its run */
  printing = $state(false);
  mode = $state.raw<Mode>({ mode: "server" });
  version = $state.raw<Version | null>(null);
  vocabulary = $state.raw<Vocabulary>({ regions: [], indicators: [], instruments: [], months: 240, first: "1921-01" });
  scenarios = $state.raw<ScenarioHead[]>([]);
  events = $state.raw<EventMark[]>([]);

  view = $state<View>("compare");
  a = $state("history");
  b = $state("nep-continued");
  month = $state(143);
  place = $state(COUNTRY);
  curves = $state<string[]>([...KEY_CURVES]);
  difference = $state(false);
  draws = $state(8);
  weights = $state<Record<string, number>>({});
  mapIndicator = $state("calories_per_head.village");
  mapWhich = $state<"both" | "difference">("both");
  origin = $state("consumption_per_head");

  /** the texts of one's own second scenario; null while it is one of the library */
  undo = $state.raw<Undo | null>(null);
  problems = $state.raw<Problem[]>([]);
  checking = $state(false);
  lanes = $state.raw<Lane[]>([]);
  parentLanes = $state.raw<Lane[]>([]);
  run = $state.raw<RunState>(NO_RUN);

  #stop: () => void = () => {};
  #timer = 0;
  #linkTimer = 0;
  #asks = 0;
  #known = new Map<string, Promise<ScenarioFull>>();

  get yaml(): string | null {
    return this.undo ? current(this.undo) : null;
  }
  get canUndo(): boolean {
    return this.undo !== null && canUndo(this.undo);
  }
  get canRedo(): boolean {
    return this.undo !== null && canRedo(this.undo);
  }
  get canRun(): boolean {
    return this.mode.mode === "server";
  }
  /** a report on one scenario: nothing is compared */
  get alone(): boolean {
    return this.mode.pairs?.[0]?.length === 1;
  }
  /** what results are asked for by */
  get runName(): string {
    if (this.canRun) return this.run.run;
    return this.alone ? this.a : `${this.a}--${this.b}`;
  }
  get indicators(): Map<string, Indicator> {
    return new Map(this.vocabulary.indicators.map((item) => [item.id, item]));
  }
  get instruments(): Map<string, Instrument> {
    return new Map(this.vocabulary.instruments.map((item) => [item.id, item]));
  }

  /** the regions, without the country */
  get regions(): Region[] {
    return this.vocabulary.regions.filter((region) => region.id !== COUNTRY);
  }

  label(indicator: string): string {
    return said(this.indicators.get(indicator)?.label) || indicator;
  }
  placeLabel(place: string): string {
    if (place === COUNTRY) return speech.words.country;
    return said(this.regions.find((region) => region.id === place)?.label) || place;
  }
  scenarioTitle(id: string): string {
    return said(this.scenarios.find((item) => item.id === id)?.title) || id;
  }
  /** what the second scenario asks */
  get question(): string {
    if (this.yaml !== null) return headWord(this.yaml, "question");
    return said(this.scenarios.find((item) => item.id === this.b)?.question);
  }
  get titleA(): string {
    return this.scenarioTitle(this.a);
  }
  get titleB(): string {
    if (this.yaml === null) return this.scenarioTitle(this.b);
    return headWord(this.yaml, "title") || speech.words.yourScenario;
  }

  #computedBefore(a: string, b: string): boolean {
    return this.mode.pairs?.some((pair) => pair[0] === a && (pair[1] ?? a) === b) ?? false;
  }

  /** First questions to whatever answers, then the first comparison. */
  async start(): Promise<void> {
    this.trouble = null;
    try {
      this.mode = await findMode();
      const [version, vocabulary, scenarios, events] = await Promise.all([
        api.version(),
        api.vocabulary(),
        api.scenarios(),
        api.events().catch(() => []),
      ]);
      this.version = version;
      this.vocabulary = vocabulary;
      this.scenarios = scenarios;
      this.events = [...(events as EventMark[])].sort((one, other) => eventMonth(one.month ?? one.from) - eventMonth(other.month ?? other.from));
      this.draws = version.draws || this.draws;
      this.curves = this.curves.filter((id) => this.indicators.has(id));
      const pair = this.mode.pairs?.[0];
      if (pair && !this.#computedBefore(this.a, this.b)) {
        this.a = pair[0]!;
        this.b = pair[1] ?? this.a;
      }
      await this.openLink(location.hash);
      this.ready = true;
      this.compute();
    } catch (cause) {
      this.trouble = cause instanceof Refused ? cause : new Refused(0, String(cause));
    }
  }

  // choosing

  choose(side: "a" | "b", id: string): void {
    if (side === "a") this.a = id;
    else {
      this.b = id;
      this.undo = null;
      this.problems = [];
    }
    this.compute();
  }
  choosePair(a: string, b: string): void {
    [this.a, this.b] = [a, b];
    this.undo = null;
    this.compute();
  }
  chooseDraws(draws: number): void {
    this.draws = draws;
    this.compute();
  }
  choosePlace(place: string): void {
    this.place = place;
    void this.fillPlaces();
  }
  show(view: View): void {
    this.view = view;
  }
  showOrigin(indicator: string): void {
    this.origin = indicator;
    location.hash = "#/sources";
  }

  // the second scenario as one's own text

  /** The text that one's own scenario begins with: it extends the second scenario. */
  get firstText(): string {
    const title = speech.words.changedOf(this.scenarioTitle(this.b));
    const question = said(this.scenarios.find((item) => item.id === this.b)?.question);
    return starter(this.b, title, question);
  }
  /** Begin to change the second scenario. */
  edit(): void {
    this.undo ??= begun(this.firstText);
  }
  /** The steps of an instrument as the reader wants them, written into the text; the lane follows at once. */
  setLane(instrument: string, region: string | null, steps: Written[], kind = ""): void {
    this.edit();
    const is = (lane: Lane) => lane.instrument === instrument && lane.region === region;
    const parent = this.parentLanes.find(is)?.steps ?? [];
    const own = fromFirstDifference<Written>(parent, steps);
    const first = own[0]?.from ?? "9999";
    const shown = steps.map((step) => ({
      ...step,
      text: step.text ?? String(step.value),
      changed: step.from >= first && !parent.some((other) => other.from === step.from && sameValue(other.value, step.value)),
    }));
    this.lanes = this.lanes.map((lane) => (is(lane) ? { ...lane, steps: shown } : lane));
    this.write(withLane(this.yaml!, instrument, region, own), kind);
  }
  /** A new text of one's own scenario. kind : see undo. */
  write(text: string, kind = ""): void {
    this.edit();
    this.undo = changed(this.undo!, text, kind);
    this.later();
  }
  stepBack(): void {
    if (this.undo) this.undo = undone(this.undo);
    this.later();
  }
  stepForward(): void {
    if (this.undo) this.undo = redone(this.undo);
    this.later();
  }
  dropChanges(): void {
    this.undo = null;
    this.problems = [];
    this.compute();
  }

  later(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.compute(), DEBOUNCE_MS);
  }

  /** A scenario of the library with its text and lanes; asked once. */
  scenario(id: string): Promise<ScenarioFull> {
    let found = this.#known.get(id);
    if (!found) {
      found = api.scenario(id);
      this.#known.set(id, found);
      found.catch(() => this.#known.delete(id));
    }
    return found;
  }

  /** Check one's own text, then compute the comparison. An answer that comes too late is dropped. */
  compute(): void {
    clearTimeout(this.#timer);
    this.#stop();
    this.checking = false; // what was being checked is stale now
    const ask = ++this.#asks;
    const control = new AbortController();
    this.#stop = () => control.abort();
    this.#computed(ask, control).catch((cause: unknown) => {
      if (ask !== this.#asks || control.signal.aborted) return;
      this.#broke(cause instanceof Refused ? cause : new Refused(0, String(cause)));
    });
  }

  async #computed(ask: number, control: AbortController): Promise<void> {
    const stale = () => ask !== this.#asks || control.signal.aborted;
    if (!this.canRun) return this.#read(stale);
    const yaml = this.yaml;
    if (yaml === null) void this.#libraryLanes(this.b, stale);
    // the server reads the text for the run first: a lever should not wait for its lane
    let unread = yaml !== null;
    const readLanes = () => {
      if (unread && !stale()) void this.#checked(yaml!, stale, control.signal);
      unread = false;
    };
    const b: Asked = yaml === null ? { id: this.b } : { yaml };
    const asked = { a: { id: this.a }, b, draws: this.draws };
    const before = this.run;
    this.run = { ...before, status: "asked", failed: [], done: 0, of: this.draws };
    const wanted = [...new Set([...this.curves, this.mapIndicator])];
    this.#stop = follow(asked, wanted, {
      begun: (run, position) => {
        if (stale()) return;
        this.problems = [];
        this.run = { ...this.run, run, position, status: position > 0 ? "queued" : "running" };
      },
      draw: (done, of, curves, basis) => {
        if (stale()) return;
        this.trouble = null;
        readLanes();
        const centre = basis === "centre";
        this.run = { ...this.run, done, of, centre, status: "running", curves: curves ? merged(this.run.curves, curves) : this.run.curves };
      },
      failed: (failed) => {
        if (!stale()) this.run = { ...this.run, failed: [...this.run.failed, failed] };
      },
      finished: (run) => {
        readLanes();
        if (!stale()) this.#finished(run);
      },
      broken: (refused) => {
        if (stale()) return;
        // a text that was refused leaves what was shown before
        if (refused.problems.length) {
          const over = before.status === "done" || before.status === "failed";
          this.run = over ? before : { ...before, status: "none" };
        }
        this.#broke(refused);
      },
    });
  }

  /** What is wrong with one's own text, or its lanes and those of its parent. */
  async #checked(yaml: string, stale: () => boolean, signal: AbortSignal): Promise<void> {
    this.checking = true;
    try {
      const [checked, parent] = await Promise.all([
        api.validate(yaml, signal),
        this.scenario(headWord(yaml, "extends") || "history").catch(() => null),
      ]);
      if (stale()) return;
      this.problems = checked.problems;
      if (parent) this.parentLanes = readLanes(parent.lanes, this.instruments);
      if (checked.valid && checked.lanes) this.lanes = readLanes(checked.lanes, this.instruments);
    } catch (cause) {
      if (!stale() && !signal.aborted && cause instanceof Refused) this.#broke(cause);
    } finally {
      if (!stale()) this.checking = false;
    }
  }

  /** Results computed beforehand. */
  async #read(stale: () => boolean): Promise<void> {
    const found = await api.run(this.runName);
    if (stale()) return;
    this.#finished(found);
    await this.#libraryLanes(this.b, stale);
  }

  async #libraryLanes(id: string, stale: () => boolean): Promise<void> {
    const found = await this.scenario(id).catch(() => null);
    if (!found || stale()) return;
    this.lanes = readLanes(found.lanes, this.instruments);
    // one's own changes will extend this scenario: it is the parent then
    this.parentLanes = this.lanes;
  }

  #finished(run: Run): void {
    this.trouble = null;
    this.run = {
      run: run.run,
      status: run.status === "failed" ? "failed" : "done",
      position: 0,
      done: run.done,
      of: run.of,
      failed: run.failed ?? [],
      curves: run.curves,
      sentence: run.sentence ?? null,
      more: { en: run.sentences?.en.slice(1) ?? [], ru: run.sentences?.ru.slice(1) ?? [] },
      warnings: run.warnings ?? { en: [], ru: [] },
      centre: false,
      seeds: run.seeds ?? null,
      seed: run.seed ?? null,
      households: run.households ?? null,
      parameters: run.parameters ?? "",
      stamp: run.stamp,
      events: run.events ?? null,
      deaths: run.deaths ?? [],
      rests: run.rests ?? null,
    };
    void this.fillPlaces();
  }

  #broke(refused: Refused): void {
    if (refused.problems.length) {
      this.problems = refused.problems;
      return;
    }
    this.trouble = refused;
    this.run = { ...this.run, status: this.run.run && refused.status !== 0 ? "failed" : "broken" };
  }

  /** Curves that the answer did not hold: of a region that is looked at, of indicators chosen since. */
  async fillPlaces(chosen: readonly string[] = this.curves): Promise<void> {
    if (!this.canRun || this.run.status !== "done") return;
    const { run, curves } = this.run;
    const regional = this.place !== COUNTRY;
    const wanted = chosen.filter((id) => {
      const item = this.indicators.get(id);
      return item && (!regional || item.regional) && !curves[id]?.[this.place];
    });
    if (!wanted.length) return;
    const names = wanted.map(encodeURIComponent).join(",");
    try {
      const found = await api.run(run, `?indicators=${names}${regional ? "&places=all" : ""}`);
      if (this.run.run === run) this.run = { ...this.run, curves: merged(this.run.curves, found.curves) };
    } catch (cause) {
      if (cause instanceof Refused) this.trouble = cause;
    }
  }

  // the link

  get shared(): Shared {
    return {
      v: 1,
      stamp: this.version?.stamp ?? "",
      a: this.a,
      b: this.b,
      yaml: this.yaml ?? undefined,
      month: this.month,
      place: this.place,
      curves: [...this.curves],
      difference: this.difference,
      draws: this.draws,
      weights: Object.keys(this.weights).length ? { ...this.weights } : undefined,
      map: { indicator: this.mapIndicator, which: this.mapWhich },
    };
  }

  async link(): Promise<string> {
    const base = location.href.replace(/#.*$/, "");
    return `${base}#/${this.view}?lang=${speech.lang}&s=${await encode(this.shared)}`;
  }

  /** Keep the address in step with what is shown, so that a reload or a bookmark finds it again. */
  keepLink(): void {
    clearTimeout(this.#linkTimer);
    this.#linkTimer = window.setTimeout(() => {
      void this.link().then((link) => history.replaceState(null, "", link));
    }, 400);
  }

  async openLink(hash: string): Promise<void> {
    const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
    if ((VIEWS as readonly string[]).includes(path)) this.view = path as View;
    const asked = new URLSearchParams(query);
    const lang = asked.get("lang");
    if (lang === "en" || lang === "ru") speech.choose(lang);
    const packed = asked.get("s");
    if (!packed) return;
    const found = await decode(packed);
    if (!found) {
      this.note = speech.words.badLink;
      return;
    }
    this.#take(found);
  }

  #take(found: Shared): void {
    const known = new Set(this.scenarios.map((item) => item.id));
    const shown = this.canRun || this.#computedBefore(found.a, found.b);
    if (shown && known.has(found.a) && known.has(found.b)) [this.a, this.b] = [found.a, found.b];
    this.undo = found.yaml !== undefined && this.canRun ? begun(found.yaml) : null;
    this.month = found.month;
    this.place = found.place || COUNTRY;
    const curves = found.curves.filter((id) => this.indicators.has(id));
    if (curves.length) this.curves = curves;
    this.difference = found.difference && !this.alone;
    this.draws = Math.min(found.draws, this.version?.limits?.draws ?? 64);
    this.weights = found.weights ?? {};
    if (found.map && this.indicators.has(found.map.indicator)) this.mapIndicator = found.map.indicator;
    if (found.map) this.mapWhich = found.map.which === "difference" ? "difference" : "both";
    const ours = this.version?.stamp ?? "";
    if (found.stamp && ours && found.stamp !== ours) this.note = speech.words.otherVersion(found.stamp, ours);
  }
}

function merged(old: Curves, added: Curves): Curves {
  const found = { ...old };
  for (const [indicator, places] of Object.entries(added)) found[indicator] = { ...found[indicator], ...places };
  return found;
}

export const page = new Page();
