// Elements from data. What came with the input becomes text nodes and nothing else.

const [hiddenAlways, hiddenBehindLatin] = parsed('hidden');
const hidden = new RegExp(`[${hiddenAlways}]|(?<=^|[\\u0000-\\u05ff])[${hiddenBehindLatin}]`, 'gu');

/** A text with what would act or hide in it shown, as the terminal shows it. */
const visible = (text) =>
  String(text).replace(hidden, (character) => `‹U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}›`);

/** An element: attributes by name, listeners by `on…`, children that are elements or text. */
const make = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);

/** The same in SVG. */
const draw = (tag, attributes = {}, ...children) => fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);

const fill = (element, attributes, children) => {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : visible(value));
  }
  append(element, children);
  return element;
};

const append = (element, children) => {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false || child === '') continue;
    element.append(child instanceof Node ? child : document.createTextNode(visible(child)));
  }
};

/** A button that says what it does, to the eye and to a reader of the screen. */
const button = (label, onclick, attributes = {}) => make('button', { type: 'button', onclick, ...attributes }, label);

/** An address that leads out, only where it is one of the web. */
const outward = (url) => (/^https?:\/\//i.test(url) ? make('a', { href: url, rel: 'noopener noreferrer nofollow', class: 'out' }, url) : undefined);

/** Tells what has changed to those who do not see it. */
const say = (text) => {
  byId('said').textContent = text;
};

/** A table: titles (a `#` in front makes a column of numbers), rows of cells, the first of them the head of its row. */
const table = (caption, titles, rows) => {
  const isNumber = titles.map((title) => title.startsWith('#'));
  const cell = (tag, at, content, scope) => make(tag, { scope, class: isNumber[at] && 'number', dir: tag !== 'th' || scope === 'row' ? 'auto' : undefined }, content);
  const made = make('table', {},
    make('caption', { class: 'unseen' }, caption),
    make('thead', {}, make('tr', {}, titles.map((title, at) => cell('th', at, title.replace(/^#/, ''), 'col')))),
    make('tbody', {}, rows.map((row) => make('tr', {}, row.map((content, at) => (at ? cell('td', at, content) : cell('th', 0, content, 'row')))))));
  return sideways(caption, made);
};

/** What may be wider than the screen, in a frame that scrolls, by keys too. */
const sideways = (label, node) => make('div', { class: 'scroll-x', tabindex: '0', role: 'region', 'aria-label': label }, node);

