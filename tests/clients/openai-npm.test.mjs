// The official OpenAI client of npm works against a running portal as it is.
//   LATENCYPORTAL_URL    address of the portal, without /v1
//   LATENCYPORTAL_MODEL  model to ask; the first of /v1/models when not set
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import OpenAI from 'openai';

const url = process.env.LATENCYPORTAL_URL ?? 'http://127.0.0.1:5080';
const client = new OpenAI({
  baseURL: `${url}/v1`,
  apiKey: process.env.LATENCYPORTAL_ACCESS_KEY ?? 'anything',
  maxRetries: 0,
});
const messages = [{ role: 'user', content: 'What is TTFT?' }];
let model = process.env.LATENCYPORTAL_MODEL;

before(async () => {
  model ??= (await client.models.list()).data[0]?.id;
  assert.ok(model, 'the portal lists no model');
});

test('models are listed and found by id', async () => {
  const listed = await client.models.list();
  assert.ok(listed.data.some(one => one.id === model));
  assert.equal((await client.models.retrieve(model)).id, model);
});

test('an answer comes whole', async () => {
  const answer = await client.chat.completions.create({ model, messages, max_tokens: 16, temperature: 0, seed: 1 });
  assert.equal(answer.object, 'chat.completion');
  assert.equal(answer.choices.length, 1);
  assert.equal(answer.choices[0].message.role, 'assistant');
  assert.ok(answer.choices[0].message.content.length > 0);
  assert.ok(['stop', 'length'].includes(answer.choices[0].finish_reason));
  assert.equal(answer.usage.total_tokens, answer.usage.prompt_tokens + answer.usage.completion_tokens);
});

test('an answer comes as a stream, with usage at its end', async () => {
  const stream = await client.chat.completions.create({
    model, messages, max_tokens: 16, stream: true, stream_options: { include_usage: true },
  });
  let text = '';
  let finish;
  let usage;
  let role;
  for await (const chunk of stream) {
    role ??= chunk.choices[0]?.delta.role;
    text += chunk.choices[0]?.delta.content ?? '';
    finish = chunk.choices[0]?.finish_reason ?? finish;
    usage = chunk.usage ?? usage;
  }
  assert.equal(role, 'assistant');
  assert.ok(text.length > 0);
  assert.ok(['stop', 'length'].includes(finish));
  assert.ok(usage.completion_tokens > 0);
});

test('log probabilities come with each token, whole and as a stream', async () => {
  const ask = { model, messages, max_tokens: 8, logprobs: true, top_logprobs: 2 };
  const whole = (await client.chat.completions.create(ask)).choices[0];
  assert.ok(whole.logprobs.content.length > 0);
  for (const one of whole.logprobs.content) {
    assert.equal(one.top_logprobs.length, 2);
    assert.ok(one.logprob <= 0 && one.top_logprobs[0].logprob >= one.top_logprobs[1].logprob);
  }
  assert.equal(Buffer.from(whole.logprobs.content.flatMap(one => one.bytes)).toString(), whole.message.content);
  const streamed = [];
  for await (const chunk of await client.chat.completions.create({ ...ask, stream: true })) {
    streamed.push(...(chunk.choices[0]?.logprobs?.content ?? []));
  }
  assert.deepEqual(streamed.map(one => one.token), whole.logprobs.content.map(one => one.token));
});

test('the same seed gives the same answer', async () => {
  const ask = async () => (await client.chat.completions.create({ model, messages, max_tokens: 16, temperature: 1, seed: 7 })).choices[0].message.content;
  assert.equal(await ask(), await ask());
});

test('a stream can be left in its middle', async () => {
  const stream = await client.chat.completions.create({ model, messages, stream: true });
  for await (const chunk of stream) {
    if (chunk.choices[0]?.delta.content) break;
  }
  assert.ok(stream.controller.signal.aborted);
});

test('an unknown model is a NotFoundError', async () => {
  await assert.rejects(client.chat.completions.create({ model: 'no-such-model', messages }), error => {
    assert.ok(error instanceof OpenAI.NotFoundError);
    assert.equal(error.code, 'model_not_found');
    return true;
  });
});

test('a wrong field is a BadRequestError that names it', async () => {
  await assert.rejects(client.chat.completions.create({ model, messages, temperature: 9 }), error => {
    assert.ok(error instanceof OpenAI.BadRequestError);
    assert.equal(error.param, 'temperature');
    return true;
  });
});
