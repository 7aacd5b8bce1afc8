// Writes tokenizers/golden/*.json: the ids and the decoded text that Hugging Face's own tokenizer
// library gives for the golden texts with each tokenizer.
// Usage: npm install @huggingface/tokenizers, then node golden_tokenizers.mjs [folder with tokenizers].
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { texts } from './tokenizer_texts.mjs';

const { Tokenizer } = createRequire(join(process.cwd(), 'package.json'))('@huggingface/tokenizers');
const folder = process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), 'tokenizers');
mkdirSync(join(folder, 'golden'), { recursive: true });
for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
  const json = JSON.parse(readFileSync(join(folder, name)));
  const tokenizer = new Tokenizer(json, { clean_up_tokenization_spaces: false });
  // Numbers that are no decimal digits are digits to the original Digits pre-tokenizer, but not in JavaScript.
  const hasDigits = JSON.stringify(json.pre_tokenizer)?.includes('"Digits"');
  const rows = texts.filter((text) => !hasDigits || !/[\p{No}\p{Nl}]/u.test(text)).map((text) => {
    const { ids } = tokenizer.encode(text, { add_special_tokens: false });
    const decoded = ids.length ? tokenizer.decode(ids, { skip_special_tokens: true, clean_up_tokenization_spaces: false }) : '';
    return { text, ids: [...ids], decoded };
  });
  const start = [...tokenizer.encode('x').ids].slice(0, -tokenizer.encode('x', { add_special_tokens: false }).ids.length);
  writeFileSync(join(folder, 'golden', name), JSON.stringify({ start, rows }) + '\n');
  console.log(name, rows.length);
}
