/** The state of the page as text for a link, and back: JSON, deflated, in letters that a link may hold. */

export interface Shared {
  v: 1;
  /** version of perelom that the sender saw */
  stamp: string;
  a: string;
  /** name of a library scenario, or the whole text of one's own */
  b: string;
  yaml?: string;
  month: number;
  place: string;
  curves: string[];
  difference: boolean;
  draws: number;
  weights?: Record<string, number>;
  map?: { indicator: string; which: string };
}

const DEFLATED = "1";
const PLAIN = "0";

function toLetters(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromLetters(text: string): Uint8Array {
  const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
}

async function through(bytes: Uint8Array, transform: GenericTransformStream): Promise<Uint8Array> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(transform as ReadableWritablePair<Uint8Array, Uint8Array>);
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Text that was packed by gzip and written in letters (base64), as a report holds its answers. */
export async function unpacked(text: string): Promise<string> {
  return new TextDecoder().decode(await through(fromLetters(text), new DecompressionStream("gzip")));
}

export async function encode(state: Shared): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(state));
  if (typeof CompressionStream === "undefined") return PLAIN + toLetters(bytes);
  return DEFLATED + toLetters(await through(bytes, new CompressionStream("deflate-raw")));
}

/** null where the text is no state of this page. */
export async function decode(text: string): Promise<Shared | null> {
  try {
    const bytes = fromLetters(text.slice(1));
    const plain = text[0] === DEFLATED ? await through(bytes, new DecompressionStream("deflate-raw")) : bytes;
    const found = JSON.parse(new TextDecoder().decode(plain)) as Partial<Shared>;
    if (found.v !== 1 || typeof found.a !== "string" || typeof found.b !== "string") return null;
    return {
      v: 1,
      stamp: String(found.stamp ?? ""),
      a: found.a,
      b: found.b,
      yaml: typeof found.yaml === "string" ? found.yaml : undefined,
      month: Math.max(0, Math.min(239, Math.round(Number(found.month) || 0))),
      place: String(found.place ?? ""),
      curves: Array.isArray(found.curves) ? found.curves.map(String) : [],
      difference: Boolean(found.difference),
      draws: Math.max(1, Math.round(Number(found.draws) || 8)),
      weights: found.weights && typeof found.weights === "object" ? found.weights : undefined,
      map: found.map && typeof found.map === "object" ? found.map : undefined,
    };
  } catch {
    return null;
  }
}
