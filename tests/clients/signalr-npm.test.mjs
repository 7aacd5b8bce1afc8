// The chat's hub with the client that JavaScript apps use; docs/hub.md describes the calls.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HubConnectionBuilder, LogLevel } from '@microsoft/signalr';

const url = `${process.env.LATENCYPORTAL_URL}/hubs/chat`;
const connect = async () => {
  const connection = new HubConnectionBuilder().withUrl(url).configureLogging(LogLevel.None).build();
  await connection.start();
  return connection;
};

// What a client keeps: a piece replaces what stands behind its offset.
const follow = (connection, messageId, have = { text: '', reasoning: '' }, until = () => false) => new Promise((resolve, reject) => {
  const stream = connection.stream('Subscribe', messageId, { text: have.text.length, reasoning: have.reasoning.length, requestId: have.requestId });
  const subscription = stream.subscribe({
    next: batch => {
      for (const event of batch) {
        have.requestId = event.requestId;
        if (event.kind === 'end') have.end = event;
        else have[event.kind] = have[event.kind].slice(0, event.offset) + event.text;
      }
      if (until(have)) {
        subscription.dispose();
        resolve(have);
      }
    },
    complete: () => resolve(have),
    error: reject,
  });
});

let connection;
before(async () => { connection = await connect(); });
after(() => connection.stop());

test('an answer is asked for and followed to its end', async () => {
  const { conversationId, messageId } = await connection.invoke('Ask', null, 'What is TTFT?', 'portal-assistant');
  const answer = await follow(connection, messageId);

  assert.equal(answer.end.state, 'complete');
  assert.ok(answer.text.length > 20);
  assert.ok(answer.end.figures.ttftMs > 0);
  const conversation = await connection.invoke('Conversation', conversationId);
  assert.deepEqual(conversation.messages.map(({ role }) => role), ['user', 'assistant']);
  assert.equal(conversation.messages[1].text, answer.text);
});

test('another connection goes on where the first one left', async () => {
  const { messageId } = await connection.invoke('Ask', null, 'What is speculative decoding?', 'portal-assistant');
  const first = await connect();
  const part = await follow(first, messageId, undefined, have => have.text.length > 0);
  await first.stop();
  const begun = part.text;
  const whole = await follow(connection, messageId, part);
  const anew = await follow(connection, messageId);

  assert.ok(whole.text.startsWith(begun));
  assert.equal(whole.text, anew.text);
  assert.equal(whole.end.state, 'complete');
});

test('a refusal says what to do', async () => {
  await assert.rejects(connection.invoke('Ask', null, '  ', 'portal-assistant'), /There is nothing to send/);
  await assert.rejects(connection.invoke('Ask', null, 'Hello', ''), /Choose a model first/);
  await assert.rejects(follow(connection, '00000000-0000-4000-8000-000000000000'), /There is no such message/);
  assert.equal(await connection.invoke('Stop', '00000000-0000-4000-8000-000000000000'), false);
});
