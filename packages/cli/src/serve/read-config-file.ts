import { readFile } from "node:fs/promises";

/** The object in a file of JSON. Rejects with an Error that names the file, what is wrong with it and what to do. */
export async function readConfigFile(path: string): Promise<Readonly<Record<string, unknown>>> {
  const content = await readFile(path, "utf8").catch((error: unknown) => {
    throw new Error(`${path} can't be read: ${reasonOf(error)}. Name another with --config.`, {
      cause: error,
    });
  });
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    // The cause is not printed: it repeats a part of the text, and that may be a password.
    throw new Error(`${path} is not JSON${placeOf(error, content)}.`, { cause: error });
  }
  if (isObject(value)) return value;
  throw new Error(`${path} must hold one JSON object, e.g. {"port": 8080}.`);
}

function placeOf(error: unknown, content: string): string {
  const position = /position (\d+)/.exec(reasonOf(error))?.[1];
  if (position === undefined) return "";
  return `: look at line ${content.slice(0, Number(position)).split("\n").length}`;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
