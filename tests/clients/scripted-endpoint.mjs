// An OpenAI-compatible endpoint that says what the tests expect: it calls a tool when it is offered one and has no result
// yet, tells the result when it has one, and says hello otherwise. It prints its address when it listens.
import { createServer } from 'node:http';

const body = async request => {
  let text = '';
  for await (const piece of request) text += piece;
  return JSON.parse(text || '{}');
};

const deltas = ask => {
  const result = ask.messages.findLast(message => message.role === 'tool');
  if (ask.tools?.length && !result) {
    const name = ask.tools[0].function.name;
    return [[
      { role: 'assistant', content: null },
      { tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name, arguments: '' } }] },
      { tool_calls: [{ index: 0, function: { arguments: '{"place":' } }] },
      { tool_calls: [{ index: 0, function: { arguments: '"Ulm"}' } }] },
    ], 'tool_calls'];
  }
  const words = (result ? `The tool says: ${result.content}` : 'Hello from the script').split(/(?= )/);
  return [[{ role: 'assistant', content: '' }, ...words.map(content => ({ content }))], 'stop'];
};

const server = createServer(async (request, response) => {
  if (request.url === '/v1/models') {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ object: 'list', data: [{ id: 'scripted', object: 'model', created: 0, owned_by: 'test' }] }));
    return;
  }
  const ask = await body(request);
  if (request.url === '/v1/embeddings') {
    const numbers = ask.encoding_format === 'base64' ? Buffer.from(new Float32Array([0.5, -1]).buffer).toString('base64') : [0.5, -1];
    const inputs = [ask.input].flat();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({
      object: 'list', model: ask.model, usage: { prompt_tokens: inputs.length, total_tokens: inputs.length },
      data: inputs.map((_, index) => ({ object: 'embedding', index, embedding: numbers })),
    }));
    return;
  }
  if (request.url !== '/v1/chat/completions') {
    response.statusCode = 404;
    response.end();
    return;
  }
  const [pieces, finish] = deltas(ask);
  response.setHeader('content-type', 'text/event-stream');
  const send = fields => response.write(`data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: ask.model, ...fields })}\n\n`);
  for (const delta of pieces) send({ choices: [{ index: 0, delta, finish_reason: null }] });
  send({ choices: [{ index: 0, delta: {}, finish_reason: finish }] });
  send({ choices: [], usage: { prompt_tokens: 9, completion_tokens: pieces.length, total_tokens: 9 + pieces.length, prompt_tokens_details: { cached_tokens: 4 } } });
  response.end('data: [DONE]\n\n');
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/v1`));
