// Runs the ```console blocks of a documentation page as a reader would, in one shell, from top to bottom, and compares
// what they print. In the printed lines `…` stands for anything. The collector takes a free port instead of its usual one, and what is installed of
// Astrolabe is packed from here, as it would be published.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "./source-files.ts";

const usualPort = "54321";
const pageDeadlineMs = 60_000;

interface Example {
  readonly command: string;
  readonly printed: string;
}

/** `$ ` begins a command, `> ` continues it; the lines up to the next one are what it prints. */
export function parseExamples(page: string): Example[] {
  const blocks = [...page.matchAll(/^```console\n(.*?)^```$/gms)].map(([, block = ""]) => block);
  return blocks.flatMap((block) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((text) => {
        const lines = text.split("\n");
        const more = lines.slice(1).findIndex((line) => !/^>( |$)/.test(line));
        const command = [lines[0], ...lines.slice(1, more + 1).map((line) => line.slice(2))].join("\n");
        return {
          command,
          printed: lines
            .slice(more + 1)
            .join("\n")
            .trim(),
        };
      }),
  );
}

export async function runExamples(page: string): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "astrolabe-docs-"));
  const packed = await packForInstall(page);
  await symlink(join(root, "examples"), join(home, "examples"));
  const port = String(await freePort());
  const examples = parseExamples(page.replaceAll(usualPort, port));
  assert.ok(examples.length > 0, "the page has no console examples");
  try {
    const outputs = await runInOneShell(
      examples.map(({ command }) => command),
      home,
      `${portFunction(port)}\n${installFunction(packed)}`,
    );
    for (const [index, { command, printed }] of examples.entries()) {
      const output = (outputs[index] ?? "").trim();
      const pattern = printed.split("…").map(RegExp.escape).join(".*");
      assert.match(
        output,
        new RegExp(`^${pattern}$`, "s"),
        `$ ${command}\nprinted:\n${output}\nnot:\n${printed}`,
      );
    }
  } finally {
    await rm(home, { recursive: true, force: true });
    if (packed !== undefined) await rm(packed, { recursive: true, force: true });
  }
}

/** What each command prints on its terminal (both streams). Background processes end with the shell. */
async function runInOneShell(
  commands: readonly string[],
  home: string,
  functions: string,
): Promise<string[]> {
  const mark = "\u001e";
  const script = ["exec 2>&1", functions, ...commands.map((command) => `${command}\nprintf '${mark}'`)].join(
    "\n",
  );
  const shell = spawn("bash", ["-c", script], {
    cwd: home,
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      PATH: `${root}node_modules/.bin:${process.env["PATH"] ?? ""}`,
      HOME: home,
      USER: "reader",
      LANG: "C.UTF-8",
    },
  });
  const group = -(shell.pid ?? 0);
  const timer = setTimeout(() => process.kill(group, "SIGKILL"), pageDeadlineMs);
  let output = "";
  shell.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  await new Promise((resolve) => shell.once("exit", resolve));
  clearTimeout(timer);
  try {
    process.kill(group, "SIGTERM");
  } catch {
    // Nothing was left in the background.
  }
  return output.split(mark);
}

function portFunction(port: string): string {
  return `astrolabe() { if [ "$1" = serve ]; then command astrolabe "$@" --port ${port}; else command astrolabe "$@"; fi; }`;
}

/** A folder with the client's package, which depends on nothing, if the page installs it. */
async function packForInstall(page: string): Promise<string | undefined> {
  if (!page.includes("$ npm install @astrolabe/client\n")) return undefined;
  const folder = await mkdtemp(join(tmpdir(), "astrolabe-packed-"));
  const args = ["pack", "--silent", "--workspace", "@astrolabe/client", "--pack-destination", folder];
  await promisify(execFile)("npm", args, { cwd: root });
  return folder;
}

function installFunction(folder: string | undefined): string {
  if (folder === undefined) return "";
  return `npm() { command npm "\${@/#@astrolabe\\/client/$(echo ${folder}/*.tgz)}" --offline --no-audit --no-fund; }`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject).listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
