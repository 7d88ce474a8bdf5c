// What the browser tests share: pages made by the program, a browser that is offline, and what a page is caught at.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before } from 'node:test';
import { chromium } from 'playwright-core';

const program = process.env.TWICETOLD;
export const root = resolve(import.meta.dirname, '../..');

/** A folder that goes away with the tests of a file. */
export const folder = mkdtempSync(join(tmpdir(), 'twicetold-browser-'));

/** Runs the program at the root of the project and gives what it wrote. */
export const run = (...args) =>
  execFileSync(program, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] });

/** A page of a command, as an address; and its report as JSON beside it. */
export const page = (name, ...args) => {
  const file = join(folder, `${name}.html`);
  run(...args, '--report', `html=${file}`, '--report', `json=${join(folder, `${name}.json`)}`);
  return pathToFileURL(file).href;
};

/** The report of a page, by the name it was made with. */
export const reportOf = (name) => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));

/** Writes a file into the folder and gives its path. */
export const put = (name, text) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

let browser;
before(async () => { browser = await launch(); });
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A tab, and a list of everything that no page of ours may do: run what it was given, ask, fetch, break its policy, fail. */
export const tab = async (options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  const opened = await context.newPage();
  const caught = [];
  opened.on('dialog', (dialog) => {
    caught.push(`dialog ${dialog.message()}`);
    dialog.dismiss();
  });
  opened.on('pageerror', (error) => caught.push(`error ${error.message}`));
  opened.on('console', (message) => message.type() !== 'debug' && caught.push(`console ${message.text()}`));
  opened.on('request', (request) => {
    if (!/^(file|about|data):/.test(request.url())) caught.push(`request ${request.url()}`);
  });
  opened.on('popup', (popup) => caught.push(`popup ${popup.url()}`));
  await opened.addInitScript(() => {
    window.caught = [];
    document.addEventListener('securitypolicyviolation', (event) => window.caught.push(`policy ${event.violatedDirective} ${event.blockedURI}`));
  });
  const inPage = async () => [...caught, ...(await opened.evaluate(() => [...(window.caught ?? []), ...(window.ran ? [`ran ${window.ran}`] : [])]))];
  return { context, tab: opened, caught: inPage };
};

/** Opens a page and waits until its script has shown the view. */
export const open = async (opened, address) => {
  await opened.goto(address);
  await opened.waitForFunction(() => document.body.classList.contains('ready'));
};

/** Goes to a view by its address. */
export const view = async (opened, hash) => {
  await opened.evaluate((to) => { location.hash = to; }, hash);
  await opened.waitForFunction((to) => location.hash === to || location.hash.startsWith(to), hash);
  await opened.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
};

/** Every view that a page has something for. */
export const views = async (opened) => {
  const fromMenu = await opened.$$eval('#views a', (links) => links.map((link) => link.getAttribute('href')));
  const has = await opened.evaluate(() => {
    const report = JSON.parse(document.getElementById('report').textContent);
    return { pairs: report.matches.length + (report.same_story ?? []).length, stories: (report.clusters ?? []).length, articles: (report.articles ?? []).length };
  });
  const some = (name, count) => Array.from({ length: Math.min(count, 3) }, (_, at) => `#${name}=${1 + Math.floor((at * (count - 1)) / 2)}`);
  return [...new Set([...fromMenu, ...some('pair', has.pairs), ...some('story', has.stories), ...some('article', has.articles)])];
};
