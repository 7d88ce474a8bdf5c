// One document against itself: its sentences, which of them say the same again, what is new in each, what could go.

const articleRow = (article) => {
  const { found } = article;
  const side = documentOf(article.number);
  const [echoes, cut] = [found.echoes.length, found.could_cut.length];
  return make('a', { href: linkToArticle(article), class: 'row story' },
    make('span', { class: 'score' }, make('b', {}, percentile(found.index.percentile)), make('span', { class: 'unit' }, 'percentile')),
    sideOfRow(side),
    make('span', { class: 'doc' }, make('span', { class: 'title' }, found.index.verdict), make('span', { class: 'meta' }, `${percent(found.index.value)} of word triples again`)),
    make('span', { class: 'finding' }, make('span', { class: 'level' }, echoes ? counted(echoes, 'echo') : counted(found.words, 'word')), make('span', { class: 'meta' }, cut ? `${counted(cut, 'sentence')} could go` : found.language)));
};

const articlesView = (params) => {
  const controls = [
    { name: 'find', label: 'Find in ids, titles, sources', type: 'search' },
    { name: 'source', label: 'Source', type: 'select', options: choices(articles.map((article) => documentOf(article.number).source), 'any source') },
    { name: 'min', label: 'Percentile from', type: 'number' },
    { name: 'sort', label: 'Order', type: 'select', options: [['', 'most repetitive first'], ['words', 'longest first'], ['read', 'as read']] },
  ];
  const orders = {
    __proto__: null,
    '': (one, other) => (other.found.index.percentile ?? -1) - (one.found.index.percentile ?? -1) || other.found.index.value - one.found.index.value || one.at - other.at,
    words: (one, other) => other.found.words - one.found.words || one.at - other.at,
    read: (one, other) => one.at - other.at,
  };
  const select = (values) => {
    const words = (values.find ?? '').toLowerCase();
    return articles.filter((article) =>
      (!words || haystack(article.number).includes(words)) &&
      (!values.source || documentOf(article.number).source === values.source) &&
      (!values.min || (article.found.index.percentile ?? -1) >= Number(values.min))).sort(orders[values.sort ?? ''] ?? orders['']);
  };
  return listView({ view: 'articles', title: 'Repetition inside documents', controls, params, select, row: articleRow, noun: 'document', empty: articles.length ? 'No document is left by these filters.' : 'No document was looked at by itself.' });
};

/** Sentences as blocks as wide as they are long, echoes as arcs over them, what is new in each as bars below. */
const repetitionMap = (found, go) => {
  const lengths = found.sentences.map(({ start, end }) => Math.max(8, end - start));
  const total = lengths.reduce((sum, length) => sum + length, 0) || 1;
  const [width, floor] = [1000, 170];
  let x = 0;
  const blocks = lengths.map((length) => {
    const block = { x, width: (length / total) * width };
    x += block.width;
    return block;
  });
  const middle = (at) => blocks[at].x + blocks[at].width / 2;
  const fresh = found.fresh_information ?? [];
  const most = Math.max(1, ...fresh);
  const cut = new Set(found.could_cut.map(({ sentence }) => sentence));
  const again = new Set(found.echoes.flatMap(({ left, right }) => [left, right]));
  const rise = ({ left, right }) => Math.min(floor - 8, 14 + (middle(right) - middle(left)) / 2.6);
  // A curve of this kind rises three quarters as high as its handles.
  const top = Math.floor(floor - 10 - 0.75 * Math.max(0, ...found.echoes.map(rise)));
  const svg = draw('svg', { class: 'map', viewBox: `0 ${top} ${width} ${260 - top}`, role: 'group', 'aria-label': 'Sentences in order; arcs join those that say the same' });
  [...found.echoes].reverse().forEach((echo) => {
    const [from, to] = [middle(echo.left), middle(echo.right)];
    const label = `sentences ${echo.left + 1} and ${echo.right + 1}: ${echo.kind}, ${percent(echo.score)}`;
    svg.append(draw('path', { class: `arc ${echo.kind}`, d: `M${from} ${floor}C${from} ${floor - rise(echo)},${to} ${floor - rise(echo)},${to} ${floor}`, 'stroke-width': 1 + 3 * echo.score }, draw('title', {}, label)));
  });
  blocks.forEach((block, at) => {
    const label = `sentence ${at + 1}${cut.has(at) ? ', could go' : ''}`;
    const state = cut.has(at) ? 'cut' : again.has(at) ? 'again' : 'once';
    const shape = draw('rect', { class: `sentence ${state}`, x: block.x + 0.5, y: floor, width: Math.max(1, block.width - 1), height: 22 }, draw('title', {}, label));
    svg.append(draw('a', { href: `#article=${go.article}&sentence=${at + 1}`, 'aria-label': label }, shape));
    if (fresh[at] !== undefined) {
      const height = (fresh[at] / most) * 56;
      svg.append(draw('rect', { class: 'fresh', x: block.x + 0.5, y: 202, width: Math.max(1, block.width - 1), height }, draw('title', {}, `${counted(fresh[at], 'new content word')} in sentence ${at + 1}`)));
    }
  });
  return svg;
};

/** The text with its sentences; a phrase is lit while it is pointed at. */
const articleText = (found, text) => {
  const again = new Map();
  found.echoes.forEach(({ left, right }) => [[left, right], [right, left]].forEach(([one, other]) => again.set(one, [...(again.get(one) ?? []), other])));
  const cut = new Set(found.could_cut.map(({ sentence }) => sentence));
  if (text === undefined) {
    return make('div', { class: 'text' }, found.sentences.map((sentence, at) => make('p', { id: `sentence-${at + 1}`, class: cut.has(at) ? 's cut' : again.has(at) ? 's again' : 's', tabindex: '-1', dir: 'auto' }, sentence.text ?? '')));
  }
  const units = unitsOf(text);
  const place = ({ start, end }) => ({ start: units(start), end: units(end) });
  const marks = [
    ...found.sentences.map((sentence, at) => ({ ...place(sentence), sentence: at })),
    ...found.phrases.flatMap((phrase, at) => phrase.spans.map((span) => ({ ...place(span), phrase: at }))),
  ];
  const started = new Set();
  const wrap = (open) => {
    const sentence = open.find((mark) => mark.sentence !== undefined)?.sentence;
    const phrases = open.filter((mark) => mark.phrase !== undefined);
    const isFirst = sentence !== undefined && !started.has(sentence);
    if (isFirst) started.add(sentence);
    const state = cut.has(sentence) ? 'cut' : again.has(sentence) ? 'again' : '';
    const span = make('span', { class: `s ${state}`, id: isFirst && `sentence-${sentence + 1}`, tabindex: isFirst && '-1', 'data-sentence': sentence });
    phrases.forEach((mark) => span.classList.add('phrase', `phrase-${mark.phrase}`));
    return span;
  };
  const sign = (mark) => (mark.sentence !== undefined && again.has(mark.sentence)
    ? button(String(mark.sentence + 1), () => goToSentence(Math.min(...again.get(mark.sentence)) + 1), { class: 'badge', 'aria-label': `sentence ${mark.sentence + 1} says what sentence ${again.get(mark.sentence).map((at) => at + 1).join(', ')} says; go there` })
    : undefined);
  return make('div', { class: 'text', dir: 'auto' }, marked(text, marks, wrap, sign));
};

const goToSentence = (at) => {
  const sentence = byId(`sentence-${at}`);
  if (!sentence) return;
  document.querySelectorAll('.s.current').forEach((element) => element.classList.remove('current'));
  document.querySelectorAll(`[data-sentence="${at - 1}"]`).forEach((element) => element.classList.add('current'));
  sentence.classList.add('current');
  sentence.scrollIntoView({ block: 'center' });
  sentence.focus({ preventScroll: true });
  say(`sentence ${at}`);
};

const phraseList = (found, root) => {
  const light = (at, on) => root().querySelectorAll(`.phrase-${at}`).forEach((element) => element.classList.toggle('lit', on));
  const item = (phrase, at) => make('li', {}, button(`${phrase.text.replace(/\s+/g, ' ')}`, () => light(at, true), {
    class: 'factbutton', dir: 'auto', onmouseenter: () => light(at, true), onmouseleave: () => light(at, false), onfocus: () => light(at, true), onblur: () => light(at, false),
  }), make('span', { class: 'meta' }, ` ${number(phrase.count)} times`));
  return found.phrases.length ? make('section', { class: 'card' }, make('h2', {}, 'Phrases that come again'), make('ul', { class: 'facts' }, found.phrases.slice(0, 60).map(item))) : undefined;
};

const metricsOf = (found) => {
  const profiles = Object.entries(found.metrics ?? {});
  if (!profiles.length) return undefined;
  const over = new Set(found.over ?? []);
  const rows = profiles.flatMap(([profile, metrics]) => Object.entries(metrics).map(([name, value]) => {
    const limit = found.limits?.[profile]?.[name];
    const isOver = over.has(`${profile}/${name}`);
    return [spoken(name), profile, isOver ? make('strong', { class: 'over' }, `${valueOf(value)} over`) : valueOf(value), limit === undefined ? '' : valueOf(limit)];
  }));
  return make('details', { class: 'card' }, make('summary', {}, make('h2', {}, `Metrics${over.size ? `: ${counted(over.size, 'limit')} broken` : ''}`)), table('Metrics', ['metric', 'profile', '#value', '#limit'], rows));
};

const articleView = (at, params) => {
  const article = articles.find((found) => found.at === at);
  if (!article) return { node: missing(`There is no document ${at} with findings of its own in this page.`) };
  const { found } = article;
  const side = documentOf(article.number);
  const text = textOf(article.number);
  const rank = found.index.percentile === null ? '' : `, more than in ${percentile(found.index.percentile)}% of texts of its length in ${found.index.reference || 'human-written news'}`;
  const words = found.could_cut.reduce((sum, cut) => sum + cut.words, 0);
  const isLooked = found.sentences?.length > 0;
  const body = isLooked ? articleText({ phrases: [], ...found }, text) : make('div', { class: 'text', dir: 'auto' }, text ?? '');
  const root = () => body;
  const node = make('section', { class: 'article', 'aria-labelledby': 'title' },
    make('h1', { id: 'title', dir: 'auto' }, side.title),
    make('p', { class: 'meta', dir: 'auto' }, [side.id, origin(side), counted(found.words, 'word'), found.language].filter(Boolean).join(' · ')),
    make('p', { class: 'lead' }, found.index.verdict ? `${begun(found.index.verdict)}. ` : '', `${percent(found.index.value)} of its word triples come again${rank}.`),
    words ? make('p', { class: 'note' }, `${counted(found.could_cut.length, 'sentence')} could go, ${counted(words, 'word')}, ${percent(words / (found.words || 1))} of the text: each says what an earlier one says.`) : undefined,
    isLooked ? make('figure', { class: 'card wide' }, make('figcaption', {}, make('h2', {}, 'Repetition map'), make('p', { class: 'hint' }, found.echoes.length ? 'Each block is a sentence; arcs join those that say the same: ' : 'Each block is a sentence; no two say the same. ', found.echoes.length > 0 && [ make('span', { class: 'key again' }, 'said again'), ' ', make('span', { class: 'key cut' }, 'could go'), '. '], 'The bars below: how many content words are new in it.')), sideways('Repetition map', repetitionMap(found, { article: at }))) : undefined,
    make('div', { class: 'reading' }, body, make('aside', { 'aria-label': 'Phrases and metrics' }, isLooked ? [phraseList(found, root), metricsOf(found)] : make('p', { class: 'note' }, `What it repeats: twicetold inspect ${side.file}${side.record > 1 || side.id !== side.file ? `#${side.id}` : ''}`))));
  return { node, shown: () => params.sentence && goToSentence(Number(params.sentence)) };
};

