// Unmodified clients with tools, responses and embeddings, through the portal to a scripted endpoint.
//   LATENCYPORTAL_URL  address of the portal, without /v1; its model scripted/scripted is that of scripted-endpoint.mjs
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { HumanMessage, ToolMessage } from '@langchain/core/messages';
import { tool as langchainTool } from '@langchain/core/tools';
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { embedMany, generateText, stepCountIs, streamText, tool } from 'ai';
import OpenAI from 'openai';
import { z } from 'zod';

const baseURL = `${process.env.LATENCYPORTAL_URL ?? 'http://127.0.0.1:5080'}/v1`;
const apiKey = process.env.LATENCYPORTAL_ACCESS_KEY ?? 'anything';
const model = 'scripted/scripted';
const openai = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const weather = {
  type: 'function',
  function: { name: 'get_weather', description: 'Weather.', parameters: { type: 'object', properties: { place: { type: 'string' } } } },
};
const question = { role: 'user', content: 'How is the weather in Ulm?' };
const place = z.object({ place: z.string() });

test('openai: a tool is called, and its result told', async () => {
  const messages = [question];
  const first = (await openai.chat.completions.create({ model, messages, tools: [weather] })).choices[0];
  assert.equal(first.finish_reason, 'tool_calls');
  assert.equal(first.message.content, null);
  const [call] = first.message.tool_calls;
  assert.deepEqual(JSON.parse(call.function.arguments), { place: 'Ulm' });
  messages.push(first.message, { role: 'tool', tool_call_id: call.id, content: 'sun' });
  const last = (await openai.chat.completions.create({ model, messages, tools: [weather] })).choices[0];
  assert.equal(last.message.content, 'The tool says: sun');
});

test('openai: its runner finds the tool calls in a stream', async () => {
  const runner = openai.chat.completions.stream({ model, messages: [question], tools: [weather], stream_options: { include_usage: true } });
  const answer = await runner.finalChatCompletion();
  assert.equal(answer.choices[0].message.tool_calls[0].function.name, 'get_weather');
  assert.equal(answer.usage.prompt_tokens_details.cached_tokens, 4);
});

test('openai: several answers come, whole and as a stream', async () => {
  const whole = await openai.chat.completions.create({ model, messages: [question], n: 3 });
  assert.deepEqual(whole.choices.map(choice => [choice.index, choice.message.content]), [0, 1, 2].map(index => [index, 'Hello from the script']));
  const texts = ['', ''];
  for await (const chunk of await openai.chat.completions.create({ model, messages: [question], n: 2, stream: true })) {
    for (const choice of chunk.choices) texts[choice.index] += choice.delta.content ?? '';
  }
  assert.deepEqual(texts, ['Hello from the script', 'Hello from the script']);
});

test('openai: a response comes whole and as a stream', async () => {
  const whole = await openai.responses.create({ model, input: 'Hi', instructions: 'Be brief.', store: false });
  assert.equal(whole.output_text, 'Hello from the script');
  assert.equal(whole.status, 'completed');
  assert.equal(whole.usage.input_tokens_details.cached_tokens, 4);
  const stream = openai.responses.stream({ model, input: 'Hi' });
  let text = '';
  stream.on('response.output_text.delta', event => { text += event.delta; });
  assert.equal((await stream.finalResponse()).output_text, text);
  assert.equal(text, 'Hello from the script');
});

test('openai: a response calls a tool, and its result is told', async () => {
  const tools = [{ type: 'function', strict: false, ...weather.function }];
  const input = [question];
  const first = await openai.responses.create({ model, input, tools, store: false });
  const call = first.output.find(item => item.type === 'function_call');
  assert.deepEqual(JSON.parse(call.arguments), { place: 'Ulm' });
  input.push(...first.output, { type: 'function_call_output', call_id: call.call_id, output: 'rain' });
  assert.equal((await openai.responses.create({ model, input, tools, store: false })).output_text, 'The tool says: rain');
});

test('openai: what would change a response is refused by its name', async () => {
  await assert.rejects(openai.responses.create({ model, input: 'Hi', previous_response_id: 'resp_1' }), error => {
    assert.equal(error.param, 'previous_response_id');
    return error instanceof OpenAI.BadRequestError;
  });
});

test('openai: embeddings come through', async () => {
  const answer = await openai.embeddings.create({ model, input: ['a', 'b'] });
  assert.deepEqual(answer.data.map(one => [...one.embedding]), [[0.5, -1], [0.5, -1]]);
  assert.equal(answer.model, model);
});

const provider = createOpenAICompatible({ name: 'portal', baseURL, apiKey, includeUsage: true });

test('ai sdk: text streams, with usage', async () => {
  const result = streamText({ model: provider(model), prompt: 'Hi', maxRetries: 0 });
  const pieces = [];
  for await (const piece of result.textStream) pieces.push(piece);
  assert.equal(pieces.join(''), 'Hello from the script');
  assert.ok(pieces.length > 1);
  assert.equal(await result.finishReason, 'stop');
  const usage = await result.usage;
  assert.equal(usage.inputTokens, 9);
  assert.equal(usage.cachedInputTokens ?? usage.inputTokenDetails?.cacheReadTokens, 4);
});

test('ai sdk: a tool runs in a stream, and its result is told', async () => {
  const result = streamText({
    model: provider(model), prompt: 'How is the weather in Ulm?', maxRetries: 0, stopWhen: stepCountIs(3),
    tools: { get_weather: tool({ description: 'Weather.', inputSchema: place, execute: async given => `sun in ${given.place}` }) },
  });
  let text = '';
  for await (const piece of result.textStream) text += piece;
  assert.equal(text, 'The tool says: sun in Ulm');
  assert.deepEqual((await result.steps).map(step => step.finishReason), ['tool-calls', 'stop']);
});

test('ai sdk: a whole answer and embeddings', async () => {
  assert.equal((await generateText({ model: provider(model), prompt: 'Hi', maxRetries: 0 })).text, 'Hello from the script');
  const { embeddings } = await embedMany({ model: provider.textEmbeddingModel(model), values: ['a', 'b'], maxRetries: 0 });
  assert.deepEqual(embeddings, [[0.5, -1], [0.5, -1]]);
});

const langchain = fields => new ChatOpenAI({ model, apiKey, maxRetries: 0, configuration: { baseURL }, ...fields });

test('langchain: text streams, with usage', async () => {
  let all;
  let pieces = 0;
  for await (const chunk of await langchain({ streamUsage: true }).stream('Hi')) {
    pieces += chunk.content ? 1 : 0;
    all = all ? all.concat(chunk) : chunk;
  }
  assert.equal(all.content, 'Hello from the script');
  assert.ok(pieces > 1);
  assert.equal(all.usage_metadata.input_tokens, 9);
});

test('langchain: a tool is called in a stream, and its result told', async () => {
  const get = langchainTool(async given => `sun in ${given.place}`, { name: 'get_weather', description: 'Weather.', schema: place });
  const bound = langchain({}).bindTools([get]);
  let all;
  for await (const chunk of await bound.stream([new HumanMessage('Weather?')])) all = all ? all.concat(chunk) : chunk;
  const [call] = all.tool_calls;
  assert.deepEqual([call.name, call.args], ['get_weather', { place: 'Ulm' }]);
  const result = await get.invoke(call);
  assert.ok(result instanceof ToolMessage);
  const last = await bound.invoke([new HumanMessage('Weather?'), all, result]);
  assert.equal(last.content, 'The tool says: sun in Ulm');
});

test('langchain: responses stream', async () => {
  let text = '';
  for await (const chunk of await langchain({ useResponsesApi: true, streaming: true }).stream('Hi')) text += chunk.text;
  assert.equal(text, 'Hello from the script');
});

test('langchain: embeddings come through', async () => {
  const embeddings = new OpenAIEmbeddings({ model, apiKey, maxRetries: 0, configuration: { baseURL } });
  assert.deepEqual((await embeddings.embedQuery('a')).map(Number), [0.5, -1]);
});
