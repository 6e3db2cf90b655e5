/** Pixels for each unit of the drawing: sharp on the screens that people have now. */
const scale = 2;

/** One letter: with a font it covers something. */
const letter =
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><text x="5" y="30" font-size="24">M</text></svg>';

/**
 * An SVG as PNG.
 *
 * @throws Error when this machine has no font to write with: a picture without its words would be wrong
 */
export async function rasterise(svg: string): Promise<Uint8Array> {
  const { Resvg } = await import("@resvg/resvg-js");
  const font = { loadSystemFonts: true, defaultFontFamily: "DejaVu Sans", sansSerifFamily: "DejaVu Sans" };
  if (new Resvg(letter, { font }).getBBox() === undefined) {
    throw new Error(
      "png needs a font, and this machine has none: install one (e.g. fonts-dejavu-core), or use svg",
    );
  }
  return new Resvg(svg, { font, fitTo: { mode: "zoom", value: scale } }).render().asPng();
}
