import { element, escapeText } from "@astrolabe/metric";
import { icon, script, styleSheet } from "./static-files.ts";

/** A whole page: all that it needs comes from where it comes from. */
export function htmlDocument(
  title: string,
  body: readonly string[],
  moreHead: readonly string[] = [],
): string {
  const head = [
    '<meta charset="utf-8"/>',
    '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
    '<meta name="color-scheme" content="light dark"/>',
    element("title", {}, escapeText(title)),
    element("link", { rel: "icon", type: icon.type, href: icon.address }),
    element("link", { rel: "stylesheet", href: styleSheet.address }),
    // Not deferred: it sets the chosen colours before anything is painted.
    element("script", { src: script.address }, ""),
    ...moreHead,
  ];
  return `<!doctype html>\n<html lang="en">\n<head>\n${head.join("\n")}\n</head>\n<body>\n${body.join("\n")}\n</body>\n</html>\n`;
}

/** On top of every page. */
export function masthead(content: readonly string[]): string {
  const colours = ["auto", "light", "dark"].map((theme) =>
    element(
      "button",
      { type: "button", "data-theme-choice": theme, "aria-pressed": theme === "auto" ? "true" : "false" },
      theme,
    ),
  );
  return element("header", {}, [
    element("a", { href: "/", class: "brand" }, [sign, "Astrolabe"]),
    ...content,
    // Works by script alone, which also shows it.
    element("div", { class: "themes", role: "group", "aria-label": "Colours", hidden: "" }, colours),
  ]);
}

const sign = element(
  "svg",
  { class: "sign", width: 20, height: 20, viewBox: "0 0 20 20", "aria-hidden": "true", focusable: "false" },
  [
    element("circle", { cx: 10, cy: 10, r: 8.5 }),
    element("circle", { cx: 10, cy: 10, r: 4 }),
    element("path", { d: "M10 1.5V18.5M3 14L17 6" }),
  ],
);
