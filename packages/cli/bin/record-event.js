#!/usr/bin/env node
import { launch } from "./launch.js";

launch("record-event", function () {
  return import("../dist/record-event.js").then(function (module) {
    return module.createRecordEventProgram();
  });
});
