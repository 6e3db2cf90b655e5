import type { DestinationStatus, TelemetryStatus } from "./telemetry-status.ts";

/** The status in plain words, for the person at the terminal. */
export function statusText(status: TelemetryStatus): string {
  const lines = [
    `Telemetry is ${status.mode}${meaningOf(status)}.`,
    `Decided by ${deciders[status.decided_by]}.`,
    status.choice === null
      ? "Nothing was chosen here."
      : `Chosen here: ${status.choice.mode}, at ${status.choice.since}.`,
    status.url === null ? "EVENTS_URL is not set." : `EVENTS_URL is ${status.url}.`,
    status.has_files
      ? `Everything is kept in ${status.state_dir}.`
      : `Nothing is kept here. It would be in ${status.state_dir}.`,
    sentLine(status),
    ...(status.local > 0 ? [`Kept here and never sent: ${status.local}.`] : []),
    ...(status.dropped > 0 ? [`Dropped, because too much waited: ${status.dropped}.`] : []),
    ...(status.destinations.length === 0 ? ["Nothing waits to be sent."] : []),
    ...status.destinations.flatMap(destinationLines),
    ...status.pending_forget.map(
      (url) => `Not yet erased at ${url}: run \`astrolabe telemetry forget\` again to finish.`,
    ),
  ];
  return `${lines.join("\n")}\n`;
}

function meaningOf({ mode, records, sends, url }: TelemetryStatus): string {
  if (mode === "off") return ": nothing is recorded, and nothing is sent";
  if (sends) return ": events are recorded and sent";
  if (records) return ": events are recorded on this machine, and nothing is sent";
  const nothing = "nothing is recorded, and nothing is sent";
  if (mode === "on" && url === null) return `, but EVENTS_URL is not set: ${nothing}`;
  if (mode === "on" && !/^https?:/.test(url ?? "")) return `, but EVENTS_URL is no http(s) URL: ${nothing}`;
  return `, but EVENTS_DEBUG is set: events are printed, ${nothing}`;
}

const deciders: Readonly<Record<TelemetryStatus["decided_by"], string>> = {
  DO_NOT_TRACK: "the variable DO_NOT_TRACK",
  flag: "the flag --analytics or --no-analytics",
  EVENTS_ENABLED: "the variable EVENTS_ENABLED",
  choice: "the choice made here",
  default: "the default, since nobody chose; a command's own --analytics says yes to one run of it",
};

function sentLine({ sent, last_sent_at: at }: TelemetryStatus): string {
  const count = `Sent in the last 30 days: ${sent}`;
  return at === null ? `${count}.` : `${count}, the last at ${at}.`;
}

function destinationLines({ url, waiting, refused, last_send: lastSend }: DestinationStatus): string[] {
  const next = lastSend?.not_before ? `; the next is not before ${lastSend.not_before}` : "";
  return [
    `For ${url}: ${waiting} waiting, ${refused} refused for good.`,
    lastSend === null
      ? "  Nothing has been sent there yet."
      : `  Last send at ${lastSend.at}: ${lastSend.outcome}${next}.`,
    ...(/^HTTP 40[134]:/.test(lastSend?.outcome ?? "")
      ? ["  The events are kept. Check EVENTS_TOKEN and EVENTS_URL with `astrolabe doctor`."]
      : []),
  ];
}
