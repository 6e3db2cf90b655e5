#!/usr/bin/env node
import { launch } from "./launch.js";

launch("nsm-stats", function () {
  return import("../dist/nsm-stats.js").then(function (module) {
    return module.createNsmStatsProgram();
  });
});
