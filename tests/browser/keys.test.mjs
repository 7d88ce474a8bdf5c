// Keys alone lead everywhere; an address leads to a view; back leads back.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, page, reportOf, tab, view } from './harness.mjs';

const newsroom = () => page('newsroom', 'scan', 'corpora/newsroom/docs.jsonl');
const focused = (opened) => opened.evaluate(() => document.activeElement.getAttribute('href') ?? document.activeElement.name ?? document.activeElement.tagName);
const hash = (opened) => opened.evaluate(() => location.hash);

test('open, filter, go down, open a pair, step through its passages, and back to the row', async () => {
  const { tab: opened, caught } = await tab();
  await open(opened, newsroom());
  const press = async (...keys) => { for (const key of keys) { await opened.keyboard.press(key); await opened.waitForTimeout(30); } };
  for (let times = 0; times < 12 && (await focused(opened)) !== '#pairs'; times += 1) await press('Tab');
  assert.equal(await focused(opened), '#pairs', 'Tab reaches the views');
  await press('Enter', '/');
  assert.equal(await focused(opened), 'find');
  await opened.keyboard.type('wire-04');
  const { matches } = reportOf('newsroom');
  const found = matches.filter((match) => [match.left, match.right].some(({ id, title, source }) => `${id} ${title} ${source}`.includes('wire-04')));
  assert.equal(await opened.$$eval('.rows li a', (rows) => rows.length), found.length);
  await press('Escape', 'ArrowDown', 'j', 'k');
  const row = await focused(opened);
  assert.match(row, /^#pair=\d+$/);
  await press('Enter');
  assert.equal(await hash(opened), row);
  await press('n', 'n', 'p');
  for (const side of ['.left', '.right']) {
    const [numbers, isSeen] = await opened.$eval(`.pane${side} .text`, (pane) => {
      const current = pane.querySelector('mark.current');
      const [inner, outer] = [current.getBoundingClientRect(), pane.getBoundingClientRect()];
      return [[...pane.querySelectorAll('.current')].map((mark) => mark.dataset.passage), inner.top < outer.bottom && inner.bottom > outer.top];
    });
    assert.deepEqual([...new Set(numbers)], ['0'], `the first passage is marked ${side}`);
    assert.ok(isSeen, `and in view ${side}`);
  }
  assert.match(await opened.textContent('.steps .place'), /^1 of \d+$/);
  await press(']');
  assert.notEqual(await hash(opened), row, 'the next pair of the list');
  await press('[', 'Escape');
  assert.equal(await hash(opened), '#pairs&find=wire-04');
  assert.equal(await opened.inputValue('input[name="find"]'), 'wire-04', 'the filter is as it was');
  assert.equal(await focused(opened), row, 'and so is the row');
  await press('?');
  assert.ok(await opened.isVisible('dialog'));
  await press('Escape');
  assert.equal(await opened.isVisible('dialog'), false);
  assert.deepEqual(await caught(), []);
});

test('Tab reaches every control of every view, and what has the focus can be seen', async () => {
  const { tab: opened } = await tab();
  await open(opened, newsroom());
  for (const at of ['#overview', '#pairs', '#stories', '#story=1', '#pair=30', '#sources']) {
    await view(opened, at);
    await opened.evaluate(() => { document.activeElement.blur(); window.scrollTo(0, 0); });
    const wanted = await opened.evaluate(() => {
      const visible = (element) => element.checkVisibility() && !element.disabled && element.tabIndex >= 0 && !element.closest('.scroll li:nth-child(n+4)');
      return [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')].filter(visible).length;
    });
    const seen = await opened.evaluate(() => { window.reached = new Set(); document.addEventListener('focusin', ({ target }) => window.reached.add(target)); return 0; });
    assert.equal(seen, 0);
    let unseen = '';
    for (let times = 0; times < wanted + 90; times += 1) {
      await opened.keyboard.press('Tab');
      unseen ||= await opened.evaluate(() => {
        const { activeElement: element } = document;
        if (element === document.body || element.closest('svg')) return '';
        const style = getComputedStyle(element);
        return style.outlineStyle === 'none' && !element.matches('.skip, .s') ? element.outerHTML.slice(0, 120) : '';
      });
    }
    assert.equal(unseen, '', `${at}: focus without an outline`);
    assert.ok((await opened.evaluate(() => window.reached.size)) >= wanted, `${at}: of ${wanted} controls`);
  }
});

test('an address leads straight to a view, and back leads back', async () => {
  const address = newsroom();
  const report = reportOf('newsroom');
  const { tab: opened } = await tab();
  await open(opened, `${address}#pair=12`);
  assert.match(await opened.textContent('.pane.left h2'), new RegExp(report.matches[11].left.title));
  await view(opened, '#story=2');
  assert.equal(await opened.textContent('#view h1'), report.clusters[1].representative.title);
  await opened.goBack();
  await opened.waitForSelector('.pane.left');
  await view(opened, '#pairs&level=rewritten&sort=least');
  assert.equal(await opened.inputValue('select[name="level"]'), 'rewritten');
  const rewritten = report.matches.filter((found) => found.level === 'rewritten').length;
  assert.match(await opened.textContent('.count'), new RegExp(`^${rewritten} pairs`));
  for (const nowhere of ['#pair=999', '#story=0', '#article=7', '#pair=x']) {
    await view(opened, nowhere);
    assert.equal(await opened.textContent('#view h1'), 'Not here', nowhere);
  }
});

test('a level leads to as many pairs as it counts', async () => {
  const { tab: opened } = await tab();
  await open(opened, newsroom());
  const levels = await opened.$$eval('.levels tbody tr', (rows) => rows.map((row) => [row.querySelector('a').getAttribute('href'), row.children[1].textContent]));
  assert.ok(levels.length > 4);
  for (const [link, count] of levels) {
    await view(opened, link);
    assert.equal(await opened.textContent('.count'), `${count} pairs`, link);
    assert.equal(await opened.inputValue('select[name="level"]'), new URLSearchParams(link.slice(1)).get('level'));
  }
});

test('a bar of the histogram leads to the pairs it counts', async () => {
  const { tab: opened } = await tab();
  await open(opened, newsroom());
  const links = await opened.$$eval('.histogram a', (bars) => bars.map((bar) => [bar.getAttribute('href'), Number(/: ([\d,]+) pair/.exec(bar.getAttribute('aria-label'))[1])]));
  for (const [link, count] of links) {
    await view(opened, link);
    assert.equal(await opened.textContent('.count'), `${count} ${count === 1 ? 'pair' : 'pairs'}`, link);
  }
});
