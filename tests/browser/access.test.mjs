// For everybody: axe finds nothing serious in any view, light or dark, wide or narrow; nothing is wider than the screen; the summary
// needs no script; Hebrew runs from right to left; a page prints.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { open, page, put, tab, view, views } from './harness.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const newsroom = () => page('newsroom', 'scan', 'corpora/newsroom/docs.jsonl', '--gather');
const made = {
  scan: newsroom,
  inspect: () => page('repetition', 'inspect', 'corpora/repetition/docs.jsonl'),
  compare: () => page('pair', 'compare', 'corpora/newsroom/docs.jsonl#courier-04', 'corpora/newsroom/docs.jsonl#coast-05'),
  languages: () => page('languages', 'scan', 'corpora/languages/docs.jsonl'),
  one: () => page('one', 'scan', put('one.txt', 'Only one short note, and nobody to compare it with.')),
  bare: () => page('bare', 'scan', put('bare.jsonl', ['The ferry to Orsel Island is late again, and the harbor master blames the tide for it.', 'The ferry to Orsel Island is late again, and the harbor master blames the tide for it!'].map((text) => JSON.stringify({ text })).join('\n'))),
};

for (const [name, make] of Object.entries(made)) {
  test(`axe finds nothing serious, and nothing is cut off at the side: ${name}`, async () => {
    const address = make();
    for (const [width, colorScheme] of [[1280, 'light'], [1280, 'dark'], [768, 'light'], [390, 'light'], [390, 'dark']]) {
      const { context, tab: opened, caught } = await tab({ viewport: { width, height: 844 }, colorScheme, bypassCSP: true });
      await open(opened, address);
      for (const hash of await views(opened)) {
        await view(opened, hash);
        const wide = await opened.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `${hash} is ${wide} pixels too wide at ${width}`);
        if (width === 768) continue;
        await opened.evaluate(axe);
        const { violations } = await opened.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
        const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        assert.deepEqual(serious.map(({ id, nodes }) => `${id}: ${nodes[0].html}: ${nodes[0].failureSummary}`), [], `${hash} at ${width}, ${colorScheme}`);
      }
      assert.deepEqual(await caught(), []);
      await context.close();
    }
  });
}

test('the summary and the first stories need no script', async () => {
  const { tab: opened } = await tab({ javaScriptEnabled: false });
  await opened.goto(newsroom());
  const text = await opened.innerText('main');
  for (const said of ['31 of 80 documents retell another.', 'Fire destroys two silos at Carrow Point grain terminal', 'near-duplicate from 70%', 'valley-beacon.example']) assert.ok(text.includes(said), said);
});

test('Hebrew and Arabic run from right to left, the rest does not', async () => {
  const { tab: opened } = await tab();
  await open(opened, made.languages());
  const pairs = await opened.evaluate(() => JSON.parse(document.getElementById('report').textContent).matches.length);
  const seen = new Set();
  for (let at = 1; at <= pairs; at += 1) {
    await view(opened, `#pair=${at}`);
    const [text, direction] = await opened.$eval('.pane .text', (pane) => [pane.textContent, getComputedStyle(pane).direction]);
    const isRightToLeft = /^[^\p{L}]*[\p{Script=Hebrew}\p{Script=Arabic}]/u.test(text.replace(/^\d+/, ''));
    assert.equal(direction, isRightToLeft ? 'rtl' : 'ltr', text.slice(0, 40));
    seen.add(direction);
  }
  assert.deepEqual([...seen].sort(), ['ltr', 'rtl']);
});

test('a view prints, with the text and without the controls', async () => {
  const { tab: opened } = await tab();
  await open(opened, `${newsroom()}#pair=12`);
  await opened.emulateMedia({ media: 'print' });
  assert.equal(await opened.isVisible('.top'), false);
  assert.equal(await opened.isVisible('.pane.right .text'), true);
  assert.ok((await opened.pdf({ format: 'A4' })).length > 20_000);
});
