// What is marked is what the report says: the words under a mark are those of its span in the original text, in any script.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { open, page, put, reportOf, root, tab, view } from './harness.mjs';

const textsOf = (file) => new Map(readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line)).map(({ id, text }) => [id, text]));
const slice = (text, { start, end }) => Buffer.from(text, 'utf8').subarray(start, end).toString('utf8');

/** Words of every alphabet and none, with characters of one to four bytes, so that bytes, units and points all differ. */
const mixed = () => {
  const words = ['мост', 'הגשר', 'bridge', '橋梁', '🌉', '👩‍👩‍👧', 'é́', 'café', '𝒷𝓇', 'สะพาน', 'जुलाई', 'naïve', '“so”', 'x'];
  let seed = 7;
  const next = (most) => (seed = (seed * 48271) % 2147483647) % most;
  const sentence = () => `${Array.from({ length: 12 }, () => words[next(words.length)]).join(' ')} ${next(900)}.`;
  return Array.from({ length: 14 }, (_, at) => {
    const shared = Array.from({ length: 6 }, sentence).join(' ');
    return [{ id: `m${at}a`, text: `${sentence()} ${shared}` }, { id: `m${at}b`, text: `${sentence()} 🌉 ${sentence()}\n\n${shared} ${sentence()}` }];
  }).flat();
};

const corpora = () => [
  ['newsroom', join(root, 'corpora/newsroom/docs.jsonl')],
  ['languages', join(root, 'corpora/languages/docs.jsonl')],
  ['mixed', put('mixed.jsonl', mixed().map((record) => JSON.stringify(record)).join('\n'))],
];

test('both texts are whole, and the words of each passage stand under its number on both sides', async () => {
  for (const [name, file] of corpora()) {
    const texts = textsOf(file);
    const { tab: opened, caught } = await tab();
    await open(opened, page(name, 'scan', file, '--rewrites', 'possible'));
    const { matches } = reportOf(name);
    assert.ok(matches.length > 10, name);
    for (const [at, found] of matches.entries()) {
      await view(opened, `#pair=${at + 1}`);
      for (const side of ['left', 'right']) {
        const text = texts.get(found[side].id);
        const shown = await opened.$eval(`.pane.${side} .text`, (pane) => {
          const copy = pane.cloneNode(true);
          copy.querySelectorAll('.badge').forEach((badge) => badge.remove());
          const marks = {};
          copy.querySelectorAll('mark').forEach((mark) => { marks[mark.dataset.passage] = (marks[mark.dataset.passage] ?? '') + mark.textContent; });
          return { text: copy.textContent, marks };
        });
        assert.equal(shown.text, text.replace(/‍(?<=[ -]‍)/g, ''), `${name} ${found[side].id}`);
        found.passages.forEach((passage, number) => {
          const isCovered = found.passages.some((other, at) => at !== number && other[side].start < passage[side].end && passage[side].start < other[side].end);
          if (!isCovered) assert.equal(shown.marks[number], slice(text, passage[side]), `${name}: passage ${number + 1} of pair ${at + 1}, ${side}`);
        });
      }
    }
    assert.deepEqual(await caught(), []);
  }
});

test('sentences and phrases of an article are marked where they stand', async () => {
  const file = join(root, 'corpora/repetition/docs.jsonl');
  const texts = textsOf(file);
  const { tab: opened } = await tab();
  await open(opened, page('repetition', 'inspect', file));
  for (const [at, found] of reportOf('repetition').documents.entries()) {
    await view(opened, `#article=${at + 1}`);
    const text = texts.get(found.id);
    const shown = await opened.$eval('.reading .text', (body) => {
      const copy = body.cloneNode(true);
      copy.querySelectorAll('.badge').forEach((badge) => badge.remove());
      const joined = (selector) => [...copy.querySelectorAll(selector)].map((element) => element.textContent).join('');
      const numbers = [...new Set([...copy.querySelectorAll('[data-sentence]')].map((element) => element.dataset.sentence))];
      return { text: copy.textContent, sentences: Object.fromEntries(numbers.map((number) => [number, joined(`[data-sentence="${number}"]`)])), phrase: joined('.phrase-0') };
    });
    assert.equal(shown.text, text);
    found.sentences.forEach((sentence, number) => assert.equal(shown.sentences[number], slice(text, sentence)));
    if (found.phrases.length) assert.equal(shown.phrase, found.phrases[0].spans.map((span) => slice(text, span)).join(''));
  }
});
