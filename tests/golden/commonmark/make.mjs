// Writes spec.json: the Markdown of all examples of the CommonMark specification 0.31.2, by their numbers. Run beside this file:
//   npm i --no-save commonmark-spec@0.31.2 && node make.mjs
// The examples are (C) John MacFarlane and licensed under CC-BY-SA 4.0, https://creativecommons.org/licenses/by-sa/4.0/.
// gfm.json beside it is written by hand, in the same form.
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { tests } = createRequire(import.meta.url)("commonmark-spec");
// The specification shows a tab as an arrow.
const examples = tests.map(({ number, section, markdown }) => ({ number, section, markdown: markdown.replaceAll("→", "\t") }));
writeFileSync("spec.json", `[\n${examples.map(example => JSON.stringify(example)).join(",\n")}\n]\n`);
