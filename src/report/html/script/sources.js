// Who retells whom: a matrix of sources, the same as a table, and what each source has of its own.

/** Sources in the matrix at most; the table has all. */
const SHOWN = 30;

const toldPairs = (report.source_pairs ?? []);

const matrix = (order) => {
  const between = new Map(toldPairs.map((pair) => [`${pair.source}\n${pair.first}`, pair]));
  const weight = new Map();
  toldPairs.forEach((pair) => {
    const by = { __proto__: null, retold: [[pair.first, pair.documents]], retelling: [[pair.source, pair.documents]] }[order] ?? [[pair.source, pair.documents], [pair.first, pair.documents]];
    by.forEach(([name, documents]) => weight.set(name, (weight.get(name) ?? 0) + documents));
  });
  const all = [...new Set(toldPairs.flatMap((pair) => [pair.source, pair.first]))];
  const shown = all.sort((one, other) => (order === 'name' ? 0 : (weight.get(other) ?? 0) - (weight.get(one) ?? 0)) || (one < other ? -1 : 1)).slice(0, SHOWN);
  const cell = (source, first) => {
    const pair = between.get(`${source}\n${first}`);
    if (!pair?.documents) return make('td', {});
    const label = `${source} retells ${first === source ? 'itself' : first}: ${counted(pair.documents, 'document')}, ${percent(pair.share)} of all it has`;
    const heat = Math.min(5, Math.ceil(pair.share * 10));
    return make('td', { class: `heat heat-${heat}` }, make('a', { href: addressOf('pairs', { source, with: first }), 'aria-label': label, title: label }, number(pair.documents)));
  };
  const short = (name) => (name.length > 26 ? `${name.slice(0, 25)}…` : name);
  const grid = make('table', { class: 'matrix' },
    make('caption', { class: 'unseen' }, 'Documents of the source of the row that retell one of the source of the column'),
    make('thead', {}, make('tr', {}, make('td', { class: 'corner' }, 'retells ↘ of'), shown.map((first) => make('th', { scope: 'col' }, make('span', { dir: 'auto', title: first }, short(first)))))),
    make('tbody', {}, shown.map((source) => make('tr', {}, make('th', { scope: 'row', dir: 'auto', title: source }, short(source)), shown.map((first) => cell(source, first))))));
  return { grid, hidden: all.length - shown.length };
};

const sourcesView = (params) => {
  const place = make('div', { class: 'scroll-x', tabindex: '0', role: 'region', 'aria-label': 'Matrix of sources' });
  const note = make('p', { class: 'hint' });
  const drawMatrix = (order) => {
    const { grid, hidden: left } = matrix(order);
    place.replaceChildren(grid);
    note.textContent = `Darker: a larger share of what the source has. Each number leads to its pairs.${left > 0 ? ` ${counted(left, 'more source')} in the table.` : ''}`;
  };
  const orders = filterBar([{ name: 'sort', label: 'Order', type: 'select', options: [['', 'most retelling and retold'], ['retelling', 'most retelling'], ['retold', 'most retold'], ['name', 'by name']] }], params, ({ sort }) => {
    history.replaceState(null, '', addressOf('sources', { sort }));
    drawMatrix(sort);
  });
  drawMatrix(params.sort ?? '');
  const relations = (pair) => Object.entries(pair.matches_by_relation).map(([name, count]) => `${number(count)} ${spoken(name)}`).join(', ');
  const told = [...toldPairs].filter((pair) => pair.documents > 0).sort((one, other) => other.documents - one.documents || other.share - one.share);
  const rows = told.slice(0, 500).map((pair) => [
    make('a', { href: addressOf('pairs', { source: pair.source, with: pair.first }) }, pair.source), pair.first === pair.source ? 'itself' : pair.first,
    number(pair.documents), percent(pair.share), number(pair.retold), pair.median_delay === null ? '–' : delay(pair.median_delay), relations(pair)]);
  const own = [...(report.sources_told ?? [])].sort((one, other) => one.own_share - other.own_share || (one.source < other.source ? -1 : 1));
  const ownRows = own.slice(0, 500).map((source) => [source.source, number(source.documents), number(source.retelling_documents), number(source.undetermined_documents), percent(source.own_share), percent(source.own_words / (source.words || 1))]);
  const node = make('section', { 'aria-labelledby': 'title' }, make('h1', { id: 'title' }, 'Sources'),
    told.length ? [make('div', { class: 'card wide' }, make('h2', {}, 'Who retells whom'), orders, place, note),
      make('div', { class: 'card wide' }, make('h2', {}, 'The same as a table'), table('Who retells whom', ['source', 'retells', '#documents', '#share of all it has', '#retold', '#median delay', 'matches'], rows), told.length > 500 ? make('p', { class: 'more' }, `… and ${number(told.length - 500)} more in the report as json`) : undefined)]
      : make('p', { class: 'note' }, 'No source retells another, as far as it is known which was first.'),
    ownRows.length ? make('div', { class: 'card wide' }, make('h2', {}, 'What is their own'), table('What each source has of its own', ['source', '#documents', '#retell others', '#undetermined', '#own documents', '#own words'], ownRows)) : undefined);
  return { node };
};

const sentenceRow = (sentence) => make('a', { href: addressOf('pairs', { find: documentOf(sentence.first).id }), class: 'row sentence' },
  make('span', { class: 'score' }, make('b', {}, number(sentence.documents)), make('span', { class: 'unit' }, 'documents')),
  make('span', { class: 'doc' }, make('span', { class: 'title', dir: 'auto' }, sentence.text)),
  make('span', { class: 'finding' }, make('span', { class: 'level' }, sentence.roaming ? 'roams: boilerplate' : 'told with its text'), make('span', { class: 'meta', dir: 'auto' }, `${sentence.sources ? `${counted(sentence.sources, 'source')}, ` : ''}first in ${documentOf(sentence.first).id}`)));

const sentencesView = (params) => listView({
  view: 'sentences', title: 'Sentences told in many documents', params, row: sentenceRow, noun: 'sentence',
  controls: [{ name: 'find', label: 'Find in sentences', type: 'search' }, { name: 'kind', label: 'Which', type: 'select', options: [['', 'all'], ['roaming', 'boilerplate: in documents that otherwise differ'], ['told', 'told with their text']] }],
  select: (values) => sentences.filter((sentence) => (!values.find || sentence.text.toLowerCase().includes(values.find.toLowerCase())) && (!values.kind || sentence.roaming === (values.kind === 'roaming'))),
  empty: 'No sentence stands in many documents.',
});

const gatheredRow = (one) => {
  const side = documentOf(one.number);
  const parts = one.sources.slice(0, 3).map((source) => `${percent(source[2])} ${documentOf(source[0]).id}`).join(', ');
  return make('a', { href: addressOf('pairs', { find: side.id }), class: 'row story' },
    make('span', { class: 'score' }, make('b', {}, percent(1 - one.ownShare)), make('span', { class: 'unit' }, 'explained')), sideOfRow(side),
    make('span', { class: 'doc' }, make('span', { class: 'title', dir: 'auto' }, parts), make('span', { class: 'meta' }, one.sources.length > 3 ? `and ${number(one.sources.length - 3)} more` : '')),
    make('span', { class: 'finding' }, make('span', { class: 'level' }, `${percent(one.ownShare)} its own`), make('span', { class: 'meta' }, counted(one.ownWords, 'word'))));
};

const gatheredView = (params) => listView({
  view: 'gathered', title: 'What explains each document', params, row: gatheredRow, noun: 'document',
  controls: [{ name: 'find', label: 'Find in ids, titles, sources', type: 'search' }],
  select: (values) => gathered.filter((one) => !values.find || haystack(one.number).includes(values.find.toLowerCase())),
  empty: 'No document is explained by earlier ones.',
});

