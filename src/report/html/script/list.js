// Long lists: only the rows in view are drawn, and some to either side. Filters stand in the address, so a link keeps them.

/** Rows drawn beyond the view on either side, in heights of the view. */
const BEYOND = 2;

/** A list of equally high rows. `row` makes what stands in one; it has to hold a link. */
const longList = (label, row, empty) => {
  const rows = make('ul', { class: 'rows' });
  const scroll = make('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': label }, rows);
  let items = [];
  let last = -1;
  let drawn = '';
  let height = 0;
  const drawRows = () => {
    height = parseFloat(getComputedStyle(rows).getPropertyValue('--row')) || 64;
    const inView = Math.ceil(scroll.clientHeight / height) || 12;
    const first = Math.max(0, (Math.floor(scroll.scrollTop / height / inView) - BEYOND) * inView);
    const end = Math.min(items.length, first + (2 * BEYOND + 2) * inView);
    const state = `${first} ${end} ${height}`;
    if (state === drawn) return;
    drawn = state;
    const focused = rows.contains(document.activeElement) ? Number(document.activeElement.closest('li')?.dataset.at) : -1;
    rows.style.paddingTop = `${first * height}px`;
    rows.style.paddingBottom = `${(items.length - end) * height}px`;
    rows.replaceChildren(...items.slice(first, end).map((item, at) =>
      make('li', { 'aria-setsize': items.length, 'aria-posinset': first + at + 1, 'data-at': first + at }, row(item))));
    if (focused >= first && focused < end) linkAt(focused)?.focus({ preventScroll: true });
  };
  const linkAt = (at) => rows.querySelector(`li[data-at="${at}"] a`);
  const goTo = (at) => {
    if (!items.length) return;
    const to = Math.max(0, Math.min(items.length - 1, at));
    const [top, bottom] = [to * height, (to + 1) * height];
    if (top < scroll.scrollTop) scroll.scrollTop = top;
    if (bottom > scroll.scrollTop + scroll.clientHeight) scroll.scrollTop = bottom - scroll.clientHeight;
    drawRows();
    linkAt(to)?.focus({ preventScroll: true });
  };
  rows.addEventListener('focusin', (event) => { last = Number(event.target.closest('li')?.dataset.at ?? -1); });
  scroll.addEventListener('scroll', drawRows, { passive: true });
  scroll.addEventListener('keydown', (event) => {
    const steps = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };
    const step = steps[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const at = Number(document.activeElement.closest('li')?.dataset.at ?? Math.floor(scroll.scrollTop / height) - Math.sign(step));
    goTo(step === -Infinity ? 0 : step === Infinity ? items.length - 1 : at + step);
  });
  new ResizeObserver(drawRows).observe(scroll);
  return {
    node: scroll,
    // The row that had the focus last, if it is still in view; else the first that is.
    focus: () => {
      const first = Math.ceil(scroll.scrollTop / (height || 1));
      const isInView = last >= first && (last + 1) * height <= scroll.scrollTop + scroll.clientHeight;
      goTo(isInView ? last : first);
    },
    place: () => ({ top: scroll.scrollTop, last }),
    show: (shown, place = {}) => {
      items = shown;
      last = place.last ?? -1;
      drawn = '';
      scroll.classList.toggle('empty', !items.length);
      if (!items.length) {
        rows.style.paddingTop = rows.style.paddingBottom = '0';
        rows.replaceChildren(make('li', { class: 'nothing' }, empty));
        return;
      }
      drawRows();
      scroll.scrollTop = place.top ?? 0;
      drawRows();
    },
  };
};

/** What stands in the address behind the view: `#pairs&level=identical` → `{level: 'identical'}`. */
const paramsOf = (parts) => Object.fromEntries(parts.filter(Boolean).map((part) => {
  const at = part.indexOf('=');
  const decode = (text) => { try { return decodeURIComponent(text); } catch { return text; } };
  return at < 0 ? [part, ''] : [part.slice(0, at), decode(part.slice(at + 1))];
}));

const addressOf = (view, params) => `#${view}${Object.entries(params).filter(([, value]) => value !== '').map(([name, value]) => `&${name}=${encodeURIComponent(value)}`).join('')}`;

/** Controls above a list: each has a name, a label and what it is; `changed` is told all values. */
const filterBar = (controls, params, changed) => {
  const values = () => Object.fromEntries([...form.elements].filter((element) => element.name).map((element) => [element.name, element.type === 'checkbox' ? (element.checked ? '1' : '') : element.value]));
  const control = ({ name, label, type, options }) => {
    const value = params[name] ?? '';
    let input;
    if (type === 'select') {
      const known = options.some(([option]) => option === value) ? options : [...options, [value, value]];
      input = make('select', { name, id: `filter-${name}` }, known.map(([option, text]) => make('option', { value: option, selected: option === value }, text)));
    } else if (type === 'checkbox') input = make('input', { name, id: `filter-${name}`, type, checked: value === '1' });
    else if (type === 'number') input = make('input', { name, id: `filter-${name}`, type, value, min: 0, max: 100, inputmode: 'numeric' });
    else input = make('input', { name, id: `filter-${name}`, type, value, autocomplete: 'off' });
    return make('p', { class: `filter ${type}` }, make('label', { for: `filter-${name}` }, label), input);
  };
  const [first, ...others] = controls.map(control);
  const isWide = window.matchMedia('(min-width: 761px)').matches;
  const rest = others.length > 1 && !isWide ? make('details', { class: 'more-filters', open: Object.keys(params).length > 0 }, make('summary', {}, 'Filters and order'), make('div', { class: 'filters' }, others)) : others;
  const form = make('form', { class: 'filters', role: 'search', onsubmit: (event) => event.preventDefault() }, first, rest);
  form.addEventListener('input', () => changed(values()));
  return form;
};

/** A view of a long list under its filters. */
const listView = ({ view, title, controls, params, select, row, empty, noun }) => {
  const list = longList(title, row, empty);
  const count = make('p', { class: 'count', 'aria-live': 'polite' });
  const show = (values, place) => {
    const items = select(values);
    count.textContent = counted(items.length, noun);
    list.show(items, place);
  };
  const bar = filterBar(controls, params, (values) => {
    history.replaceState(null, '', addressOf(view, values));
    places.delete(view);
    show(values);
  });
  const node = make('section', { class: 'listed', 'aria-labelledby': 'title' }, make('h1', { id: 'title' }, title), bar, count, list.node);
  const remember = () => places.set(view, list.place());
  list.node.addEventListener('scroll', remember, { passive: true });
  list.node.addEventListener('focusin', remember);
  return { node, shown: () => show(params, places.get(view)), list };
};

/** How far down each list was and which row had the focus, for the way back. */
const places = new Map();

/** Values of a field, most frequent first, for a choice of one. */
const choices = (all, any) => {
  const counts = new Map();
  all.forEach((value) => value && counts.set(value, (counts.get(value) ?? 0) + 1));
  const known = [...counts].sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1));
  return [['', any], ...known.map(([value, count]) => [value, `${value} (${number(count)})`])];
};

const isWithin = (date, from, to) => (!from || date.slice(0, 10) >= from) && (!to || (date !== '' && date.slice(0, 10) <= to));

/** Documents as they are searched: id, title and source in small letters. */
const haystacks = [];
const haystack = (at) => (haystacks[at] ??= (({ id, title, source }) => `${id}\n${title}\n${source}`.toLowerCase())(documentOf(at)));

