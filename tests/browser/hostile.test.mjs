// Fifty payloads in every field that comes with the input: nothing of them runs, asks, loads, or breaks the policy.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { marked } from 'marked';
import { folder, open, page, put, reportOf, run, tab, view, views } from './harness.mjs';
import { payloads } from './payloads.mjs';

const story = (at) => `Story ${at} tells of the harbor. The pilots' office said on Monday that ship number ${at} had waited ${at + 3} hours off the mole for a berth, and its master, Ines Varga, called the wait the longest of her ${at + 7} years at sea. The office will look into it by the end of month ${at}.`;

/** Each payload in every field of two documents that retell one another, and again in their text. */
const records = payloads.flatMap((payload, at) => {
  const said = `${story(at)} ${payload} ${payload} was written on the wall of house ${at}. On the wall of house ${at} was written: ${payload}`;
  const common = { title: payload, source: payload, url: payload, date: at % 2 ? payload : `2025-01-${String(1 + (at % 28)).padStart(2, '0')}` };
  return [{ id: `${payload} a`, text: said, ...common }, { id: `${payload} b`, text: `${said} That was on the day after number ${at}.`, ...common, url: `https://${payload}` }];
});

const corpus = () => put('hostile.jsonl', records.map((record) => JSON.stringify(record)).join('\n'));

/** Goes through every view, types each payload into a filter, steps, copies, follows what a careless reader would. */
const wander = async (opened, everyPair) => {
  const all = await views(opened);
  const numbers = everyPair ? Array.from({ length: everyPair }, (_, at) => `#pair=${at + 1}`) : [];
  for (const hash of new Set([...all, ...numbers])) {
    await view(opened, hash);
    const filter = await opened.$('#view input[type="search"]');
    if (filter && (await filter.isVisible())) for (const payload of payloads.filter((_, at) => at % 9 === 0)) await filter.fill(payload.replace(/[\r\n]/g, ' '));
    for (const key of ['n', 'n', 'p', 'c']) await opened.keyboard.press(key);
    await opened.mouse.move(300, 400);
  }
  for (const payload of payloads) await view(opened, `#pairs&find=${encodeURIComponent(payload)}&source=${encodeURIComponent(payload)}`);
  for (const hash of ['#pair=<img src=x onerror=window.ran=1>', '#article=__proto__', '#story=constructor', '#%', '#pairs&sort=constructor&level=__proto__']) {
    await opened.evaluate((to) => { location.hash = to; }, hash);
    await opened.waitForTimeout(20);
  }
};

test('what runs, asks or loads would be caught', async () => {
  const { tab: opened, caught } = await tab();
  await opened.setContent(payloads.filter((payload) => !/refresh|base href/.test(payload)).slice(0, 18).join('\n'));
  await opened.waitForTimeout(300);
  const seen = (await caught()).join('\n');
  for (const kind of ['ran', 'request']) assert.match(seen, new RegExp(kind));
});

test('nothing in a scan runs, whatever view is opened', async () => {
  const address = page('hostile', 'scan', corpus(), '--gather', '--rewrites', 'possible');
  assert.ok(reportOf('hostile').matches.length >= payloads.length, 'each payload stands in a pair');
  const { tab: opened, caught } = await tab();
  await open(opened, address);
  await wander(opened, payloads.length);
  assert.deepEqual(await caught(), []);
});

test('nothing in an inspection or a comparison runs', async () => {
  const file = corpus();
  for (const [name, args] of [['inspected', ['inspect', file]], ['compared', ['compare', `${file}#${records[4].id}`, `${file}#${records[5].id}`]]]) {
    const { tab: opened, caught } = await tab();
    await open(opened, page(name, ...args));
    await wander(opened, 0);
    assert.deepEqual(await caught(), [], name);
  }
});

test('nothing in the name of a file or a folder runs', async () => {
  const place = join(folder, 'files');
  payloads.forEach((payload, at) => {
    const name = payload.replaceAll('/', '∕').replaceAll('\0', '').slice(0, 80);
    mkdirSync(join(place, `${at} ${name}`.slice(0, 90)), { recursive: true });
    for (const side of ['a', 'b']) writeFileSync(join(place, `${at} ${name}`.slice(0, 90), `${name}${side}.txt`), story(at));
  });
  const { tab: opened, caught } = await tab();
  await open(opened, page('names', 'scan', place));
  assert.equal(reportOf('names').matches.length >= payloads.length, true);
  await wander(opened, 8);
  assert.deepEqual(await caught(), []);
});

test('payloads in Markdown become neither script nor link nor picture', async () => {
  const file = corpus();
  const texts = [['scan', file, '--top', '1000'], ['inspect', `${file}#${records[0].id}`], ['inspect', file, '--top', '1000'], ['compare', `${file}#${records[86].id}`, `${file}#${records[87].id}`]]
    .map((args) => run(...args, '--format', 'markdown'));
  for (const text of texts) {
    const { tab: opened, caught } = await tab();
    await opened.setContent(marked.parse(text, { gfm: true }));
    await opened.waitForTimeout(100);
    assert.deepEqual(await caught(), []);
    const live = await opened.$$eval('a, img, script, iframe, svg, form, input, style, meta, base, link, object, embed, video, x', (found) => found.map((element) => element.outerHTML));
    assert.deepEqual(live, []);
  }
});
