import { ownFields } from "./check-event.ts";
import { type Declaration, type Field, parseDeclaration } from "./declaration.ts";

/** The page `EVENTS.md` of a tool, in Markdown. @throws TypeError when the declaration is none, and says why */
export function eventsPage(declaration: Declaration): string {
  const { tool, contact, events } = parseDeclaration(declaration);
  const sections = Object.entries(events).map(([name, { about, fields }]) => {
    const rest = Object.entries(ownFields).filter(([key]) => !Object.hasOwn(fields, key));
    return `## \`${name}\`\n\n${about}\n\n${table([...Object.entries(fields), ...rest])}`;
  });
  return `# What ${tool} may send

Nothing is sent unless you turn it on. Then these events are, with these fields and no other; what is not as it is written
here is left out on your machine. \`astrolabe telemetry show\` prints every byte. Ask: ${contact}

${sections.join("\n")}`;
}

function table(fields: readonly (readonly [string, Field])[]): string {
  const rows = fields.map(([name, field]) => `| \`${name}\` | ${describe(field)} | ${cell(field.about)} |\n`);
  return `| field | may be | meaning |\n| --- | --- | --- |\n${rows.join("")}`;
}

function describe(field: Field): string {
  if (field.type === "boolean") return "true or false";
  if (field.type !== "string") return `${field.type} from ${field.min} to ${field.max}`;
  if ("values" in field) return field.values.map((value) => `\`${cell(value)}\``).join(", ");
  return `text like \`${field.pattern}\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll(/\s+/g, " ");
}
