// Records what the npm package temml makes of the formulas in formulas.txt. Run beside this file:
//   npm i --no-save temml@0.13.5 && node make.mjs
// It writes formulas.json: pairs of a formula and its MathML, without the classes and styles that are temml's own.
import { readFileSync, writeFileSync } from "node:fs";
import temml from "temml";

const formulas = readFileSync("formulas.txt", "utf8").split("\n").filter(Boolean);
const pairs = formulas.map(formula => [
  formula,
  temml.renderToString(formula, { displayMode: true, annotate: false, throwOnError: true }).replace(/ (class|style)="[^"]*"/g, ""),
]);
writeFileSync("formulas.json", `[\n${pairs.map(pair => JSON.stringify(pair)).join(",\n")}\n]\n`);
