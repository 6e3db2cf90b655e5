// The peer that everybody writes first: node:readline and JSON.parse. Prints developer,week,count lines.
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

const counts = new Map<string, number>();
for await (const line of createInterface({ input: createReadStream(process.argv[2] ?? "") })) {
  const value = JSON.parse(line);
  const event = value.payload ?? value;
  if (event.name !== "ai-do" || event.exit_code !== 0) continue;
  const at = event.end_ts ?? event.timestamp ?? event.ts ?? event.time;
  const ms = typeof at === "string" ? Date.parse(at) : at >= 1e11 ? at : at * 1000;
  const key = `${event.developer ?? event.user ?? event.username},${weekOf(Math.floor(ms / 86_400_000))}`;
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
for (const [key, count] of counts) console.log(`${key},${count}`);

function weekOf(day: number): string {
  const thursday = new Date((day - ((day + 3) % 7) + 3) * 86_400_000);
  const year = thursday.getUTCFullYear();
  const week = 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * 86_400_000));
  return `${year}-W${String(week).padStart(2, "0")}`;
}
