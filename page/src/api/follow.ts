/** A run followed to its end: asked, streamed draw by draw, asked again where the stream breaks. */

import { api, Refused } from "./client";
import type { Ask, Curves, Failed, Run } from "./types";

export interface Listener {
  begun(run: string, position: number): void;
  draw(done: number, of: number, curves: Curves | undefined, basis: string): void;
  failed(failed: Failed): void;
  finished(run: Run): void;
  broken(refused: Refused): void;
}

const TRIES = 3;
const WAIT_MS = 700;

/** Ask for a run and follow it. The answer stops following; what comes later is dropped. */
export function follow(asked: Ask, indicators: readonly string[], listener: Listener): () => void {
  const chosen = indicators.length ? `?indicators=${indicators.map(encodeURIComponent).join(",")}` : "";
  const control = new AbortController();
  let source: EventSource | null = null;
  const stop = () => {
    control.abort();
    source?.close();
  };
  void (async () => {
    try {
      const { run, position } = await api.ask(asked, control.signal);
      if (control.signal.aborted) return;
      listener.begun(run, position ?? 0);
      await streamed(run);
      if (control.signal.aborted) return;
      const found = await ended(run, chosen, control.signal);
      if (!control.signal.aborted) listener.finished(found);
    } catch (cause) {
      if (control.signal.aborted) return;
      listener.broken(cause instanceof Refused ? cause : new Refused(0, String(cause)));
    }
  })();
  return stop;

  function streamed(run: string): Promise<void> {
    return new Promise((resolve) => {
      source = new EventSource(`api/runs/${encodeURIComponent(run)}/stream${chosen}`);
      const close = () => {
        source?.close();
        resolve();
      };
      control.signal.addEventListener("abort", close, { once: true });
      source.addEventListener("draw", (event) => {
        const found = JSON.parse(event.data) as { done: number; of: number; curves?: Curves; basis?: string };
        listener.draw(found.done, found.of, found.curves, found.basis ?? "draws");
      });
      source.addEventListener("failed", (event) => {
        // a failure of the connection has no data; a failed draw has
        if (event instanceof MessageEvent && event.data) listener.failed(JSON.parse(event.data) as Failed);
      });
      source.addEventListener("done", close);
      source.addEventListener("error", close);
    });
  }
}

/** The run when it has ended: asked again while it goes on, and a few times where nothing answers. */
async function ended(run: string, query: string, signal: AbortSignal): Promise<Run> {
  let silent = 0;
  for (;;) {
    try {
      const found = await api.run(run, query, signal);
      silent = 0;
      if (found.status === "done" || found.status === "failed") return found;
    } catch (cause) {
      if (!(cause instanceof Refused) || cause.status !== 0 || ++silent >= TRIES) throw cause;
    }
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    if (signal.aborted) throw new DOMException("stopped", "AbortError");
  }
}
