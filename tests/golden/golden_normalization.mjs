// Writes tokenizers/golden/normalization.json: the four normalization forms of texts made of characters that change
// in them, as the JavaScript engine gives them. Usage: node golden_normalization.mjs
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Characters of Unicode 14 and before, which the program's own table has.
const assigned = [];
for (let code = 0; code < 0x30000; code++) {
  const character = String.fromCodePoint(code);
  if (/\p{M}/u.test(character) || character.normalize('NFKD') !== character) assigned.push(character);
}
let state = 1;
const draw = (n) => (state = (state * 48271) % 2147483647) % n;
// Marks that later versions of Unicode added stay out: the table says nothing of them.
const late = /[\u0897\u0CF3\u0ECE\uA7F1\u{105C0}-\u{105FF}\u{1CC00}-\u{1CEFF}\u{10D69}-\u{10D6D}\u{10EFC}-\u{10EFF}\u{11240}-\u{113FF}\u{116D0}-\u{116FF}\u{11F00}-\u{11F5F}\u{13439}-\u{16D6F}\u{1E030}-\u{1E08F}\u{1E4D0}-\u{1E6FF}]/u;
const known = assigned.filter((character) => !late.test(character) && !/\p{Cs}/u.test(character));
const rows = [];
for (let i = 0; i < 600; i++) {
  let text = '';
  for (let length = 1 + draw(8); length > 0; length--) {
    const kind = draw(4);
    text += kind === 0 ? String.fromCharCode(0x41 + draw(58)) : kind === 1 ? String.fromCharCode(0x300 + draw(0x70)) : known[draw(known.length)];
  }
  rows.push([text, ...['NFC', 'NFD', 'NFKC', 'NFKD'].map((form) => text.normalize(form))]);
}
writeFileSync(join(dirname(fileURLToPath(import.meta.url)), 'tokenizers', 'golden', 'normalization.json'), JSON.stringify(rows) + '\n');
