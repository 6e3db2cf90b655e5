import { askOnTerminal } from "./on-demand.ts";
import { consentNow, settle, type TelemetryOptions } from "./telemetry.ts";
import type { Consent } from "./consent.ts";

/**
 * Asks the person at the terminal whether `tool` may record and send events, and stores the answer as `astrolabe telemetry
 * on|off` would. It asks once on this machine, whichever tools call it; only if nothing else has decided and there is a URL;
 * only when standard input, output and error are all a terminal; never in continuous integration. Whoever just presses
 * Enter has said no. Resolves to what holds now; never rejects.
 */
export async function askConsent(tool: string, options: TelemetryOptions = {}): Promise<Consent> {
  try {
    const { consent, stateDir, url, env } = settle(options);
    if (consent.decidedBy === "default" && url !== undefined) {
      await askOnTerminal({ tool, url, stateDir, env });
    }
  } catch {
    // What can't be asked, or not be remembered, is not consented to.
  }
  return consentNow(options);
}
