// Which view is shown: the address says it, so a link leads to a view, and back leads back.

const missing = (message) => make('section', { 'aria-labelledby': 'title' }, make('h1', { id: 'title' }, 'Not here'), make('p', {}, message), make('p', {}, make('a', { href: '#overview' }, 'Overview')));

/** Views in the order of the menu: name, what it is called, whether there is anything in it. */
const menu = [
  ['overview', isPart ? 'Part' : 'Overview', true],
  ['stories', 'Stories', stories.length > 0],
  ['pairs', 'Pairs', pairs.length > 0 && !isCompare],
  ['pair=1', 'Side by side', isCompare],
  ['articles', isInspect ? 'Documents' : 'Repetition', articles.length > 0],
  ['gathered', 'Gathered', gathered.length > 0],
  ['sources', 'Sources', toldPairs.length > 0 || (report.sources_told ?? []).length > 0],
  ['sentences', 'Sentences', sentences.length > 0 && !isPart],
].filter(([, , has]) => has);

// The address names a view, and anybody may have written it: no name but these leads anywhere.
const viewFor = {
  __proto__: null,
  stories: (_, params) => storiesView(params),
  story: (value) => storyView(Number(value)),
  pairs: (_, params) => pairsView(params),
  pair: (value) => pairView(Number(value)),
  articles: (_, params) => articlesView(params),
  article: (value, params) => articleView(Number(value), params),
  gathered: (_, params) => gatheredView(params),
  sources: (_, params) => sourcesView(params),
  sentences: (_, params) => sentencesView(params),
};

/** The list from which a view of one thing is reached. */
const listOf = { __proto__: null, pair: () => walk.address, story: () => '#stories', article: () => '#articles' };

let current = { keys: {} };

const show = () => {
  const [head, ...rest] = location.hash.slice(1).split('&');
  const [name, value = ''] = head.split('=');
  const params = paramsOf(rest);
  const isOverview = !viewFor[name];
  byId('overview').hidden = !isOverview;
  byId('view').hidden = isOverview;
  if (name === 'article' && current.address === head && params.sentence) {
    goToSentence(Number(params.sentence));
    return;
  }
  const elsewhere = partOf(name, Number(value));
  if (elsewhere && (name === 'pair' || name === 'article')) {
    location.replace(`${elsewhere}${location.hash}`);
    return;
  }
  const view = isOverview ? { node: undefined } : viewFor[name](value, params);
  byId('view').replaceChildren(...(view.node ? [listOf[name] && !isCompare && !(isInspect && articles.length === 1) ? make('p', { class: 'back' }, make('a', { href: listOf[name]() }, '← back to the list')) : '', view.node].filter(Boolean) : []));
  document.body.dataset.view = isOverview ? 'overview' : name;
  document.querySelectorAll('#views a').forEach((link) => {
    const target = link.getAttribute('href').slice(1);
    const isCurrent = isOverview ? target === 'overview' : target === head || { pair: 'pairs', story: 'stories', article: 'articles' }[name] === target || target === name;
    if (isCurrent) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  });
  const isReturn = Boolean(listOf[current.name] && view.list);
  const title = view.node?.querySelector('h1')?.textContent;
  document.title = title ? `${title} · twicetold` : overviewTitle;
  current = { name, address: head, keys: view.keys ?? {}, list: view.list };
  if (!params.sentence) window.scrollTo(0, 0);
  view.shown?.();
  if (isReturn) view.list.focus();
};

const overviewTitle = document.title;

const keysHelp = [
  ['/', 'filter the list'], ['↓ ↑ or j k', 'next, previous row'], ['Enter', 'open'], ['n p', 'next, previous passage'],
  ['[ ]', 'previous, next pair'], ['c', 'copy the passage as a quotation'], ['Esc or u', 'back to the list'], ['o', 'overview'], ['?', 'these keys'],
];

const help = make('dialog', { 'aria-labelledby': 'keys-title' }, make('h2', { id: 'keys-title' }, 'Keys'),
  make('dl', {}, keysHelp.map(([key, what]) => [make('dt', {}, make('kbd', {}, key)), make('dd', {}, what)])), button('Close', () => help.close()));

const back = () => {
  const list = listOf[current.name];
  location.hash = list ? list() : '#overview';
};

const keys = {
  '/': () => byId('view').querySelector('input[type="search"]')?.focus(),
  '?': () => help.showModal(),
  o: () => { location.hash = '#overview'; },
  u: back,
  Escape: back,
  j: () => current.list?.focus(),
  ArrowDown: () => current.list?.focus(),
};

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || help.open) return;
  const isTyping = event.target.matches?.('input, select, textarea');
  if (isTyping && event.key === 'Escape') {
    event.target.blur();
    current.list?.focus();
    return;
  }
  if (isTyping || (event.key.startsWith('Arrow') && event.target.closest?.('.scroll, .text'))) return;
  const act = current.keys[event.key] ?? keys[event.key];
  if (!act || (event.key === 'ArrowDown' && !current.list)) return;
  event.preventDefault();
  act();
});

/** Dark, light, or what the system says. */
const themes = ['', 'light', 'dark'];
const themeButton = button('', () => setTheme(themes[(themes.indexOf(document.documentElement.dataset.theme ?? '') + 1) % themes.length]));
const setTheme = (theme) => {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  themeButton.textContent = { '': 'Colors: auto', light: 'Colors: light', dark: 'Colors: dark' }[theme];
  try {
    localStorage.setItem('twicetold-theme', theme);
  } catch { /* a page from a file may have no storage; then each opening begins anew */ }
};

const start = () => {
  let theme = '';
  try {
    theme = localStorage.getItem('twicetold-theme') ?? '';
  } catch { /* as above */ }
  setTheme(themes.includes(theme) ? theme : '');
  if (menu.length > 1 || isPart) byId('views').append(make('ul', {}, isPart ? make('li', {}, make('a', { href: report.page.split('/').map((step) => (step === '..' ? step : encodeURIComponent(step))).join('/') }, '← Report')) : undefined, menu.map(([name, label]) => make('li', {}, make('a', { href: `#${name}` }, label)))));
  byId('tools').append(themeButton, button('Keys', () => help.showModal(), { 'aria-keyshortcuts': '?' }));
  document.body.append(help);
  document.body.classList.add('ready');
  window.addEventListener('hashchange', show);
  const only = isCompare ? '#pair=1' : isInspect && articles.length === 1 && !report.parts ? `#article=${articles[0].at}` : '';
  if (!location.hash && only) history.replaceState(null, '', only);
  show();
};

// The summary is drawn before anything long is done.
requestAnimationFrame(() => setTimeout(start));
