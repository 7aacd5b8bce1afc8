// Texts whose token ids are recorded, and on which the small vocabularies are trained.
const family = '\u{1F469}\u200D\u{1F469}\u200D\u{1F467}\u200D\u{1F466}';
export const texts = [
  '', ' ', '   ', '\n', '\r\n\r\n', '\t\tx', ' leading', 'trailing ', 'two  spaces   three', ' \n  \n\tx\n\n\n  y',
  'hello', 'Hello, world! Hello again, hello world.', 'The quick brown fox jumps over the lazy dog. The dog sleeps.',
  'What is the time to first token when streaming? The streaming starts with the first token.',
  "it's we're I'd they'll you've I'm don't IT'S DON'T", '42 3.14 1,000,000 1234567890 12 123 1234 12345',
  'p99 < 300 ms; a != b && c >= d', 'na\u00efve caf\u00e9 r\u00e9sum\u00e9', 'nai\u0308ve cafe\u0301 re\u0301sume\u0301 A\u030A \u212B \u2126',
  'q\u0307\u0323 q\u0323\u0307 \u1E69 s\u0323\u0307 s\u0307\u0323', '\uAC00\uAC01 \u1100\u1161\u11A8 \uD55C\uAD6D\uC5B4 \uD14D\uC2A4\uD2B8',
  '\uFB01ne \u2460 \u00BD \uFF21\uFF22\uFF23 \u33A5 \u0958 \u0F73', '\u{1F600}', family + ' family ' + family, '\u{1F44D}\u{1F3FD} \u{1F44B}\u{1F3FF}!',
  '\u{1F1E9}\u{1F1EA}\u{1F1EB}\u{1F1F7}', '\u65e5\u672c\u8a9e\u306e\u30c6\u30ad\u30b9\u30c8\u3068\u65e5\u672c\u8a9e', '\u4e2d\u6587\u5b57\u7b26\u6d4b\u8bd5123\u4e2d\u6587',
  '\u{20000}\u{20001}\u4e00 \u{1D400}\u{1D41A} \u{1D7CE}\u{1D7CF}', '\u041f\u0440\u0438\u0432\u0435\u0442, \u043c\u0438\u0440. \u041f\u0440\u0438\u0432\u0435\u0442!',
  '\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd', '\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645 \u0661\u0662\u0663\u0664', '\u0928\u092e\u0938\u094d\u0924\u0947 \u0926\u0941\u0928\u093f\u092f\u093e',
  'a\u00a0b nbsp \u200bzero\u200bwidth \u3000wide', '\u03b1\u03b2\u03b3 \u0394\u0395\u0396', '\u201cquotes\u201d \u2018single\u2019 \u2013 dash \u2014 em\u2026', '\u0000\u0001\u007f', '\ud7ff\ue000',
  "```python\nprint('hi')\n```", 'def f(x):\n    return x * 2\n\n\nclass A:\n\tpass\n', 'for (int i = 0; i < n; ++i) { a[i] += 1; }\r\n// done\r\n',
  'SELECT name, COUNT(*) FROM users WHERE id = 1 GROUP BY name;', 'public static async Task<int> Main(string[] args) => await RunAsync(args);',
  'const f = async (x) => { await g(x?.y ?? `${x}`); };', '<b>html</b> &amp; &lt; <!-- c -->', '{"key": [1, 2.5, null, true], "s": "\\u0041"}',
  'https://example.com/a?b=c&d=e#f user@example.com C:\\Users\\me\\file.txt', '| a | b |\n|---|---|\n| 1 | 2 |', '- item one\n- item two\n  - nested',
  'CamelCaseWords and snake_case_words and SHOUTING_words', 'x'.repeat(300), 'ab'.repeat(400), '-'.repeat(100) + ' ' + '='.repeat(77), ' '.repeat(130) + 'x', '\n'.repeat(70),
  'hello'.repeat(150) + '\u00e9'.repeat(50), '0123456789'.repeat(20), '\u2581mark\u2581 \u2581', '<0x0A> <0x', '<|im_start', '<s', '\u1E9B\u0323 \u0344 \u0958\u093C',
  // Control tokens spelled in the text.
  '<|im_start|>user\nhi there<|im_end|>\n<|im_start|>assistant\n', '<s> hi </s><s>again', 'a<|im_end|>b <|endoftext|> c', '<s>[INST] Hello [/INST] Hi</s>',
  '<|user|>\nHello<|end|>\n<|assistant|>\n', '<bos><start_of_turn>user\nHi<end_of_turn>\n', '<think>\n\nwhy  not\n</think>\n\nso', 'x <|sep|>  y<|sep|><|sep|> z',
  '<unused0> a\n\n\n\nb',
];
