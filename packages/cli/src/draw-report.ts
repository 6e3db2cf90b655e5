import type { Report } from "@astrolabe/metric";
import { styleText } from "node:util";

export const formats = ["text", "json", "md", "svg", "html", "png"] as const;
export type ReportFormat = (typeof formats)[number];

/** A report as text, or the bytes of a picture. */
export async function drawReport(report: Report, format: ReportFormat): Promise<string | Uint8Array> {
  const { drawHtml, drawMarkdown, drawPicture, drawTerminal } = await import("@astrolabe/metric");
  if (format === "json") return `${JSON.stringify(report)}\n`;
  if (format === "md") return drawMarkdown(report);
  if (format === "html") return drawHtml(report);
  if (format === "svg") return `${drawPicture(report)}\n`;
  if (format === "png") {
    const { rasterise } = await import("./rasterise.ts");
    return rasterise(drawPicture(report, { theme: "light" }));
  }
  const colours = { strong: "bold", quiet: "dim", up: "blue", down: "yellow" } as const;
  // styleText heeds NO_COLOR, and leaves text alone that does not go to a terminal.
  return drawTerminal(report, {
    style: (kind, text) => styleText(colours[kind], text, { stream: process.stdout }),
  });
}
