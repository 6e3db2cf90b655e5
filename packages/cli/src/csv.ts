/** One line of CSV, ended by LF. A field is quoted where RFC 4180 (section 2, rules 5 to 7) asks for it, and only there. */
export function csvLine(fields: readonly (string | number)[]): string {
  return `${fields.map((field) => quoteWhereNeeded(String(field))).join(",")}\n`;
}

function quoteWhereNeeded(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
