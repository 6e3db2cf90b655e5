// Puts another state of the page into this one, without loading it anew: what was open stays open, and the focus where
// it was.
import { readOutCharts } from "./readout.ts";

/** Links and forms that lead to another view of the same page. */
export function swapOnClick(): void {
  document.addEventListener("click", (event) => {
    const link =
      event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-swap]") : null;
    if (link === null || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    void go(link.href);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset["swap"] === undefined) return;
    event.preventDefault();
    const fields = [...new FormData(form)].flatMap(([name, value]) =>
      typeof value === "string" ? [[name, value]] : [],
    );
    void go(`${form.action}?${new URLSearchParams(fields).toString()}`);
  });
  addEventListener("popstate", () => void load(location.href));
}

async function go(url: string): Promise<void> {
  if (await load(url)) history.pushState(null, "", url);
  else location.href = url;
}

/** Whether it could be shown here. */
async function load(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { cache: "no-cache" });
    return answer.ok && swap(await answer.text());
  } catch {
    return false;
  }
}

/** Shows a page in this one; false when it is another kind of page, such as the one to sign in. */
export function swap(html: string): boolean {
  const page = new DOMParser().parseFromString(html, "text/html");
  const [main, controls] = [page.querySelector("main[data-version]"), page.querySelector(".controls")];
  if (main === null || controls === null) return false;
  const open = [...document.querySelectorAll<HTMLDetailsElement>("details[open]")].map(({ id }) => id);
  for (const details of main.querySelectorAll("details")) details.open = open.includes(details.id);
  const focused = placeOf(document.activeElement);
  document.title = page.title;
  document.querySelector("main")?.replaceWith(main);
  if (!document.querySelector(".controls")?.contains(document.activeElement) || focused?.[0] !== "input") {
    document.querySelector(".controls")?.replaceWith(controls);
  }
  readOutCharts();
  if (focused !== undefined && document.activeElement === document.body) {
    const [selector, index] = focused;
    document.querySelectorAll<HTMLElement>(selector)[index]?.focus({ preventScroll: true });
  }
  return true;
}

/** Which of the elements that can have the focus has it. */
function placeOf(element: Element | null): readonly [selector: string, index: number] | undefined {
  if (element === null || element === document.body) return undefined;
  const selector = element.localName;
  return [selector, [...document.querySelectorAll(selector)].indexOf(element)];
}
