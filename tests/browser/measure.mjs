// What a large page costs, measured in Chromium: `node tests/browser/measure.mjs page.html` prints it as JSON. Not a test: times vary.

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const TIMES = 5;
const address = pathToFileURL(resolve(process.argv[2])).href;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--enable-precise-memory-info'],
});

/** What runs in the page: milliseconds from an act to the frame that shows it. */
const acts = async () => {
  const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const timed = async (act) => {
    const begun = performance.now();
    act();
    await drawn();
    await drawn();
    return performance.now() - begun;
  };
  const found = {};
  found.list = await timed(() => { location.hash = '#pairs'; });
  const type = (text) => () => {
    const input = document.querySelector('input[name="find"]');
    input.value = text;
    input.dispatchEvent(new Event('input', { bubbles: true }));
  };
  found.filter = Math.max(...[await timed(type('a')), await timed(type('ar')), await timed(type('the')), await timed(type('')), await timed(type('zz'))]);
  await timed(type(''));
  const list = document.querySelector('.scroll');
  const middle = () => {
    const { left, top, height } = list.getBoundingClientRect();
    return [0.1, 0.5, 0.9].every((part) => document.elementFromPoint(left + 200, top + height * part)?.closest('li'));
  };
  found.frames = 0;
  found.blank = 0;
  for (let step = 0; step < 120; step += 1) {
    list.scrollTop += step % 3 ? 2_500 : 9_000;
    await new Promise((done) => requestAnimationFrame(done));
    found.frames += 1;
    if (!middle()) found.blank += 1;
  }
  const last = JSON.parse(document.getElementById('report').textContent).matches.length;
  const opened = [];
  for (const at of [1, Math.ceil(last / 3), Math.ceil(last / 2), last]) opened.push(await timed(() => { location.hash = `#pair=${at}`; }));
  found.sides = Math.max(...opened);
  found.stories = await timed(() => { location.hash = '#stories'; });
  found.heap = performance.memory.usedJSHeapSize;
  return found;
};

const median = (values) => values.sort((one, other) => one - other)[Math.floor(values.length / 2)];
const paints = [];
const ready = [];
let all = {};
for (let time = 0; time < TIMES; time += 1) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
  const tab = await context.newPage();
  await tab.goto(address);
  await tab.waitForFunction(() => document.body.classList.contains('ready'));
  const [paint, shown] = await tab.evaluate(() => [performance.getEntriesByName('first-contentful-paint')[0].startTime, performance.now()]);
  paints.push(paint);
  ready.push(shown);
  const run = await tab.evaluate(acts);
  for (const [name, value] of Object.entries(run)) all[name] = [...(all[name] ?? []), value];
  await context.close();
}
await browser.close();
all = Object.fromEntries(Object.entries(all).map(([name, values]) => [name, name === 'blank' ? Math.max(...values) : median(values)]));
console.log(JSON.stringify({ paint: median(paints), ready: median(ready), ...all }));
