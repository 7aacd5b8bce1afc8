// Records what the npm package @huggingface/jinja makes of the templates in jinja/templates and of
// the expressions below. Run beside this file:
//   npm i --no-save @huggingface/jinja@0.5.11 && TZ=UTC node jinja.mjs
// It writes jinja/chat.json and jinja/language.json. A case without "output" is one it refuses.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { Template } from "@huggingface/jinja";
import { expressions } from "./jinja-expressions.mjs";

// strftime_now asks for the time; the tests set their clock to the same.
const moment = Date.UTC(2026, 2, 5, 7, 8, 9);
globalThis.Date = class extends Date {
  constructor(...values) {
    super(...(values.length ? values : [moment]));
  }
};

const weather = {
  type: "function",
  function: {
    name: "get_weather",
    description: "The weather at a place, \"now\" or later",
    parameters: {
      type: "object",
      properties: {
        place: { type: "string", description: "Town & country, e.g. <Zürich>" },
        days: { type: "integer", minimum: 1, maximum: 14, default: 1.5 },
        unit: { type: "string", enum: ["celsius", "fahrenheit"], nullable: true },
      },
      required: ["place"],
    },
    return: { type: "string" },
  },
};
const search = {
  type: "function",
  function: {
    name: "search",
    description: "Durchsucht das Netz — 検索 🔎",
    parameters: {
      type: "object",
      properties: {
        query: { type: "array", items: { type: "string" } },
        where: { type: "object", properties: { site: { type: "string" } }, required: [] },
        Exact: { type: "boolean" },
      },
      required: ["query"],
    },
  },
};
const call = (id, name, args) => ({ id, type: "function", function: { name, arguments: args } });

const conversations = {
  user: [{ role: "user", content: "Hello!" }],
  system: [
    { role: "system", content: "  Be brief.\n" },
    { role: "user", content: " What is 2 + 2? " },
  ],
  turns: [
    { role: "system", content: "You are kind." },
    { role: "user", content: "Hi" },
    { role: "assistant", content: "  Hello, how can I help?  " },
    { role: "user", content: "Tell me a joke.\n\n" },
  ],
  answered: [
    { role: "user", content: "One?" },
    { role: "assistant", content: "1" },
    { role: "user", content: "Two?" },
    { role: "assistant", content: "2" },
  ],
  unicode: [
    { role: "user", content: "Grüße, 世界! 👩‍👩‍👧‍👦 e\u0301 \u00a0\u2003 \ufeff" },
    { role: "assistant", content: "\u200bשלום \"quoted\" \\ back\\slash \t tab" },
    { role: "user", content: "{{ not a tag }} {% nor this %} {# nor this #} <|im_end|>" },
  ],
  thinking: [
    { role: "user", content: "Why?" },
    { role: "assistant", content: "<think>\nLet me see.\n</think>\n\nBecause." },
    { role: "user", content: "Sure?" },
    { role: "assistant", content: "<think>\nHm.\n</think>\n\nYes.", reasoning_content: "Given apart" },
  ],
  call: [
    { role: "system", content: "Use tools." },
    { role: "user", content: "Weather in Zürich?" },
    { role: "assistant", content: null, tool_calls: [call("abcdefgh1", "get_weather", { place: "Zürich", days: 2 })] },
    { role: "tool", content: "{\"sky\": \"clear\", \"celsius\": 21.5}", name: "get_weather", tool_call_id: "abcdefgh1" },
  ],
  calls: [
    { role: "user", content: "Weather in Rome & Oslo?" },
    {
      role: "assistant",
      content: "I look.",
      tool_calls: [
        call("abcdefgh1", "get_weather", { place: "Rome" }),
        call("abcdefgh2", "search", { query: ["Oslo", "now"], where: {}, deep: { a: [1, 2.5, true, null] } }),
      ],
    },
    { role: "tool", content: "sunny", tool_call_id: "abcdefgh1" },
    { role: "tool", content: "rain", tool_call_id: "abcdefgh2" },
    { role: "assistant", content: "Rome is sunny, Oslo is not." },
    { role: "user", content: "Thanks" },
  ],
  parts: [
    { role: "system", content: [{ type: "text", text: "See pictures." }] },
    { role: "user", content: [{ type: "image" }, { type: "text", text: " What is this? " }, { type: "text", text: "And that?" }] },
    { role: "assistant", content: [{ type: "text", text: "A cat." }] },
  ],
  badOrder: [
    { role: "user", content: "One" },
    { role: "user", content: "Two" },
  ],
  none: [],
};

const tokens = { bos_token: "<s>", eos_token: "</s>" };
const kinds = {
  plain: tokens,
  prompt: { ...tokens, add_generation_prompt: true },
  tools: { ...tokens, add_generation_prompt: true, tools: [weather, search] },
  options: { ...tokens, enable_thinking: false, tools_in_user_message: false, tools: [search], date_string: "1 May 2026" },
};

const cases = [];
for (const file of readdirSync("jinja/templates").sort()) {
  const source = readFileSync(`jinja/templates/${file}`, "utf8");
  const template = new Template(source);
  for (const [conversation, messages] of Object.entries(conversations)) {
    for (const [kind, variables] of Object.entries(kinds)) {
      if (variables.tools && !source.includes("tools")) continue;
      const one = { template: file, conversation, kind };
      try {
        one.output = template.render({ messages, ...variables });
      } catch (error) {
        one.error = error.message;
      }
      cases.push(one);
    }
  }
}
writeFileSync("jinja/chat.json", JSON.stringify({ conversations, kinds, cases }, null, 1) + "\n");

const variables = {
  text: "  Some Text, with Commas  ",
  word: "straße",
  emoji: "a👍b",
  lines: "one\n\ntwo\n three",
  number: 7,
  negative: -3,
  real: 2.5,
  tiny: 1.5e-9,
  huge: 1.25e22,
  yes: true,
  nothing: null,
  empty: "",
  list: [3, 1, 2],
  words: ["pear", "Apple", "fig", "apple"],
  mixed: [1, "1", true, null, 1.5, [2], { a: 1 }],
  people: [
    { name: "Ann", age: 31, tags: ["x", "y"], at: { town: "Bern" } },
    { name: "bob", age: 4, tags: [], at: { town: "Aarau" } },
    { name: "Cid", tags: ["z"], at: {}, away: null },
  ],
  map: { b: 1, a: "two", C: [1, { d: null }], items: "hidden" },
  plain: { one: 1, two: 2 },
};
const language = expressions.map((source) => {
  const one = { source };
  try {
    one.output = new Template(source).render(variables);
    // An unpaired half of a surrogate is no JSON text for every reader.
    if (!one.output.isWellFormed()) throw new Error("not well formed");
  } catch (error) {
    delete one.output;
    one.error = error.message;
  }
  return one;
});
writeFileSync("jinja/language.json", JSON.stringify({ variables, cases: language }, null, 1) + "\n");
console.log(`${cases.length} chats, ${language.length} expressions, ${language.filter((one) => one.error).length} of them refused`);
