import { readFile } from "node:fs/promises";

export interface User {
  readonly uid: number;
  readonly gid: number;
}

/** Who is to run PostgreSQL, which refuses to run as root; undefined: we ourselves. */
export async function unprivilegedUser(): Promise<User | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const users = await readFile("/etc/passwd", "utf8");
  for (const name of ["postgres", "nobody"]) {
    const [, uid, gid] = new RegExp(`^${name}:[^:]*:(\\d+):(\\d+):`, "m").exec(users) ?? [];
    if (uid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error("PostgreSQL doesn't run as root, and there is neither a user postgres nor nobody");
}
