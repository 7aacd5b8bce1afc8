// Writes models/huggingface.json: what transformers.js answers, greedily, from the shipped model laid out as a Hugging
// Face folder (config.json beside it, the ONNX file in onnx/, a past that grows).
// Usage: npm install @huggingface/transformers, then node huggingface_layout.mjs
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const shipped = join(here, '..', '..', 'models', 'portal-assistant');
const library = createRequire(join(process.cwd(), 'package.json')).resolve('@huggingface/transformers');
const { AutoModelForCausalLM, Tensor, env } = await import(pathToFileURL(library));

// 1. The folder. Sizes are those of genai_config.json.
const folder = mkdtempSync(join(tmpdir(), 'layout-'));
mkdirSync(join(folder, 'onnx'));
cpSync(join(shipped, 'model.onnx'), join(folder, 'onnx', 'model.onnx'));
const { model } = JSON.parse(readFileSync(join(shipped, 'genai_config.json')));
const config = {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  vocab_size: model.vocab_size,
  hidden_size: model.decoder.hidden_size,
  head_dim: model.decoder.head_size,
  num_attention_heads: model.decoder.num_attention_heads,
  num_key_value_heads: model.decoder.num_key_value_heads,
  num_hidden_layers: model.decoder.num_hidden_layers,
  max_position_embeddings: model.context_length,
  eos_token_id: model.eos_token_id,
};
writeFileSync(join(folder, 'config.json'), JSON.stringify(config));

// 2. Answers to prompts of some lengths.
env.allowRemoteModels = false;
env.localModelPath = '/';
const decoder = await AutoModelForCausalLM.from_pretrained(folder, { dtype: 'fp32', device: 'cpu', local_files_only: true });
const rows = [];
for (const length of [1, 2, 7, 20, 65, 200, 700]) {
  const prompt = Array.from({ length }, (_, i) => 3 + ((i * 7 + length) % 200));
  const answer = await decoder.generate({
    inputs: new Tensor('int64', BigInt64Array.from(prompt, BigInt), [1, length]),
    max_new_tokens: 48,
    do_sample: false,
  });
  rows.push({ prompt, answer: Array.from(answer.data, Number).slice(length) });
}

mkdirSync(join(here, 'models'), { recursive: true });
writeFileSync(join(here, 'models', 'huggingface.json'), JSON.stringify({ config, rows }) + '\n');
rmSync(folder, { recursive: true });
