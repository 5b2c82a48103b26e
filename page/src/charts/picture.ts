/** A chart as a file: an SVG text, or a PNG drawn on a canvas. Both in the colours of a printed page. */

import type { Chart, Role, Shape } from "./chart";

interface Look {
  fill?: string;
  stroke?: string;
  width?: number;
  dash?: number[];
  opacity?: number;
  font?: number;
  weight?: string;
}

const INK = "#22211d";
const QUIET = "#5d5a52";
const A = "#1f4e79";
const B = "#b5541c";
const D = "#4a4a63";

const LOOK: Record<Role, Look> = {
  grid: { stroke: "#dedad0", width: 1 },
  zero: { stroke: "#8d897f", width: 1 },
  tick: { fill: QUIET, font: 11 },
  event: { stroke: "#b9b4a7", width: 1, dash: [1, 3] },
  number: { fill: QUIET, font: 9 },
  a90: { fill: A, opacity: 0.14 },
  a50: { fill: A, opacity: 0.24 },
  aline: { stroke: A, width: 1.8 },
  b90: { fill: B, opacity: 0.14 },
  b50: { fill: B, opacity: 0.24 },
  bline: { stroke: B, width: 1.8, dash: [6, 3] },
  d90: { fill: D, opacity: 0.16 },
  d50: { fill: D, opacity: 0.26 },
  dline: { stroke: D, width: 1.8 },
  whisker: { stroke: INK, width: 1 },
  span: { stroke: INK, width: 1 },
  point: { fill: "#ffffff", stroke: INK, width: 1.1 },
  recalled: { fill: "#ffffff", stroke: INK, width: 1.1, dash: [1.5, 1.5] },
  title: { fill: INK, font: 14, weight: "bold" },
};
const FAMILY = "Georgia, 'PT Serif', 'DejaVu Serif', serif";

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

function attributes(look: Look): string {
  const found = [`fill="${look.fill ?? "none"}"`];
  if (look.stroke) found.push(`stroke="${look.stroke}" stroke-width="${look.width}"`);
  if (look.dash) found.push(`stroke-dasharray="${look.dash.join(" ")}"`);
  if (look.opacity) found.push(`fill-opacity="${look.opacity}"`);
  if (look.font) found.push(`font-family="${FAMILY}" font-size="${look.font}"`);
  if (look.weight) found.push(`font-weight="${look.weight}"`);
  return found.join(" ");
}

function element(shape: Shape): string {
  const look = attributes(LOOK[shape.role]);
  if (shape.kind === "path") return `<path d="${shape.d}" ${look}/>`;
  if (shape.kind === "circle") {
    return `<circle cx="${shape.x.toFixed(1)}" cy="${shape.y.toFixed(1)}" r="${shape.r}" ${look}/>`;
  }
  const place = `x="${shape.x.toFixed(1)}" y="${shape.y.toFixed(1)}" text-anchor="${shape.anchor}"`;
  return `<text ${place} ${look}>${escaped(shape.text)}</text>`;
}

/** The chart with lines of words above and below, as an SVG file. */
export function svgText(chart: Chart, words: readonly Shape[], described: string): string {
  const shapes = [...chart.shapes, ...words].map(element).join("\n");
  const size = `width="${chart.width}" height="${chart.height}" viewBox="0 0 ${chart.width} ${chart.height}"`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img">\n<title>${escaped(described)}</title>\n` +
    `<rect width="100%" height="100%" fill="#ffffff"/>\n${shapes}\n</svg>\n`
  );
}

/** The same, as a PNG of `density` dots a unit. */
export function pngBlob(chart: Chart, words: readonly Shape[], density = 3): Promise<Blob | null> {
  const canvas = document.createElement("canvas");
  canvas.width = chart.width * density;
  canvas.height = chart.height * density;
  const pen = canvas.getContext("2d");
  if (!pen) return Promise.resolve(null);
  pen.scale(density, density);
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, chart.width, chart.height);
  for (const shape of [...chart.shapes, ...words]) paint(pen, shape);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

function paint(pen: CanvasRenderingContext2D, shape: Shape): void {
  const look = LOOK[shape.role];
  pen.setLineDash(look.dash ?? []);
  pen.lineWidth = look.width ?? 1;
  if (shape.kind === "text") {
    pen.font = `${look.weight ?? "normal"} ${look.font ?? 11}px ${FAMILY}`;
    pen.textAlign = shape.anchor === "middle" ? "center" : shape.anchor;
    pen.fillStyle = look.fill ?? INK;
    pen.fillText(shape.text, shape.x, shape.y);
    return;
  }
  const path = shape.kind === "path" ? new Path2D(shape.d) : new Path2D();
  if (shape.kind === "circle") path.arc(shape.x, shape.y, shape.r, 0, 2 * Math.PI);
  if (look.fill) {
    pen.globalAlpha = look.opacity ?? 1;
    pen.fillStyle = look.fill;
    pen.fill(path);
    pen.globalAlpha = 1;
  }
  if (look.stroke) {
    pen.strokeStyle = look.stroke;
    pen.stroke(path);
  }
}

/** Offer a file to the reader. */
export function save(name: string, content: Blob | string, type = "text/plain"): void {
  const blob = typeof content === "string" ? new Blob([content], { type: `${type};charset=utf-8` }) : content;
  const url = URL.createObjectURL(blob);
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
