// Writes tokenizers/*.json: small vocabularies with the structure of well-known families, trained on
// the golden texts, so that merges of every kind take part. Usage: node make_tokenizers.mjs
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { texts } from './tokenizer_texts.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'tokenizers');
const gpt = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
const words = (digits) =>
  `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|${digits}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`;
const cased =
  "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+|" +
  "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*|" +
  "\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
const cjk = "[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+";
const punctuated =
  "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\r\n]*|\\s*[\r\n]+|\\s+(?!\\S)|\\s+";

const byteSymbols = (() => {
  const symbols = [];
  for (let value = 0, next = 256; value < 256; value++) {
    const printable = (value >= 33 && value <= 126) || (value >= 161 && value <= 172) || value >= 174;
    symbols.push(String.fromCharCode(printable ? value : next++));
  }
  return symbols;
})();
const toSymbols = (text) => [...Buffer.from(text)].map((value) => byteSymbols[value]);

/** The best pairs of some words, in the order in which they are merged. */
function train(sequences, count) {
  const merges = [];
  while (merges.length < count) {
    const pairs = new Map();
    for (const parts of sequences) {
      for (let i = 0; i + 1 < parts.length; i++) {
        const key = JSON.stringify([parts[i], parts[i + 1]]);
        pairs.set(key, (pairs.get(key) ?? 0) + 1);
      }
    }
    const best = [...pairs].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0];
    if (!best || best[1] < 2) break;
    const [left, right] = JSON.parse(best[0]);
    merges.push([left, right]);
    for (const parts of sequences) {
      for (let i = 0; i + 1 < parts.length; i++) {
        if (parts[i] === left && parts[i + 1] === right) parts.splice(i, 2, left + right);
      }
    }
  }
  return merges;
}

function write(name, { control, added = [], basic, merges, extra = [], model = {}, pairs = true, ...rest }) {
  const vocab = {};
  const add = (token) => { if (!(token in vocab)) vocab[token] = Object.keys(vocab).length; };
  [...control, ...basic, ...merges.map(([left, right]) => left + right), ...extra].forEach(add);
  let next = Object.keys(vocab).length;
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false };
  const added_tokens = [
    ...control.map((content) => ({ id: vocab[content], content, ...flags, special: true })),
    ...added.map((token) => ({ id: vocab[token.content] ?? next++, ...flags, special: false, ...token })),
  ];
  const json = {
    version: '1.0', truncation: null, padding: null, added_tokens, normalizer: null, pre_tokenizer: null,
    post_processor: null, decoder: null, ...rest,
    model: {
      type: 'BPE', dropout: null, unk_token: null, continuing_subword_prefix: null, end_of_word_suffix: null,
      fuse_unk: false, byte_fallback: false, ...model, vocab,
      merges: pairs ? merges : merges.map((pair) => pair.join(' ')),
    },
  };
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(json) + '\n');
  console.log(name, next);
}

// Byte-level families.
const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
const bytesOnly = { ...byteLevel, use_regex: false };
const split = (Regex, behavior = 'Isolated', invert = false) => ({ type: 'Split', pattern: { Regex }, behavior, invert });
const sequence = (...pretokenizers) => ({ type: 'Sequence', pretokenizers });
const cut = (pattern) => texts.flatMap((text) => text.match(new RegExp(pattern.replace('(?i:', '(?:'), 'gu')) ?? []);
function writeBytes(name, pattern, count, options) {
  const merges = train(cut(pattern).map(toSymbols), count);
  write(name, { control: ['<|endoftext|>', '<|im_start|>', '<|im_end|>'], basic: byteSymbols, merges, decoder: byteLevel, ...options });
}
writeBytes('gpt2', gpt, 300, { pre_tokenizer: { ...byteLevel, add_prefix_space: false }, pairs: false });
writeBytes('prefix-space', gpt, 100, { pre_tokenizer: { ...byteLevel, add_prefix_space: true } });
writeBytes('llama3', words('\\p{N}{1,3}'), 300, {
  pre_tokenizer: sequence(split(words('\\p{N}{1,3}')), bytesOnly),
  // Words that no merge leads to.
  extra: [toSymbols(' streaming').join(''), toSymbols('\u65e5\u672c\u8a9e').join('')],
  model: { ignore_merges: true },
  post_processor: { type: 'Sequence', processors: [byteLevel, {
    type: 'TemplateProcessing', pair: [],
    single: [{ SpecialToken: { id: '<|endoftext|>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
    special_tokens: { '<|endoftext|>': { id: '<|endoftext|>', ids: [0], tokens: ['<|endoftext|>'] } } }] },
});
writeBytes('qwen', words('\\p{N}'), 300, {
  normalizer: { type: 'NFC' }, pre_tokenizer: sequence(split(words('\\p{N}')), bytesOnly),
  added: [{ content: '<think>' }, { content: '</think>' }], pairs: false,
});
writeBytes('smollm2', gpt, 300, { pre_tokenizer: sequence({ type: 'Digits', individual_digits: true }, byteLevel) });
writeBytes('phi4', words('\\p{N}{1,3}'), 200, {
  pre_tokenizer: sequence(split(words('\\p{N}{1,3}'), 'Removed', true), bytesOnly),
  added: [{ content: '<|sep|>', lstrip: true, rstrip: true }],
});
writeBytes('mistral-nemo', cased, 300, { pre_tokenizer: sequence(split(cased), bytesOnly) });
writeBytes('deepseek', punctuated, 300, {
  normalizer: { type: 'Sequence', normalizers: [] },
  pre_tokenizer: sequence(split('\\p{N}{1,3}'), split(cjk), split(punctuated), bytesOnly),
});
writeBytes('nfkc', gpt, 100, { normalizer: { type: 'NFKC' }, pre_tokenizer: byteLevel });
writeBytes('nfd', gpt, 100, { normalizer: { type: 'Sequence', normalizers: [{ type: 'NFD' }] }, pre_tokenizer: byteLevel });

// SentencePiece families.
const mark = '\u2581';
const hexBytes = Array.from({ length: 256 }, (_, value) => `<0x${value.toString(16).toUpperCase().padStart(2, '0')}>`);
const decoder = (...more) => ({ type: 'Sequence', decoders: [
  { type: 'Replace', pattern: { String: mark }, content: ' ' }, { type: 'ByteFallback' }, { type: 'Fuse' }, ...more] });
const strip = { type: 'Strip', content: ' ', start: 1, stop: 0 };
const replaceSpaces = { type: 'Replace', pattern: { String: ' ' }, content: mark };
const prependMark = { type: 'Sequence', normalizers: [{ type: 'Prepend', prepend: mark }, replaceSpaces] };
const startToken = (id) => ({ type: 'TemplateProcessing', pair: [],
  single: [{ SpecialToken: { id, type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
  special_tokens: { [id]: { id, ids: [1], tokens: [id] } } });
function writeCharacters(name, count, options) {
  const pieces = texts.flatMap((text) => (mark + text.replaceAll(' ', mark)).split(new RegExp(`(?=${mark}(?!${mark}))`, 'u')));
  const merges = train(pieces.map((piece) => [...piece]), count);
  const seen = new Map();
  for (const character of pieces.join('')) seen.set(character, (seen.get(character) ?? 0) + 1);
  // Rare characters stay unknown, line breaks are bytes.
  const basic = [...seen].filter(([character, times]) => times > 2 && character >= ' ').map(([character]) => character);
  const known = new Set(basic);
  const usable = [];
  for (const pair of merges) {
    if (pair.every((part) => known.has(part))) { known.add(pair.join('')); usable.push(pair); }
  }
  write(name, {
    control: ['<unk>', '<s>', '</s>'], basic: [...hexBytes, ...basic], merges: usable, post_processor: startToken('<s>'),
    ...options, model: { unk_token: '<unk>', fuse_unk: true, byte_fallback: true, ...options.model },
  });
}
writeCharacters('llama2', 400, { normalizer: prependMark, decoder: decoder(strip), pairs: false });
writeCharacters('phi3', 300, { normalizer: prependMark, decoder: decoder(strip),
  added: [{ content: '<|end|>', rstrip: true, special: true }, { content: '<|user|>', rstrip: true, special: true }] });
writeCharacters('mistral', 400, {
  pre_tokenizer: { type: 'Metaspace', replacement: mark, prepend_scheme: 'first', split: false }, decoder: decoder(strip) });
writeCharacters('metaspace', 400, {
  // The reference in JavaScript does not split, whatever "split" says; the original does.
  pre_tokenizer: { type: 'Metaspace', replacement: mark, prepend_scheme: 'always', split: false },
  decoder: { type: 'Metaspace', replacement: mark, prepend_scheme: 'always', split: false },
  model: { byte_fallback: false } });
writeCharacters('unfused', 200, { normalizer: prependMark, decoder: decoder(strip), model: { byte_fallback: false, fuse_unk: false } });
writeCharacters('gemma', 400, {
  normalizer: replaceSpaces, pre_tokenizer: { type: 'Split', pattern: { String: ' ' }, behavior: 'MergedWithPrevious', invert: false },
  decoder: decoder(), added: [{ content: '\n\n' }, { content: mark + mark }, { content: '<unused0>' }], extra: [mark + mark] });
