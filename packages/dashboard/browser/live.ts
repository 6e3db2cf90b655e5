// Asks again and again whether the page has changed; the server answers "no" in a few bytes. Nothing is asked while
// nobody looks, and nothing is swapped in front of who reads.
import { swap } from "./swap.ts";

/** For so long one week of a chart, or a marked text, may be read. */
const maxReadMs = 60_000;

export function keepUpToDate(): void {
  const pollMs = Number(document.querySelector<HTMLElement>("main[data-poll-ms]")?.dataset["pollMs"]);
  if (!(pollMs > 0)) return;
  let isAsking = false;
  let spared = 0;
  const ask = async (): Promise<void> => {
    if (isAsking || document.hidden) return;
    // A pointer may also have been left where it is.
    spared = isRead() ? spared + 1 : 0;
    if (spared > 0 && spared * pollMs < maxReadMs) return;
    spared = 0;
    isAsking = true;
    await update();
    isAsking = false;
  };
  setInterval(() => void ask(), pollMs);
  document.addEventListener("visibilitychange", () => void ask());
}

function isRead(): boolean {
  return document.querySelector(".cursor.on") !== null || getSelection()?.isCollapsed === false;
}

async function update(): Promise<void> {
  const url = location.href;
  try {
    const answer = await fetch(url, { cache: "no-cache" });
    if (!answer.ok) return sayHealth(false);
    sayHealth(true);
    const shown = document.querySelector<HTMLElement>("main")?.dataset["version"];
    // Meanwhile another view may have been asked for.
    if (answer.headers.get("ETag") === `"${shown}"` || location.href !== url) return;
    // No longer signed in: the page to do so is another one.
    if (!swap(await answer.text())) location.reload();
  } catch {
    sayHealth(false);
  }
}

function sayHealth(answers: boolean): void {
  const health = document.querySelector("#health");
  if (health === null) return;
  const words = answers ? "collecting" : "the collector doesn't answer";
  const said = health.querySelector("span:last-child");
  if (said !== null && said.textContent !== words) said.textContent = words;
  health.querySelector(".light")?.classList.toggle("on", answers);
}
