/** Asking for answers: from a server, from files of a static site, or from answers inlined in a report. */

import { unpacked } from "../scenario/share";
import type {
  Ask,
  Evidence,
  EventMark,
  Lang,
  MapAnswer,
  Mode,
  Problem,
  Refusal,
  Run,
  ScenarioFull,
  ScenarioHead,
  Told,
  Validation,
  Version,
  Vocabulary,
} from "./types";

/** An answer that was refused, or none at all. status : 0 where nothing answered. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly hint = "",
    readonly problems: Problem[] = [],
    readonly russian: Told | null = null,
  ) {
    super(message);
  }

  /** What was wrong, in a language; empty where nothing answered. */
  told(lang: Lang): Told {
    return (lang === "ru" && this.russian) || { text: this.message, hint: this.hint };
  }
}

/** Answers that a report holds in itself; null elsewhere. */
let inlined: Record<string, unknown> | null = null;

let mode: Mode = { mode: "server" };

/** Find out once where answers come from. */
export async function findMode(): Promise<Mode> {
  const packed = document.getElementById("perelom-answers")?.textContent;
  if (packed) {
    inlined = JSON.parse(await unpacked(packed)) as Record<string, unknown>;
    mode = { ...(inlined["mode"] as Mode | undefined), mode: "file" };
    return mode;
  }
  const served = await plain("api/mode");
  if (served) return (mode = served);
  const kept = await plain("api/mode.json");
  if (kept) return (mode = { ...kept, mode: "static" });
  throw new Refused(0, "");
}

async function plain(url: string): Promise<Mode | null> {
  try {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    return answer.ok ? ((await answer.json()) as Mode) : null;
  } catch {
    return null;
  }
}

/** An answer by its path, as `vocabulary` or `scenarios/history`; query is for a server only. */
async function get<T>(path: string, query = "", signal?: AbortSignal): Promise<T> {
  if (mode.mode === "file") {
    if (inlined && path in inlined) return inlined[path] as T;
    throw new Refused(404, "");
  }
  const url = mode.mode === "static" ? `api/${path}.json` : `api/${path}${query}`;
  return read<T>(url, { signal });
}

async function post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  return read<T>(`api/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });
}

async function read<T>(url: string, options: RequestInit): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(url, options);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new Refused(0, "");
  }
  const text = await answer.text();
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    throw new Refused(answer.status, answer.ok ? "" : text.slice(0, 200));
  }
  if (!answer.ok) throw refusedBy(answer.status, found);
  return found as T;
}

function refusedBy(status: number, found: unknown): Refused {
  const body = found as { error?: Refusal; problems?: Problem[]; text?: string };
  const told = body.error?.text ?? body.text ?? "";
  return new Refused(status, told, body.error?.hint ?? "", body.problems ?? [], body.error?.russian ?? null);
}

/** A run as an answer holds it; of one scenario alone the second side is the first. */
function bothSides(found: Run): Run {
  for (const places of Object.values(found.curves))
    for (const triple of Object.values(places)) {
      triple.b ??= triple.a;
      triple.difference ??= triple.a;
    }
  return found;
}

/** An answer that a report holds, without waiting for it; undefined elsewhere. */
export const atHand = <T>(path: string): T | undefined => inlined?.[path] as T | undefined;

export const api = {
  version: () => get<Version>("version"),
  vocabulary: () => get<Vocabulary>("vocabulary"),
  scenarios: () => get<ScenarioHead[]>("scenarios"),
  scenario: (id: string) => get<ScenarioFull>(`scenarios/${encodeURIComponent(id)}`),
  events: () => get<EventMark[]>("events"),
  evidence: (indicator: string, region = "") => {
    if (region && mode.mode !== "server") return Promise.resolve<Evidence[]>([]);
    return get<Evidence[]>(
      `evidence/${encodeURIComponent(indicator)}`,
      region ? `?region=${encodeURIComponent(region)}` : "",
    );
  },
  validate: (yaml: string, signal?: AbortSignal) => post<Validation>("validate", { yaml }, signal),
  ask: (asked: Ask, signal?: AbortSignal) =>
    post<{ run: string; position: number }>("runs", asked, signal),
  run: (run: string, query = "", signal?: AbortSignal) =>
    get<Run>(`runs/${encodeURIComponent(run)}`, query, signal).then(bothSides),
  map: (run: string, indicator: string, which: "a" | "b" | "difference") =>
    mode.mode === "server"
      ? get<MapAnswer>(`runs/${run}/map`, `?indicator=${encodeURIComponent(indicator)}&which=${which}`)
      : get<Record<string, MapAnswer>>(`runs/${run}/map-${indicator}`).then(
          (found) => found[which] ?? found["a"]!,
        ),
  claims: () => get<unknown>("claims"),
  verdict: () => get<unknown>("verdict"),
  parameters: () => get<unknown>("parameters"),
  mechanisms: () => get<unknown>("mechanisms"),
  /** Address of a file that a server makes of a run. */
  exported: (run: string, file: string) => `api/runs/${encodeURIComponent(run)}/${file}`,
  sources: (indicator: string) => get<unknown>(`sources/${encodeURIComponent(indicator)}`),
};
