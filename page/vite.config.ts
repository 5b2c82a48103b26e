/// <reference types="vitest/config" />
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

// One script, one style sheet, names without hashes: a report inlines both, and a rebuild changes few files.
export default defineConfig({
  base: "./",
  plugins: [svelte()],
  build: {
    outDir: "../src/perelom/page/static",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: false,
    rolldownOptions: {
      output: {
        codeSplitting: false,
        entryFileNames: "assets/app.js",
        assetFileNames: (asset) => (asset.names[0]?.endsWith(".css") ? "assets/app.css" : "assets/[name][extname]"),
      },
    },
  },
  server: { fs: { allow: [".."] }, proxy: { "/api": "http://127.0.0.1:8722" } },
  test: { include: ["test/**/*.test.ts"] },
});
