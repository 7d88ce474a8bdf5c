// Two texts side by side: passages with the same number and color in both, edits inside them, the facts, which was first.

/** Hues that passages take in turn; the number beside the color is what tells them apart. */
const HUES = 8;

/** Whether texts are stepped through or scrolled by hand; the other side follows a hand. */
const following = { held: false };

const sideNames = ['left', 'right'];

/** The passages of a pair; of identical texts the whole is one. */
const passagesOf = (pair, texts) => {
  if (pair.passages.length || pair.relation !== 'identical' || texts.some((text) => text === undefined)) return pair.passages;
  const bytes = texts.map((text) => new TextEncoder().encode(text).length);
  return [[0, 0, bytes[0], 0, bytes[1], documentOf(pair.left).words]];
};

/** Marks of one side: passages, edits in them, what is greyed, facts. */
const marksOf = (side, text, passages, changes, facts) => {
  const units = unitsOf(text);
  const place = (start, bytes) => ({ start: units(start), end: units(start + bytes) });
  const of = (passage) => place(passage[1 + 2 * side], passage[2 + 2 * side]);
  const marks = passages.map((passage, at) => ({ ...of(passage), passage: at, kind: passage[0] }));
  changes.forEach((found, at) => found[side].forEach(({ start, end }) => {
    const { start: from } = of(passages[at]);
    marks.push({ start: from + start, end: from + end, edit: true });
  }));
  facts.forEach((fact, at) => {
    const [start, bytes] = side === 0 ? fact.left ?? [] : fact.right ?? [];
    if (start !== undefined) marks.push({ ...place(start, bytes), fact: at, what: fact.what });
  });
  [...quotations(text), ...boilerplate(text)].forEach((quiet) => marks.push({ ...quiet, quiet: true }));
  return marks;
};

/** Facts of a ledger in one list, each with what became of it and where it stands. */
const factsOf = (pair, texts) => {
  if (!pair.more.facts) return [];
  const [kept, changed, dropped, added] = pair.more.facts;
  const units = texts.map((text) => (text === undefined ? undefined : unitsOf(text)));
  const words = (side, [start, bytes], quote) => (texts[side] === undefined ? quote ?? '' : texts[side].slice(units[side](start), units[side](start + bytes)));
  const both = (what) => ([kind, ls, lb, rs, rb, ofLeft, ofRight]) => ({ what, kind: names[kind], left: [ls, lb], right: [rs, rb], words: [words(0, [ls, lb], ofLeft), words(1, [rs, rb], ofRight)] });
  const lone = (what, side) => ([kind, start, bytes, quote]) => ({ what, kind: names[kind], [sideNames[side]]: [start, bytes], words: [words(side, [start, bytes], quote)] });
  return [...changed.map(both('changed')), ...dropped.map(lone('dropped', 0)), ...added.map(lone('added', 1)), ...kept.map(both('kept'))];
};

/** One text with its marks, or its quotes where the page does not have it. */
const pane = (side, pair, view) => {
  const document = documentOf(side === 0 ? pair.left : pair.right);
  const text = view.texts[side];
  const share = side === 0 ? pair.containmentLeft : pair.containmentRight;
  const told = pair.more.retelling?.[side === 0 ? 'coverage_left' : 'coverage_right'];
  const head = make('header', {},
    make('h2', { dir: 'auto' }, document.title),
    make('p', { class: 'meta', dir: 'auto' }, [side === 0 ? 'left' : 'right', document.id, origin(document)].filter(Boolean).join(' · ')),
    make('p', { class: 'meta' }, `${counted(document.words, 'word')}, ${percent(share)} of its shingles in the other`, told === undefined ? '' : `, ${percent(told)} told there`),
    make('p', { class: 'meta place', dir: 'auto' }, outward(document.url) ?? `${document.file}${document.record ? `:${document.record}` : ''}`));
  const body = make('div', { class: 'text', tabindex: '0', role: 'region', 'aria-label': `text of ${sideNames[side]}`, dir: 'auto' });
  if (text === undefined) body.append(quotesOf(side, pair, view));
  else body.append(marked(text, marksOf(side, text, view.passages, view.changes, view.facts), (open) => stretch(open, view), (mark) => badge(mark, side, view)));
  body.addEventListener('scroll', () => follow(side, view), { passive: true });
  view.bodies[side] = body;
  return make('article', { class: `pane ${sideNames[side]}` }, head, body);
};

/** A stretch of text under some marks. */
const stretch = (open, view) => {
  const passage = open.find((mark) => mark.passage !== undefined);
  const facts = open.filter((mark) => mark.fact !== undefined);
  const classes = [
    open.some((mark) => mark.quiet) && 'quiet', open.some((mark) => mark.edit) && 'edit',
    facts.length && 'fact', facts.some((mark) => mark.what === 'changed') && 'changed',
  ].filter(Boolean);
  if (!passage) {
    const span = make('span', { class: classes.join(' ') });
    facts.forEach((mark) => span.classList.add(`fact-${mark.fact}`));
    return span;
  }
  const mark = make('mark', { class: [`hue-${passage.passage % HUES}`, ['verbatim', 'edited', 'rewritten'][passage.kind], ...classes].join(' '), 'data-passage': passage.passage });
  facts.forEach((found) => mark.classList.add(`fact-${found.fact}`));
  mark.addEventListener('click', () => view.go(passage.passage));
  return mark;
};

/** The number in front of a passage: pressed, it brings the passage up on both sides. */
const badge = (mark, side, view) => {
  if (mark.passage === undefined) return undefined;
  const label = `passage ${mark.passage + 1}, ${kindOf(view.passages[mark.passage])}; show it on both sides`;
  return button(String(mark.passage + 1), () => view.go(mark.passage, side), { class: `badge hue-${mark.passage % HUES}`, 'aria-label': label, 'data-passage': mark.passage });
};

const quotesOf = (side, pair, view) => [
  make('p', { class: 'note' }, 'The whole text is not in this page; these are its passages.'),
  ...view.passages.map((passage, at) => make('p', {}, badge({ passage: at }, side, view), make('mark', { class: `hue-${at % HUES}`, 'data-passage': at }, passage[7 + side] ?? 'no words quoted'))),
].reduce((fragment, part) => (fragment.append(part), fragment), document.createDocumentFragment());

/** Scrolls a text so that an element stands a third of the way down. */
const bring = (body, element, third = body.clientHeight / 3) => {
  const top = element.getBoundingClientRect().top - body.getBoundingClientRect().top + body.scrollTop;
  body.scrollTop = Math.max(0, top - third);
};

/** The other side goes to the passage that stands highest in the view of this one. */
const follow = (side, view) => {
  if (following.held) return;
  const [body, other] = [view.bodies[side], view.bodies[1 - side]];
  const bounds = body.getBoundingClientRect();
  const seen = view.firsts[side].find(({ element }) => element.getBoundingClientRect().bottom > bounds.top + 8);
  const twin = seen && view.firsts[1 - side].find(({ at }) => at === seen.at);
  if (!twin) return;
  hold();
  bring(other, twin.element, seen.element.getBoundingClientRect().top - bounds.top);
};

/** While the page scrolls by itself, nothing follows. */
const hold = () => {
  following.held = true;
  clearTimeout(following.timer);
  following.timer = setTimeout(() => { following.held = false; }, 120);
};

/** Brings a passage up on both sides and says which it is. */
const goToPassage = (view, at) => {
  if (!view.passages.length) return;
  view.at = (at + view.passages.length) % view.passages.length;
  hold();
  view.bodies.forEach((body, side) => {
    body.querySelectorAll('.current').forEach((element) => element.classList.remove('current'));
    body.querySelectorAll(`[data-passage="${view.at}"]`).forEach((element) => element.classList.add('current'));
    const first = view.firsts[side].find((found) => found.at === view.at);
    if (first) bring(body, first.element);
  });
  const passage = view.passages[view.at];
  view.place.textContent = `${view.at + 1} of ${view.passages.length}`;
  view.kind.textContent = kindOf(passage);
  say(`passage ${view.at + 1} of ${view.passages.length}, ${kindOf(passage)}`);
};

/** What became of the facts, each a button that leads to where it stands. */
const ledger = (pair, view) => {
  if (!pair.more.facts) return undefined;
  const [kept, , , , quotations] = pair.more.facts;
  const lit = (at) => {
    view.bodies.forEach((body) => {
      body.querySelectorAll('.lit').forEach((element) => element.classList.remove('lit'));
      const found = body.querySelectorAll(`.fact-${at}`);
      found.forEach((element) => element.classList.add('lit'));
      hold();
      if (found.length) bring(body, found[0]);
    });
  };
  const item = (fact, at) => make('li', {}, button(fact.words.map((words) => words.replace(/\s+/g, ' ').slice(0, 90)).filter((words, index, all) => !index || words !== all[0]).join(' → '), () => lit(at), { class: 'factbutton', dir: 'auto', title: fact.kind }));
  const group = (what) => {
    const items = view.facts.map((fact, at) => [fact, at]).filter(([fact]) => fact.what === what);
    if (!items.length) return undefined;
    const note = what === 'kept' && quotations ? `, ${counted(quotations, 'quotation')} among them` : '';
    return make('details', { open: what !== 'kept' || kept.length < 12 }, make('summary', {}, `${what} (${items.length}${note})`), make('ul', { class: `facts ${what}` }, items.map(([fact, at]) => item(fact, at))));
  };
  return make('section', { class: 'card' }, make('h2', {}, 'Facts'), ['changed', 'dropped', 'added', 'kept'].map(group));
};

/** Which was first, and on what grounds. */
const directionOf = (pair) => {
  if (!pair.more.direction) return undefined;
  const [first, contested, grounds] = pair.more.direction;
  const title = sideNames.includes(first) ? `${first} was first${contested ? ' by the dates; the texts say otherwise' : ''}` : 'which was first: undetermined';
  const other = (side) => (side === 'left' ? 'right' : 'left');
  return make('section', { class: 'card' }, make('h2', {}, `Direction: ${title}`),
    grounds.length ? make('ul', {}, grounds.map(([, says, ground]) => make('li', { dir: 'auto' }, `${other(ground)} ${names[says]}`))) : make('p', {}, 'No grounds were found.'));
};

/** A passage as a quotation with both references, for a letter or a note. */
const quotation = (pair, view) => {
  const passage = view.passages[view.at] ?? [];
  const words = (side) => {
    const text = view.texts[side];
    if (text === undefined) return passage[7 + side] ?? '';
    const units = unitsOf(text);
    return passage.length ? text.slice(units(passage[1 + 2 * side]), units(passage[1 + 2 * side] + passage[2 + 2 * side])) : '';
  };
  const reference = (side) => [side.title, side.source, side.date, side.url || side.id].filter(Boolean).join(', ');
  const [left, right] = sides(pair);
  return [`“${words(0)}”\n— ${reference(left)}`, `“${words(1)}”\n— ${reference(right)}`, passage.length ? `(${kindOf(passage)}; the documents as a whole: ${finding(pair)})` : finding(pair)].join('\n\n');
};

const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = make('textarea', { class: 'unseen' });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  say('copied');
};

/** The view of one pair. */
const pairView = (numberOf) => {
  const pair = pairNumbered(numberOf);
  if (!pair) return { node: missing(`There is no pair ${numberOf} in this page.`) };
  const texts = [textOf(pair.left), textOf(pair.right)];
  const view = { at: -1, texts, bodies: [], firsts: [], passages: passagesOf(pair, texts), place: make('span', { class: 'place' }), kind: make('span', { class: 'kind' }) };
  view.facts = factsOf(pair, texts);
  view.changes = view.passages.map((passage) => changesIn(passage, texts));
  view.go = (at) => goToPassage(view, at);
  const at = walk.pairs.indexOf(pair);
  const step = (by) => {
    const next = walk.pairs[at + by];
    if (at >= 0 && next) location.hash = `#pair=${next.number}`;
  };
  const numbers = view.passages.length ? [
    button('‹', () => view.go(view.at - 1), { 'aria-label': 'previous passage (p)' }), view.place,
    button('›', () => view.go(view.at + 1), { 'aria-label': 'next passage (n)' }), view.kind,
    button('Copy as quotation', () => copy(quotation(pair, view)), { title: 'the passage on both sides, with both references' }),
  ] : [make('span', { class: 'kind' }, 'No passage in common.')];
  const bar = make('div', { class: 'steps', role: 'toolbar', 'aria-label': 'Passages' }, numbers,
    make('span', { class: 'spring' }),
    isCompare || at < 0 ? undefined : [button('previous pair', () => step(-1), { disabled: at <= 0, title: '[' }), button('next pair', () => step(1), { disabled: at + 1 >= walk.pairs.length, title: ']' })]);
  const legend = make('p', { class: 'hint' }, make('span', { class: 'quiet' }, 'grey'), ': quoted words, and sentences that many documents tell. ', make('span', { class: 'edit' }, 'underlined'), ': words inside a passage that the other side has not.');
  const beside = [ledger(pair, view), directionOf(pair)].filter(Boolean);
  const node = make('section', { class: beside.length ? 'sides' : 'sides alone', 'aria-labelledby': 'title' },
    make('div', { class: 'verdict' }, make('h1', { id: 'title' }, begun(spoken(pair.level))), make('p', {}, grounds(pair))),
    bar, make('div', { class: 'panes' }, pane(0, pair, view), pane(1, pair, view)),
    make('aside', { 'aria-label': 'Facts and direction' }, beside, legend));
  const shown = () => {
    view.firsts = view.bodies.map((body) => [...body.querySelectorAll('.badge')].map((element) => ({ at: Number(element.dataset.passage), element })));
    if (view.passages.length) view.place.textContent = `${view.passages.length} in all`;
  };
  return { node, shown, keys: { n: () => view.go(view.at + 1), p: () => view.go(view.at - 1), '[': () => step(-1), ']': () => step(1), c: () => copy(quotation(pair, view)) } };
};

/** Edits inside an edited passage, as places in its two stretches. */
const changesIn = (passage, texts) => {
  if (passage[0] !== 1 || texts.some((text) => text === undefined)) return [[], []];
  const cut = (side) => {
    const units = unitsOf(texts[side]);
    return texts[side].slice(units(passage[1 + 2 * side]), units(passage[1 + 2 * side] + passage[2 + 2 * side]));
  };
  return edits(cut(0), cut(1));
};

