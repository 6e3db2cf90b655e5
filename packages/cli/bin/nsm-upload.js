#!/usr/bin/env node
import { launch } from "./launch.js";

launch("nsm-upload", function () {
  return import("../dist/nsm-upload.js").then(function (module) {
    return module.createNsmUploadProgram();
  });
});
