// Node's own modules, in the way that costs a host least. `import` of a built-in module evaluates all it exports, which
// for node:fs brings in streams and promises and takes 3 ms; this takes 0.2. Of their functions node itself has compiled
// some before a program begins; the first call of any other costs 0.03 to 0.15 ms. Hence `resolve` where `join` would do,
// and as few kinds of calls as can be on the way of an event.

import type * as Fs from "node:fs";
import type * as Path from "node:path";

export const fs: typeof Fs = process.getBuiltinModule("node:fs");
export const nodePath: typeof Path = process.getBuiltinModule("node:path");
