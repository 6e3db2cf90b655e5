#!/usr/bin/env node
import { launch } from "./launch.js";

launch("astrolabe", function () {
  return import("../dist/astrolabe.js").then(function (module) {
    return module.createAstrolabeProgram();
  });
});
