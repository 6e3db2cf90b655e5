// The page as people get it: a collector process with a seeded store, and a real browser.
import assert from "node:assert/strict";
import { exec } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { plausibleYear } from "../../scripts/seed/plausible-year.ts";
import { openBrowser, openPage, withoutBrowser, type WatchedPage } from "./open-browser.ts";
import { servePage, type ServedPage } from "./serve-page.ts";

const run = promisify(exec);
const phone = { width: 360, height: 740 };

describe("the page in Chromium", { skip: withoutBrowser }, () => {
  let browser: Browser;
  let served: ServedPage;
  let cookies: Awaited<ReturnType<ReturnType<Page["context"]>["cookies"]>>;

  before(async () => {
    const { rows } = plausibleYear({ seed: 1, asOfMs: Date.now(), developers: 60 });
    [browser, served] = await Promise.all([openBrowser(), servePage(rows)]);
    await using watched = await openPage(browser, served.origin);
    await watched.page.goto(served.link);
    assert.equal(watched.page.url(), `${served.origin}/`, "the link leads to the page");
    cookies = await watched.page.context().cookies();
    assert.deepEqual(watched.faults, []);
  });

  after(async () => {
    await browser?.close();
    await served?.[Symbol.asyncDispose]();
  });

  /** A page of who has signed in. */
  async function open(path: string, options: Parameters<typeof openPage>[2] = {}): Promise<WatchedPage> {
    const watched = await openPage(browser, served.origin, options);
    await watched.page.context().addCookies(cookies);
    await watched.page.goto(served.origin + path);
    return watched;
  }

  for (const [name, path, options] of [
    ["in the light", "/", { colorScheme: "light" }],
    ["in the dark, with a goal and exit codes", "/?goal=6.5&by=exit_code&weeks=26", { colorScheme: "dark" }],
    ["on a phone", "/", { viewport: phone, colorScheme: "light" }],
    ["without any event, in the light", "/?task=nothing", { colorScheme: "light" }],
    ["without any event, on a phone in the dark", "/?task=nothing", { viewport: phone, colorScheme: "dark" }],
  ] as const) {
    test(`is without fault ${name}: axe finds nothing, nothing is forbidden, nobody else is asked`, async () => {
      await using watched = await open(path, options);
      const { page, faults } = watched;
      for (const summary of await page.locator("summary").all()) await summary.click();
      assert.deepEqual(await findings(page), []);
      assert.deepEqual(await widths(page), { scrolls: false });
      assert.deepEqual(faults, []);
    });
  }

  test("to sign in is without fault, and a key gets in", async () => {
    await using watched = await openPage(browser, served.origin, { viewport: phone });
    const { page, faults } = watched;
    await page.goto(`${served.origin}/`);
    assert.deepEqual(await findings(page), []);
    const { stdout } = await run("astrolabe keys --json", { env: served.env });
    await page
      .getByLabel("service_role key")
      .fill((JSON.parse(stdout) as { service_role: string }).service_role);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.locator(".number").waitFor();
    assert.deepEqual(faults, []);
  });

  test("would be caught if it broke its policy", async () => {
    await using watched = await open("/");
    const { page, faults } = watched;
    await page.evaluate(`document.body.setAttribute("style", "color: red")`);
    await page.evaluate(`fetch("http://127.0.0.1:1/").catch(() => {})`);
    const isCaught = (what: RegExp): boolean => faults.some((fault) => what.test(fault));
    // What a page says comes a moment after it was made to.
    for (let waits = 0; waits < 100 && !(isCaught(/style-src/) && isCaught(/connect-src/)); waits++) {
      // oxlint-disable-next-line no-await-in-loop -- one look after the other
      await page.waitForTimeout(50);
    }
    assert.ok(isCaught(/style-src/) && isCaught(/connect-src/), String(faults));
  });

  test("reads a chart out to the keyboard, week by week", async () => {
    await using watched = await open("/");
    const { page, faults } = watched;
    const readout = page.locator("#plot-number .readout");
    const newest = await readout.textContent();
    await tabTo(page, "#plot-number input");
    await page.keyboard.press("ArrowLeft");
    const previous = await readout.textContent();
    assert.notEqual(previous, newest);
    assert.match(previous ?? "", /^\d{4}-W\d\d: \d+\.\d\d/);
    assert.equal(await page.locator("#plot-number input").getAttribute("aria-valuetext"), previous);
    await page.keyboard.press("Home");
    const first = await readout.textContent();
    assert.ok((first ?? "") < (previous ?? ""));
    assert.equal(await page.locator("#plot-number .cursor.on").count(), 1);
    await page.keyboard.press("Tab");
    assert.equal(await readout.textContent(), newest);
    await page.keyboard.press("Enter");
    assert.ok(await page.locator("#weeks-table table").first().isVisible(), "Enter opens the table");
    assert.deepEqual(faults, []);
  });

  test("reads a chart out to the pointer", async () => {
    await using watched = await open("/");
    const { page } = watched;
    const box = await page.locator("#plot-number .canvas").boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + box.width / 2, box.y + 50);
    const weeks = await page.locator("#plot-number circle[data-week]").count();
    const middle = await page
      .locator("#plot-number circle[data-week]")
      .nth(Math.round((weeks - 1) / 2))
      .locator("title")
      .textContent();
    assert.equal(await page.locator("#plot-number .readout").textContent(), middle);
  });

  test("takes the colours that are chosen, and keeps them", async () => {
    await using watched = await open("/", { colorScheme: "light" });
    const { page, faults } = watched;
    const ground = (): Promise<string> =>
      page.evaluate(`getComputedStyle(document.documentElement).backgroundColor`);
    const light = await ground();
    await page.getByRole("button", { name: "dark" }).click();
    const dark = await ground();
    assert.notEqual(dark, light);
    await page.reload();
    assert.equal(await ground(), dark);
    assert.equal(await page.getByRole("button", { name: "dark" }).getAttribute("aria-pressed"), "true");
    await page.getByRole("button", { name: "auto" }).click();
    assert.equal(await ground(), light);
    assert.deepEqual(faults, []);
  });

  test("changes range and task without being loaded anew, and the address follows", async () => {
    await using watched = await open("/");
    const { page, faults } = watched;
    await page.evaluate(`window.same = true`);
    await page.getByRole("link", { name: "26 weeks" }).click();
    await page.waitForURL(/weeks=26/);
    assert.equal(await page.locator("#plot-number circle[data-week]").count(), 27);
    await page.getByLabel("task").fill("other");
    await page.getByRole("button", { name: "show" }).click();
    await page.waitForURL(/task=other/);
    await page.getByText("No events yet").waitFor();
    await page.goBack();
    await page.locator(".number").waitFor();
    assert.equal(await page.evaluate(`window.same`), true);
    assert.deepEqual(faults, []);
  });

  test("reads and works without a script", async () => {
    await using watched = await open("/", { javaScriptEnabled: false });
    const { page, faults } = watched;
    assert.match((await page.locator(".number").textContent()) ?? "", /^\d+\.\d\d$/);
    const box = await page.locator("#plot-number svg.chart").boundingBox();
    assert.ok(box !== null && box.width > 400 && box.height > 200);
    assert.equal(await page.locator(".themes").isVisible(), false);
    await page.getByRole("link", { name: "26 weeks" }).click();
    await page.getByLabel("task").fill("other");
    await page.getByRole("button", { name: "show" }).click();
    await page.getByText("No events yet").waitFor();
    assert.match(page.url(), /weeks=26/);
    assert.deepEqual(faults, []);
  });

  test("prints", async () => {
    await using watched = await open("/", { colorScheme: "dark" });
    const { page } = watched;
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    assert.equal(await page.getByRole("button", { name: "show" }).isVisible(), false);
    assert.equal(await page.evaluate(`getComputedStyle(document.documentElement).colorScheme`), "light");
    const pdf = await page.pdf({ format: "A4" });
    assert.match(pdf.subarray(0, 5).toString(), /%PDF-/);
    const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    assert.ok(pages >= 1 && pages <= 3, `${pages} pages`);
  });

  test("names the command that computes its very number again", async () => {
    await using watched = await open("/");
    const { page } = watched;
    const command = (await page.locator("#recompute code").textContent()) ?? "";
    const number = await page.locator(".number").textContent();
    const { stdout: keys } = await run("astrolabe keys --json", { env: served.env });
    const env = {
      ...served.env,
      EVENTS_URL: `${served.origin}/rest/v1/events`,
      EVENTS_TOKEN: (JSON.parse(keys) as { service_role: string }).service_role,
    };
    const { stdout } = await run(`${command} --json`, { env, maxBuffer: 64 * 1024 * 1024 });
    const report = JSON.parse(stdout) as { weeks: { per_developer: { value: number } }[] };
    assert.equal(report.weeks.at(-1)?.per_developer.value.toFixed(2), number);
  });
});

describe("an empty page in Chromium", { skip: withoutBrowser }, () => {
  test("turns its light on when the three commands on it have sent an event; says when the collector is gone, which does not wait for it", async () => {
    await using served = await servePage([]);
    const browser = await openBrowser();
    try {
      await using watched = await openPage(browser, served.origin);
      const { page, faults } = watched;
      await page.goto(served.link);
      assert.equal(await page.locator("#arrival.on").count(), 0);
      await page.evaluate(`window.same = true`);
      const commands = await page.locator(".commands code").allTextContents();
      assert.equal(commands.length, 3);
      await run(commands.join("\n"), { env: served.env, shell: "/bin/bash" });
      await page.locator("#arrival.on").waitFor({ timeout: 20_000 });
      assert.match((await page.locator("#arrival").textContent()) ?? "", /The newest run of ai-do came/);
      assert.equal(await page.evaluate(`window.same`), true, "it was not loaded anew");
      assert.deepEqual(await findings(page), []);
      assert.deepEqual(faults, []);
      served.process.kill("SIGTERM");
      await served.exited;
      assert.equal(served.process.exitCode, 0);
      await page.getByText("the collector doesn't answer").waitFor({ timeout: 10_000 });
    } finally {
      await browser.close();
    }
  });
});

/** What axe finds wrong, in a line each. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate(`axe.run()`)) as axe.AxeResults;
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

async function widths(page: Page): Promise<{ scrolls: boolean }> {
  return { scrolls: await page.evaluate(`document.documentElement.scrollWidth > innerWidth`) };
}

/** Walks with the Tab key, as far as it takes. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    // oxlint-disable-next-line no-await-in-loop -- one key after the other
    await page.keyboard.press("Tab");
    // oxlint-disable-next-line no-await-in-loop -- as above
    if (await page.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)})`)) return;
  }
  assert.fail(`${selector} can't be reached with the Tab key`);
}
