/**
 * A text as a terminal may show it: what would move its cursor, colour it, or turn its reading direction, and so hide what is
 * really there, is written out (`\u001b`). Lines stay lines.
 */
export function visibleText(text: string): string {
  return text.replaceAll(/[^\P{C}\n\t]|[\u2028\u2029]/gu, (character) => {
    const hex = (character.codePointAt(0) ?? 0).toString(16);
    return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, "0")}`;
  });
}
