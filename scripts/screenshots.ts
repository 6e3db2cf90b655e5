// Draws the pictures of the page that the documentation shows, from seeded data as of a fixed moment, so that they change
// only when the page does: npm run screenshots. Needs Chromium.
import { renderPage, staticFiles, parsePageView } from "@astrolabe/dashboard";
import { buildReport, summarise, type Mark, type Report } from "@astrolabe/metric";
import { mkdirSync, writeFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { openBrowser } from "../test/page/open-browser.ts";
import { plausibleYear } from "./seed/plausible-year.ts";

const asOfMs = Date.UTC(2026, 10, 25, 10);
const origin = "http://collector.example";
const folder = new URL("../docs/images/", import.meta.url);

const marks: readonly Mark[] = [
  { at: "2026-03-10T10:00:00.000Z", kind: "release", text: "v1.2 released" },
  { at: "2026-05-20T10:00:00.000Z", kind: "outage", text: "registry down" },
  { at: "2026-06-16T10:00:00.000Z", kind: "release", text: "v1.3 released" },
];

const { rows, truth } = plausibleYear({ seed: 1, asOfMs, weeks: 104, developers: 400 });
const counted = await summarise(rows);
const ledger = {
  received: rows.length,
  stored: rows.length,
  duplicate: 0,
  rejected: {},
  droppedAtClient: truth.dropped,
};
const year = buildReport({ ...counted, ledger }, { asOfMs, weeks: 104 });
const nothing = buildReport(
  { ...(await summarise([])), ledger: { ...ledger, received: 0, stored: 0, droppedAtClient: 0 } },
  { asOfMs },
);

const browser = await openBrowser();
mkdirSync(folder, { recursive: true });
await shoot("page-light.png", year, "goal=6", {
  colorScheme: "light",
  viewport: { width: 1180, height: 1000 },
});
await shoot("page-dark.png", year, "", { colorScheme: "dark", viewport: { width: 1180, height: 1000 } });
await shoot("page-phone.png", year, "weeks=26", {
  colorScheme: "light",
  viewport: { width: 360, height: 1180 },
});
await shoot("page-empty.png", nothing, "", { colorScheme: "light", viewport: { width: 900, height: 520 } });
await browser.close();

async function shoot(
  name: string,
  report: Report,
  query: string,
  options: Parameters<typeof browser.newContext>[0],
): Promise<void> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await answer(page, report, query);
  await page.goto(`${origin}/?${query}`);
  const picture = await page.screenshot();
  writeFileSync(new URL(name, folder), picture);
  process.stderr.write(`docs/images/${name}: ${Math.round(picture.length / 1024)} KiB\n`);
  await context.close();
}

/** The page without a collector: its clock would be another one each time. */
async function answer(page: Page, report: Report, query: string): Promise<void> {
  const sending = {
    eventsUrl: "http://127.0.0.1:54321/rest/v1/events",
    anonKey: "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9.…",
  };
  const view = parsePageView([...new URLSearchParams(query)]);
  const html = renderPage({ report, view, marks, tasks: [], version: "1", sending });
  await page.route("**/*", (route) => {
    const { pathname } = new URL(route.request().url());
    const file = staticFiles.find(({ path }) => path === pathname);
    return route.fulfill(
      file === undefined
        ? { contentType: "text/html; charset=utf-8", headers: { ETag: '"1"' }, body: html }
        : { contentType: file.type, body: file.body },
    );
  });
}
