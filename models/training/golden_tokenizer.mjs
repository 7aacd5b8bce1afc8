// Writes golden/tokenizer.json: ids from Hugging Face's own tokenizer library, which the
// tokenizers in Python and in C# must repeat.
// Usage: npm install @huggingface/tokenizers, then node golden_tokenizer.mjs [model] [golden].
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const { Tokenizer } = createRequire(join(process.cwd(), 'package.json'))('@huggingface/tokenizers');
const here = dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2] ?? join(here, '..', 'portal-assistant');
const read = (name) => JSON.parse(readFileSync(join(folder, name)));
const tokenizer = new Tokenizer(read('tokenizer.json'), read('tokenizer_config.json'));
const texts = [
  "hello",
  "Hello, world!",
  " leading",
  "trailing ",
  "two  spaces",
  "tabs\t\tand\nnewlines\n\n\n",
  "",
  "   ",
  "\n",
  "\r\n\r\n",
  "What is TTFT?",
  "TTFT = t3 - t1",
  "it's we're I'd they'll you've I'm don't",
  "IT'S DON'T",
  "42 3.14 1,000,000",
  "p99 < 300 ms",
  "\ud83d\ude00",
  "\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67\u200d\ud83d\udc66 family",
  "\ud83c\udde9\ud83c\uddea\ud83c\uddeb\ud83c\uddf7",
  "na\u00efve caf\u00e9 r\u00e9sum\u00e9",
  "\u00dcn\u00efc\u00f6d\u00e9",
  "\u65e5\u672c\u8a9e\u306e\u30c6\u30ad\u30b9\u30c8",
  "\u4e2d\u6587\u5b57\u7b26\u6d4b\u8bd5",
  "\u041f\u0440\u0438\u0432\u0435\u0442, \u043c\u0438\u0440",
  "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd",
  "\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645",
  "\u0928\u092e\u0938\u094d\u0924\u0947 \u0926\u0941\u0928\u093f\u092f\u093e",
  "e\u0301 combining",
  "a\u00a0b nbsp",
  "\u200bzero\u200bwidth",
  "\u3000ideographic space",
  "```python\nprint('hi')\n```",
  "for (int i = 0; i < n; ++i) { a[i] += 1; }",
  "def f(x):\n    return x*2\n",
  "https://example.com/a?b=c&d=e#f",
  "user@example.com",
  "C:\\Users\\me\\file.txt",
  "<b>html</b> &amp; &lt;",
  "<|im_start|>user\nhi<|im_end|>\n",
  "<|doc|>ttft | Time to first token (TTFT) | match high",
  "<|endoftext|>",
  "a<|im_end|>b",
  "<|im_start",
  "| a | b |\n|---|---|\n| 1 | 2 |",
  "- item one\n- item two\n  - nested",
  "\u03b1\u03b2\u03b3 \u0394\u0395\u0396",
  "\u00bd \u00b2 \u2163 \u2460",
  "\u0000\u0001\u007f",
  "\u00bfQu\u00e9 tal? \u00a1Hola!",
  "\u201cquotes\u201d \u2018single\u2019 \u2013 dash \u2014 em\u2026",
  "\ud7ff\ue000\uffff",
  "Source: [Time to first token (TTFT)](/help/ttft)"
];
const rows = texts.map((text) => ({ text, ids: Array.from(tokenizer.encode(text, { add_special_tokens: false }).ids) }));
writeFileSync(join(process.argv[3] ?? join(here, 'golden'), 'tokenizer.json'), JSON.stringify(rows) + '\n');
console.log(`${rows.length} strings`);
