// What OpenAI's client for JavaScript makes of the server at the address in the first argument, whose model says the
// letter after the last.
import assert from "node:assert/strict";
import OpenAI from "openai";

const client = new OpenAI({ baseURL: process.argv[2] + "/v1/", apiKey: "none", maxRetries: 0 });
const ask = (text) => ({
  model: "letters",
  messages: [{ role: "user", content: text }],
  max_completion_tokens: 3,
  temperature: 0,
});

// whole answers
const reply = await client.chat.completions.create({
  ...ask("c"), n: 2, seed: 5, stop: ["x", "yz"], logprobs: true, top_logprobs: 2,
});
assert.deepEqual(reply.choices.map((c) => c.message.content), ["def", "def"]);
assert.equal(reply.choices[0].finish_reason, "length");
assert.equal(reply.choices[0].logprobs.content[0].token, "d");
assert.equal(reply.choices[0].logprobs.content[0].top_logprobs.length, 2);
assert.equal(reply.usage.completion_tokens, 6);

// as they come
let text = "", role, reason, usage;
for await (const chunk of await client.chat.completions.create({
  ...ask("a"), stream: true, stream_options: { include_usage: true },
})) {
  role ??= chunk.choices[0]?.delta.role;
  text += chunk.choices[0]?.delta.content ?? "";
  reason = chunk.choices[0]?.finish_reason ?? reason;
  usage = chunk.usage ?? usage;
}
assert.deepEqual([role, text, reason, usage.total_tokens], ["assistant", "bcd", "length", 4]);

// by the client's own helper, which puts the pieces together
const stream = client.chat.completions.stream(ask("k"));
assert.equal((await stream.finalChatCompletion()).choices[0].message.content, "lmn");

// continuations
const completion = await client.completions.create({
  model: "letters", prompt: ["a", "k"], max_tokens: 2, temperature: 0, echo: true, logprobs: 1,
});
assert.deepEqual(completion.choices.map((c) => c.text), ["abc", "klm"]);
assert.equal(completion.choices[0].logprobs.token_logprobs.length, 3);

// models
const models = [];
for await (const m of client.models.list()) models.push(m.id);
assert.deepEqual(models, ["letters"]);
assert.equal((await client.models.retrieve("letters")).id, "letters");

// errors
await assert.rejects(client.chat.completions.create({ ...ask("a"), model: "gpt-5" }), (err) =>
  err instanceof OpenAI.NotFoundError && err.code === "model_not_found");
await assert.rejects(client.chat.completions.create({ ...ask("a"), logit_bias: { 5: 1 } }), (err) =>
  err instanceof OpenAI.BadRequestError && err.code === "unsupported_parameter");

// an answer that nobody waits for any more, and the next one
const left = await client.chat.completions.create({ ...ask("a"), max_completion_tokens: 40, stream: true });
for await (const _ of left) break;
assert.equal((await client.chat.completions.create(ask("a"))).choices[0].message.content, "bcd");
console.log("ok");
