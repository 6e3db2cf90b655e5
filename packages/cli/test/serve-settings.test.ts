import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { readSettings } from "../src/serve/read-settings.ts";
import type { ReadSettings } from "../src/serve/read-settings.ts";
import { settingFlag, settingName, settingVariable } from "../src/serve/setting.ts";
import { settingKeys, settings } from "../src/serve/settings.ts";
import { tempFolder } from "./temp-folder.ts";

/** Values that any setting of its kind takes; the last one is what the flag gives, the first the file. */
function samplesOf(key: (typeof settingKeys)[number]): readonly [unknown, string, unknown] {
  const { placeholder } = settings[key];
  if (placeholder === "<number>") return [7, "8", "9"];
  if (placeholder.endsWith("...>")) return [["a"], "b,c", ["d"]];
  if (placeholder === "") return [true, "0", true];
  if (placeholder === "<developers>") return [7, "8", "9"];
  if (key === "pseudonyms") return ["weekly", "stable", "weekly"];
  return ["a", "b", "c"];
}

for (const key of settingKeys) {
  test(`${settingName(key)}: a flag is stronger than a variable, a variable than the file, the file than the default`, async (t) => {
    const file = join(await tempFolder(t), "serve.json");
    const [inFile, inVariable, asFlag] = samplesOf(key);
    await writeFile(file, JSON.stringify({ [settingName(key)]: inFile }));
    const env = { [settingVariable(key)]: inVariable };
    const flags = { [key]: asFlag };
    const value = ({ settings: read, faults }: ReadSettings): unknown => {
      assert.deepEqual(faults, []);
      return read[key];
    };
    const parse = (given: unknown): unknown => settings[key].parse(given);
    assert.deepEqual(value(await readSettings({ flags, env, file })), parse(asFlag));
    assert.deepEqual(value(await readSettings({ flags: {}, env, file })), parse(inVariable));
    assert.deepEqual(value(await readSettings({ flags: {}, env: {}, file })), parse(inFile));
    assert.deepEqual(
      value(await readSettings({ flags: {}, env: {}, file: undefined })),
      settings[key].fallback,
    );
  });
}

test("a name in code gives the flag, the variable and the key of the file", () => {
  assert.equal(settingFlag("tlsCert", settings.tlsCert), "--tls-cert <file>");
  assert.equal(settingVariable("tlsCert"), "ASTROLABE_TLS_CERT");
  assert.equal(settingName("tlsCert"), "tls-cert");
});

test("an empty variable is as if it were not set", async () => {
  const { settings: read, origins } = await readSettings({
    flags: {},
    env: { ASTROLABE_PORT: "" },
    file: undefined,
  });
  assert.deepEqual([read.port, origins.port], [54_321, "default"]);
});

test("all that is wrong is said at once, with where it stands", async (t) => {
  const file = join(await tempFolder(t), "serve.json");
  await writeFile(file, '{"port": "http", "events": [1], "prot": 1, "store": ""}');
  const { faults } = await readSettings({
    flags: { keyRate: "0" },
    env: { ASTROLABE_COLLECTORS: "-1" },
    file,
  });
  assert.deepEqual(
    faults.map(({ message, isUsage }) => [
      message.replace(file, "FILE").replace(/There are:.*/, "…"),
      isUsage,
    ]),
    [
      ['FILE has "prot", which is no setting. …', false],
      ["port in FILE must be a number from 0 to 65535.".replace("FILE", file), false],
      ["store in FILE must be a text that is not empty.".replace("FILE", file), false],
      ["events in FILE must be texts that are not empty.".replace("FILE", file), false],
      ["--key-rate must be a number from 1 to 1000000.", true],
      ["ASTROLABE_COLLECTORS must be a number from 1 to 1000.", false],
    ].map(([message, isUsage]) => [String(message).replace(file, "FILE"), isUsage]),
  );
});

test("a file that is missing, no JSON, or no object is named, and nothing of it is repeated", async (t) => {
  const folder = await tempFolder(t);
  const cases: [name: string, content: string | undefined, message: RegExp][] = [
    ["missing.json", undefined, /missing\.json can't be read: ENOENT.*Name another with --config/],
    [
      "broken.json",
      '{\n"store": "postgres://u:hunter2@h/d"\n"port": 1}',
      /broken\.json is not JSON: look at line 3/,
    ],
    ["array.json", '["hunter2"]', /array\.json must hold one JSON object/],
  ];
  for (const [name, content, message] of cases) {
    const file = join(folder, name);
    if (content !== undefined) await writeFile(file, content);
    const { faults } = await readSettings({ flags: {}, env: {}, file });
    assert.equal(faults.length, 1);
    assert.match(faults[0]?.message ?? "", message);
    assert.doesNotMatch(faults[0]?.message ?? "", /hunter2/);
  }
});
