import type { ReadProgress } from "@astrolabe/metric";

/** `events.ndjson: 412.3 MB (41 %), 1,498,000 events, 820 MB/s, 1 s left`, as far as that is known. */
export function progressText({ source, bytes, totalBytes, events }: ReadProgress, elapsedMs: number): string {
  const share = totalBytes ? ` (${Math.floor((bytes / totalBytes) * 100)} %)` : "";
  const parts = [`${source}: ${megabytes(bytes)} MB${share}`];
  if (events) parts.push(`${events.toLocaleString("en")} events`);
  const bytesPerMs = bytes / elapsedMs;
  if (Number.isFinite(bytesPerMs) && bytesPerMs > 0) {
    parts.push(`${megabytes(bytesPerMs * 1000)} MB/s`);
    if (totalBytes) parts.push(`${duration((totalBytes - bytes) / bytesPerMs)} left`);
  }
  return parts.join(", ");
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e8 ? 1 : 0);
}

export function duration(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
