// A report that is cut into parts: the page leads to each of them, they hold what it names, and each leads back.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { folder, open, root, tab, view } from './harness.mjs';

for (const name of ['report.html', 'a #1? 100% “& ünï<b>.html']) {
  const skip = process.env.TWICETOLD_CUT_PAGE ? false : 'TWICETOLD_CUT_PAGE names no program that cuts pages';
  test(`the page leads to its parts and they lead back: ${name}`, { skip }, async () => {
    const file = join(folder, name);
    execFileSync(process.env.TWICETOLD_CUT_PAGE, ['corpora/newsroom/docs.jsonl', file, '60000'], { cwd: root });
    assert.ok(readdirSync(file.replace(/\.html$/, '-parts')).length >= 4);
    const { tab: opened, caught } = await tab();
    await open(opened, pathToFileURL(file).href);
    for (const [list, kind] of [['#pairs', 'pair'], ['#articles', 'article']]) {
      for (const at of [0, 2, 5]) {
        await view(opened, list);
        const row = opened.locator('.row').nth(at);
        const title = await row.locator('.title').first().textContent();
        await row.click();
        await opened.waitForURL(new RegExp(`part-\\d{4}\\.html#${kind}=\\d+$`));
        await opened.waitForFunction(() => document.body.classList.contains('ready'));
        assert.ok((await opened.textContent('#view')).includes(title), `${kind} ${at}`);
        assert.ok((await opened.textContent('#view .text')).length > 100, `${kind} ${at} has its text`);
        await opened.click('#views a:has-text("← Report")');
        await opened.waitForFunction(() => document.body.classList.contains('ready'));
        assert.equal(decodeURIComponent(new URL(opened.url()).pathname), file);
      }
    }
    await opened.goto(`${pathToFileURL(file).href}#pair=40`);
    await opened.waitForURL(/part-\d{4}\.html#pair=40$/);
    assert.deepEqual(await caught(), []);
  });
}
