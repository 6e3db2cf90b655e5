#!/usr/bin/env node
// A tool made with oclif. Telemetry is the two lines in commands.js that name it.

import { execute } from "@oclif/core";

await execute({ dir: import.meta.url });
