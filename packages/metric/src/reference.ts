/**
 * The definition of a successful run said a second time, slowly, and sharing no code with the first: the fast readers
 * are tested against it. Takes NDJSON, gives `{ developer: { week: count } }`.
 */
export function referenceCounts(ndjson: Uint8Array, task: string): Record<string, Record<string, number>> {
  const counts = new Map<string, Map<string, number>>();
  for (const line of Buffer.from(ndjson).toString("latin1").split("\n")) {
    const value = parseLine(Buffer.from(line, "latin1"));
    const event = isObject(value) && isObject(value.payload) ? value.payload : value;
    if (!isObject(event) || event.name !== task || event.exit_code !== 0) continue;
    const instant = toInstant([event.end_ts, event.timestamp, event.ts, event.time].find(Boolean));
    if (!(instant > 0 && instant < Date.UTC(10_000))) continue;
    const developer = [event.developer, event.user, event.username].find(isName) ?? "unknown";
    const weeks = counts.get(`${developer}`) ?? new Map<string, number>();
    counts.set(`${developer}`, weeks.set(weekOf(instant), (weeks.get(weekOf(instant)) ?? 0) + 1));
  }
  return Object.fromEntries([...counts].map(([developer, weeks]) => [developer, Object.fromEntries(weeks)]));
}

function toInstant(stamp: unknown): number {
  if (typeof stamp === "string" && /^\d{4}-\d\d-\d\d/.test(stamp)) {
    const [date, hour = "00", minute = "00", second = "00", fraction = "", zone = "Z"] =
      /^(.{10})(?:[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:[.,](\d+))?)?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?)?$/
        .exec(stamp)
        ?.slice(1) ?? [];
    const midnight = Date.parse(`${date}T00:00:00Z`);
    if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== date) return Number.NaN;
    const start = Date.parse(`${date}T${hour}:${minute}:${second}.000${zone}`);
    return start + Math.min(999.5, Number(`0.${fraction || "0"}`) * 1000);
  }
  if (typeof stamp === "string" && !/^[+-]?\.?\d[\d.]*(?:e[+-]?\d+)?$/i.test(stamp.trim())) return Number.NaN;
  if (typeof stamp !== "string" && typeof stamp !== "number") return Number.NaN;
  return Number(stamp) >= 1e11 ? Number(stamp) : Number(stamp) * 1000;
}

function weekOf(instant: number): string {
  const thursday = new Date(instant);
  thursday.setUTCDate(thursday.getUTCDate() + 4 - (thursday.getUTCDay() || 7));
  const year = thursday.getUTCFullYear();
  const week = Math.ceil((thursday.getTime() - Date.UTC(year, 0, 1) + 1) / (7 * 24 * 3600 * 1000));
  return `${year}-W${String(week).padStart(2, "0")}`;
}

function parseLine(line: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(line));
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === "[object Object]";
}

function isName(value: unknown): value is string | number {
  return (typeof value === "string" || typeof value === "number") && Boolean(value);
}
