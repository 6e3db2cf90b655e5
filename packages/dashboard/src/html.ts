import { element, escapeText, figureText, type Figure } from "@astrolabe/metric";

/** Why nobody is known to have come, stayed or gone. */
export const unlinkable = "developers have another name each week here";

type Write = (figure: Figure) => string;

/** An element that shows a figure and says which: tests hold the one against the other. */
export function figureElement(
  name: string,
  id: string,
  figure: Figure,
  write: Write = figureText,
  attributes: Readonly<Record<string, string>> = {},
): string {
  const shown =
    figure.value === null ? { ...attributes, class: `${attributes["class"] ?? ""} none`.trim() } : attributes;
  return element(name, { ...shown, "data-figure": id }, escapeText(write(figure)));
}

export function text(name: string, attributes: Readonly<Record<string, string>>, content: string): string {
  return element(name, attributes, escapeText(content));
}

/** A section with a heading, for who reads and who listens. */
export function section(id: string, title: string, content: readonly string[], attributes = {}): string {
  const heading = text("h2", { id: `${id}-title` }, title);
  return element("section", { id, "aria-labelledby": `${id}-title`, ...attributes }, [heading, ...content]);
}

export interface Table {
  readonly caption: string;
  readonly head: readonly string[];
  /** Each begins with its own heading; the other cells are markup. */
  readonly rows: readonly (readonly [name: string, ...cells: string[]])[];
}

/** A table that scrolls by itself where it is wider than the screen, by keyboard, too. */
export function table({ caption, head, rows }: Table): string {
  const whole = element("table", {}, [
    text("caption", {}, caption),
    tableHead(head),
    element(
      "tbody",
      {},
      rows.map(([name, ...cells]) => element("tr", {}, [text("th", { scope: "row" }, name), ...cells])),
    ),
  ]);
  return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, whole);
}

/** A column of drawings needs no name. */
export function tableHead(names: readonly string[]): string {
  const cells = names.map((name) => (name === "" ? "<td></td>" : text("th", { scope: "col" }, name)));
  return element("thead", {}, element("tr", {}, cells));
}

/** The table of a chart, shown when asked for. */
export function tableOf(id: string, label: string, content: Table): string {
  return element("details", { id: `${id}-table` }, [text("summary", {}, label), table(content)]);
}
