// Compares model.onnx with the golden PyTorch logits: the whole prompt at once, token by token
// with growing caches, and token by token over one cache buffer that is both past and present.
// Usage: npm install --ignore-scripts onnxruntime-node, then node check_export.mjs [model] [golden].
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const ort = createRequire(join(process.cwd(), 'package.json'))('onnxruntime-node');
const here = dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2] ?? join(here, '..', 'portal-assistant');
const golden = JSON.parse(readFileSync(join(process.argv[3] ?? join(here, 'golden'), 'logits.json')));
const { decoder, vocab_size: vocabulary } = JSON.parse(readFileSync(join(folder, 'genai_config.json'))).model;
const session = await ort.InferenceSession.create(join(folder, decoder.filename));
const TOLERANCE = 1e-3;

const ints = (values) => new ort.Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);

function emptyCache(length) {
  const shape = [1, decoder.num_key_value_heads, length, decoder.head_size];
  const cache = {};
  for (let layer = 0; layer < decoder.num_hidden_layers; layer++)
    for (const part of ['key', 'value'])
      cache[`past_key_values.${layer}.${part}`] = new ort.Tensor('float32', new Float32Array(shape.reduce((a, b) => a * b)), shape);
  return cache;
}

async function run(ids, total, cache) {
  const output = await session.run({ input_ids: ints(ids), attention_mask: ints(Array(total).fill(1)), ...cache });
  const next = {};
  for (const [name, tensor] of Object.entries(output))
    if (name.startsWith('present.')) next[name.replace('present', 'past_key_values')] = tensor;
  return { logits: output.logits.data, next };
}

function compare(name, rows, first) {
  const last = rows.slice(rows.length - vocabulary);
  const difference = Math.max(...golden.last_logits.map((value, i) => Math.abs(value - last[i])));
  let equal = 0;
  for (let row = 0; row < rows.length / vocabulary; row++) {
    const scores = rows.subarray(row * vocabulary, (row + 1) * vocabulary);
    equal += scores.indexOf(Math.max(...scores)) === golden.argmax[first + row] ? 1 : 0;
  }
  const ok = difference <= TOLERANCE && equal === rows.length / vocabulary;
  console.log(`${name}: largest difference ${difference.toExponential(1)}, ${equal} of ${rows.length / vocabulary} argmax equal${ok ? '' : ' FAILED'}`);
  if (!ok) process.exitCode = 1;
}

async function tokenByToken(name, length) {
  const rows = new Float32Array(golden.ids.length * vocabulary);
  let cache = emptyCache(length);
  for (let i = 0; i < golden.ids.length; i++) {
    const step = await run([golden.ids[i]], i + 1, cache);
    rows.set(step.logits, i * vocabulary);
    cache = step.next;
  }
  compare(name, rows, 0);
}

const whole = await run(golden.ids, golden.ids.length, emptyCache(0));
compare('whole prompt', whole.logits, 0);
await tokenByToken('token by token', 0);
await tokenByToken('token by token, fixed buffer', 256);
