// The pictures of the README, of the real page: `TWICETOLD=program node tests/browser/pictures.mjs` writes them to docs/pictures and
// fails where they are over 300 kB together.

import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const MOST = 300_000;
const root = resolve(import.meta.dirname, '../..');
const made = mkdtempSync(join(tmpdir(), 'twicetold-pictures-'));
const page = (name, ...args) => {
  const file = join(made, `${name}.html`);
  execFileSync(process.env.TWICETOLD, [...args, '--report', `html=${file}`], { cwd: root, stdio: 'ignore' });
  return pathToFileURL(file).href;
};

const newsroom = page('newsroom', 'scan', 'corpora/newsroom/docs.jsonl');
const repetition = page('repetition', 'inspect', 'corpora/repetition/docs.jsonl#r6');
const pictures = [
  ['overview', `${newsroom}#overview`, { height: 700 }],
  ['side-by-side', `${newsroom}#pair=30`, { height: 760, keys: ['n', 'n'] }],
  ['sources', `${newsroom}#sources`, { height: 620, colorScheme: 'dark' }],
  ['repetition', repetition, { height: 720 }],
];

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
mkdirSync(join(root, 'docs/pictures'), { recursive: true });
let bytes = 0;
for (const [name, address, { height, colorScheme = 'light', keys = [] }] of pictures) {
  const context = await browser.newContext({ viewport: { width: 1180, height }, colorScheme });
  const tab = await context.newPage();
  await tab.goto(address);
  await tab.waitForFunction(() => document.body.classList.contains('ready'));
  for (const key of keys) await tab.keyboard.press(key);
  await tab.waitForTimeout(300);
  const client = await context.newCDPSession(tab);
  const { data } = await client.send('Page.captureScreenshot', { format: 'webp', quality: 82 });
  const file = join(root, 'docs/pictures', `${name}.webp`);
  writeFileSync(file, Buffer.from(data, 'base64'));
  bytes += statSync(file).size;
  console.log(`${name}.webp ${statSync(file).size}`);
}
await browser.close();
rmSync(made, { recursive: true, force: true });
console.log(`${bytes} bytes together, at most ${MOST}`);
process.exitCode = bytes > MOST ? 1 : 0;
