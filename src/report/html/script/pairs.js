// All pairs: filtered by level, source, date, similarity and words, in the order that is asked for.

const sides = (pair) => [documentOf(pair.left), documentOf(pair.right)];

const sideOfRow = (side) => make('span', { class: 'doc' },
  make('span', { class: 'title', dir: 'auto' }, side.title),
  make('span', { class: 'meta', dir: 'auto' }, [side.title === side.id ? '' : side.id, origin(side)].filter(Boolean).join(' · ')));

const pairRow = (pair) => {
  const [score, what] = scoreOf(pair);
  const [left, right] = sides(pair);
  const note = pair.common ? 'mostly common text' : pair.relation === 'identical' ? 'the same words' : `${counted(pair.shared, 'word')} shared`;
  return make('a', { href: linkToPair(pair), class: 'row pair', 'data-level': pair.level },
    make('span', { class: 'score' }, make('b', {}, percent(score)), make('span', { class: 'unit' }, what)),
    sideOfRow(left), sideOfRow(right),
    make('span', { class: 'finding' }, make('span', { class: 'level' }, spoken(pair.level)), make('span', { class: 'meta' }, note)));
};

const similarityOrder = (one, other) => other.similarity - one.similarity || one.number - other.number;

const pairOrders = {
  __proto__: null,
  '': () => 0,
  most: similarityOrder,
  least: (one, other) => one.similarity - other.similarity || one.number - other.number,
  rewrite: (one, other) => (other.rewrite ?? -1) - (one.rewrite ?? -1) || one.number - other.number,
  words: (one, other) => other.shared - one.shared || one.number - other.number,
  newest: (one, other) => {
    const [first, second] = [documentOf(one.right).date, documentOf(other.right).date];
    return first === second ? one.number - other.number : first < second ? 1 : -1;
  },
};

/** The pairs that filters leave, those of the same story only where they are asked for, in their order; the list that stepping from pair to pair goes through. */
const selectPairs = (values) => {
  const words = (values.find ?? '').toLowerCase();
  const [min, max] = [values.min ? Number(values.min) / 100 : 0, values.max ? Number(values.max) / 100 : 1];
  // The level of that name, or where no pair has it the relation; pairs of one story only by name.
  const isOfLevel = !values.level ? (pair) => pair.relation !== 'same-story'
    : pairs.some((pair) => pair.level === values.level) ? (pair) => pair.level === values.level : (pair) => pair.relation === values.level;
  const ofSource = (pair) => !values.source || sides(pair).some((side) => side.source === values.source);
  const ofBoth = (pair) => !values.with || (() => {
    const [left, right] = sides(pair).map((side) => side.source);
    return values.source === values.with ? left === right && left === values.with : left === values.with || right === values.with;
  })();
  const ofDate = (pair) => (!values.from && !values.to) || sides(pair).some((side) => isWithin(side.date, values.from, values.to));
  const found = pairs.filter((pair) =>
    isOfLevel(pair) &&
    pair.similarity >= min - 1e-9 && (max >= 1 || pair.similarity < max - 1e-9) &&
    !(values.own && pair.common) &&
    (!words || haystack(pair.left).includes(words) || haystack(pair.right).includes(words)) &&
    ofSource(pair) && ofBoth(pair) && ofDate(pair));
  const order = pairOrders[values.sort ?? ''] ?? pairOrders[''];
  return values.sort ? found.sort(order) : found;
};

/** What the last list of pairs showed, for stepping through it. */
let walk = { address: '#pairs', pairs: pairs.filter((pair) => pair.relation !== 'same-story') };

const pairsView = (params) => {
  const sources = choices(pairs.flatMap((pair) => [...new Set(sides(pair).map((side) => side.source))]), 'any source');
  const levels = choices(pairs.map((pair) => pair.level), 'any level').map(([value, text]) => [value, value ? spoken(text) : text]);
  const controls = [
    { name: 'find', label: 'Find in ids, titles, sources', type: 'search' },
    { name: 'sort', label: 'Order', type: 'select', options: [['', 'strongest level first'], ['least', 'least similar first'], ['most', 'most similar first'], ['rewrite', 'rewrite score'], ['words', 'most words shared'], ['newest', 'newest first']] },
    { name: 'level', label: 'Level', type: 'select', options: levels },
    { name: 'source', label: 'Source', type: 'select', options: sources },
    ...(params.with ? [{ name: 'with', label: 'and', type: 'select', options: sources }] : []),
    { name: 'from', label: 'From', type: 'date' },
    { name: 'to', label: 'To', type: 'date' },
    { name: 'min', label: 'Similar from %', type: 'number' },
    { name: 'max', label: 'below %', type: 'number' },
    { name: 'own', label: 'Without common text', type: 'checkbox' },
  ];
  return listView({
    view: 'pairs', title: 'Pairs', controls, params, row: pairRow, noun: 'pair',
    empty: pairs.length ? 'No pair is left by these filters.' : 'No two documents have anything in common that was looked for.',
    select: (values) => {
      walk = { address: addressOf('pairs', values), pairs: selectPairs(values) };
      return walk.pairs;
    },
  });
};

