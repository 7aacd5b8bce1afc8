// Tells a screen reader what an answer says while it is written: whole sentences, and once. Only the sentences of one answer at a time
// are told, because two voices at once say nothing.

const pause = 1000;
// A timer that fires between two changes of the answer costs the browser a frame of its own; a change is waited for.
const patience = 500;
const longest = 20;
const segmenter = globalThis.Intl?.Segmenter ? new Intl.Segmenter(undefined, { granularity: 'sentence' }) : null;
let told = null;

// Called when an answer has changed; what stood there at the first call is not told, the reader has asked for what comes.
export function listen(body, isFirst) {
  const region = document.querySelector('[data-sentences]');
  if (!region || !segmenter) return;
  if (told?.body !== body) {
    if (told?.body.isConnected && told.body.closest('[aria-busy=true]')) return;
    told = { body, region, block: 0, offset: 0, timer: 0, due: performance.now() + pause };
    if (isFirst && body.textContent.length > 400) skip(told);
  }
  const own = told;
  if (performance.now() >= own.due) tell(own);
  else own.timer ||= setTimeout(() => tell(own), own.due + patience - performance.now());
}

function skip(own) {
  own.block = Math.max(0, own.body.children.length - 1);
  own.offset = own.body.children[own.block]?.textContent.length ?? 0;
}

function tell(own) {
  clearTimeout(own.timer);
  own.timer = 0;
  own.due = performance.now() + pause;
  if (!own.body.isConnected) return;
  const done = own.body.closest('[aria-busy=true]') === null;
  const blocks = own.body.children;
  while (own.block < blocks.length) {
    const block = blocks[own.block];
    const isLast = own.block === blocks.length - 1;
    // A block that may still change says only its whole sentences; code and tables say what they are when they are whole.
    if (isLast && !done && !block.matches('p, h3, h4, h5, h6')) return;
    const text = describe(block).slice(own.offset);
    const sentences = [...segmenter.segment(text)].map(piece => piece.segment);
    if (isLast && !done) sentences.pop();
    for (const sentence of sentences) {
      own.offset += sentence.length;
      say(own.region, sentence.trim());
    }
    if (isLast && !done) return;
    own.block++;
    own.offset = 0;
  }
}

function describe(block) {
  if (block.matches('.lp-code')) {
    const lines = block.querySelector('code').textContent.trimEnd().split('\n').length;
    return `Code, ${block.querySelector('.lp-code-head span').textContent}, ${lines} ${lines === 1 ? 'line' : 'lines'}.`;
  }
  if (block.matches('table')) return `Table with ${block.rows.length} rows.`;
  // Items and quotes may hold blocks again; an empty line parts what belongs to different ones.
  if (block.querySelector('li, p, .lp-code, table')) {
    return [...block.childNodes].map(child => child.nodeType === Node.ELEMENT_NODE ? `${describe(child).trim()}\n\n` : child.textContent).join('');
  }
  return wordsOf(block);
}

// A formula is told by its source: its signs alone do not say what is above and what below.
function wordsOf(block) {
  if (!block.querySelector('math')) return block.textContent;
  return [...block.childNodes].map(child => child.localName === 'math' ? child.getAttribute('alttext')
    : child.nodeType === Node.ELEMENT_NODE ? wordsOf(child) : child.textContent).join('');
}

function say(region, sentence) {
  if (!sentence) return;
  const line = document.createElement('p');
  line.textContent = sentence;
  region.append(line);
  while (region.childElementCount > longest) region.firstElementChild.remove();
}
