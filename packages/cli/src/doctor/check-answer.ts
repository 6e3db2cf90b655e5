import { shownUrl } from "../destination.ts";
import type { Reply } from "./ask.ts";
import { ok, problem, type Verdict } from "./finding.ts";
import { describeAnswer } from "./refusal.ts";

/** Whether the server answers at all, itself, and not with a trouble of its own. */
export function checkAnswer(reply: Reply, url: URL): Verdict {
  if (reply.kind === "silence") {
    return problem(
      `no answer came: ${reply.reason}`,
      "see its log, and whether a proxy in front of it hangs; until then events wait on this machine",
    );
  }
  const { status, headers, tookMs } = reply;
  if (status >= 300 && status < 400) {
    const location = headers.get("location") ?? "";
    const target = URL.canParse(location, url.href) ? shownUrl(new URL(location, url).href) : "elsewhere";
    return problem(
      `the server redirects to ${target} (HTTP ${status}), and a key does not follow a redirect`,
      target === "elsewhere"
        ? "ask for the right address"
        : `if you trust that address, set EVENTS_URL=${target}`,
    );
  }
  if (status >= 500 || status === 408 || status === 429) {
    return problem(
      `the server can't take events now: ${describeAnswer(reply)}`,
      "see the server's log; until then events wait on this machine",
    );
  }
  return ok(`the server answers, in ${tookMs} ms`);
}
