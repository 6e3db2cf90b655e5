/** Text as it may stand in SVG and HTML. Control characters that XML forbids are left out. */
export function escapeText(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element as text. Attributes are escaped, numbers rounded to a tenth of a pixel; the content is markup. */
export function element(name: string, attributes: Attributes, content?: string | readonly string[]): string {
  const given = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === "number" ? round(value) : escapeText(value ?? "")}"`);
  const inner = typeof content === "object" ? content.join("") : content;
  return inner === undefined ? `<${name}${given.join("")}/>` : `<${name}${given.join("")}>${inner}</${name}>`;
}

export function textElement(attributes: Attributes, content: string): string {
  return element("text", attributes, escapeText(content));
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** What it shows, in a few words. */
  readonly title: string;
  /** What it says, in a sentence, for who can't see it. */
  readonly description: string;
  readonly content: readonly string[];
}

/** A whole SVG that a screen reader takes for one picture with a name and a description. */
export function svgElement({ width, height, title, description, content }: Drawing): string {
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: "img",
      class: "astrolabe-chart",
    },
    [element("title", {}, escapeText(title)), element("desc", {}, escapeText(description)), ...content],
  );
}
