/** A field of CSV: quoted where RFC 4180 (section 2, rules 5 to 7) asks for it, and only there. */
export function csvField(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
