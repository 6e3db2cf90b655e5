// A real Chromium, the system's; the tests that need one are skipped where there is none.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

function findChromium(): string | undefined {
  const given = process.env["ASTROLABE_CHROMIUM"];
  if (given) return given;
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => existsSync(path));
}

const executablePath = findChromium();
const isRequired = process.env["ASTROLABE_TEST_REQUIRE"]?.includes("chromium") ?? false;

/** Why tests in a browser are skipped; false where they run. */
export const withoutBrowser: string | false =
  executablePath === undefined && !isRequired ? "no Chromium in PATH; ASTROLABE_CHROMIUM names one" : false;

export async function openBrowser(): Promise<Browser> {
  if (executablePath === undefined)
    throw new Error("ASTROLABE_TEST_REQUIRE names chromium, and there is none in PATH");
  // Its sandbox does not work for root.
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
}

/** A page that remembers all that must not happen on it. */
export interface WatchedPage extends AsyncDisposable {
  readonly page: Page;
  /** Messages of the console, errors, requests to other servers, and what the policy forbade. */
  readonly faults: string[];
}

export async function openPage(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("console", (message) => faults.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(`${origin}/`)) faults.push(`request to ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) faults.push(`${response.status()} of ${response.url()}`);
  });
  return { page, faults, [Symbol.asyncDispose]: () => context.close() };
}
