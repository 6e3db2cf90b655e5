// astrolabe: the collector, the metric, and the user's own side of telemetry. Each command has its own file, and
// loads what it needs when it is run.
import type { Command } from "commander";
import { createProgram } from "./create-program.ts";
import { createDoctorCommand } from "./doctor.ts";
import { createDigestCommand } from "./digest.ts";
import { createKeysCommand } from "./keys.ts";
import { createMarkCommand } from "./mark.ts";
import { createMetricCommand } from "./metric.ts";
import { createBackupCommand } from "./backup.ts";
import { createExportCommand } from "./export.ts";
import { createImportCommand } from "./import.ts";
import { createMoveCommand } from "./move.ts";
import { createPruneCommand } from "./prune.ts";
import { createRestoreCommand } from "./restore.ts";
import { createVacuumCommand } from "./vacuum.ts";
import { createReportCommand } from "./report.ts";
import { createServeCommand } from "./serve.ts";
import { createSetupCommand } from "./setup.ts";
import { createTelemetryCommand } from "./telemetry.ts";

export function createAstrolabeProgram(): Command {
  return createProgram(
    "astrolabe",
    "Telemetry for command-line tools: do people succeed, and is that getting better?",
  )
    .addCommand(createServeCommand())
    .addCommand(createKeysCommand())
    .addCommand(createMetricCommand())
    .addCommand(createReportCommand())
    .addCommand(createDigestCommand())
    .addCommand(createMarkCommand())
    .addCommand(createTelemetryCommand())
    .addCommand(createDoctorCommand())
    .addCommand(createSetupCommand())
    .addCommand(createMoveCommand())
    .addCommand(createExportCommand())
    .addCommand(createImportCommand())
    .addCommand(createBackupCommand())
    .addCommand(createRestoreCommand())
    .addCommand(createPruneCommand())
    .addCommand(createVacuumCommand())
    .addHelpText("after", "\nastrolabe COMMAND --help says more about a command.");
}
