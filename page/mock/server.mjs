// A small server for the page alone: answers kept in mock/answers, the built page, and the headers of the real one.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

const here = new URL(".", import.meta.url).pathname;
const answers = join(here, "answers");
const built = join(here, "../../src/perelom/page/static");
const KINDS = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json", ".woff2": "font/woff2" };
const port = Number(process.env.PORT ?? 8722);

const send = (res, status, body, kind = "application/json") =>
  res.writeHead(status, { "Content-Type": `${kind}; charset=utf-8`, "Content-Security-Policy": "default-src 'self'" }).end(body);
const kept = async (path) => JSON.parse(await readFile(join(answers, `${path}.json`), "utf8"));

createServer(async (req, res) => {
  const url = new URL(req.url, "http://localhost");
  const path = decodeURIComponent(url.pathname);
  try {
    if (path === "/api/validate") {
      let body = "";
      for await (const part of req) body += part;
      const { yaml } = JSON.parse(body);
      const bad = yaml.split("\n").findIndex((line) => line.includes("nonsense"));
      if (bad >= 0)
        return send(res, 200, JSON.stringify({ valid: false, problems: [{ line: bad + 1, column: 3, text: "unknown instrument 'nonsense'", hint: "did you mean 'exports.grain'?" }] }));
      const parent = /extends: (\S+)/.exec(yaml)?.[1] ?? "history";
      const { lanes } = await kept(`scenarios/${parent}`);
      return send(res, 200, JSON.stringify({ valid: true, problems: [], lanes }));
    }
    if (path === "/api/runs" && req.method === "POST") return send(res, 202, JSON.stringify({ run: "mock", position: 0 }));
    if (path === "/api/runs/mock/stream") {
      res.writeHead(200, { "Content-Type": "text/event-stream" });
      const { curves } = await kept("runs/mock");
      const country = Object.fromEntries(Object.entries(curves).map(([k, v]) => [k, { USSR: v.USSR }]));
      res.write(`event: draw\ndata: ${JSON.stringify({ done: 1, of: 8, curves: country })}\n\n`);
      setTimeout(() => res.end("event: done\ndata: {}\n\n"), 300);
      return;
    }
    const map = /^\/api\/runs\/mock\/map$/.exec(path);
    if (map) {
      const found = await kept(`runs/mock-map/${url.searchParams.get("indicator")}`);
      return send(res, 200, JSON.stringify(found[url.searchParams.get("which")]));
    }
    if (path.startsWith("/api/")) return send(res, 200, JSON.stringify(await kept(normalize(path.slice(5)))));
    const file = path === "/" ? "/index.html" : normalize(path);
    send(res, 200, await readFile(join(built, file)), KINDS[extname(file)] ?? "application/octet-stream");
  } catch {
    send(res, 404, JSON.stringify({ error: { text: `no answer kept for ${path}` } }));
  }
}).listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}/`));
