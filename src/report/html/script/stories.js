// Stories told more than once: who was first, who told it again and when, and how alike the tellings are.

const membersOf = (story) => [story.first, ...story.members.map((member) => member.number)];

const storyRow = (story) => {
  const first = documentOf(story.first);
  const sources = new Set(membersOf(story).map((number) => documentOf(number).source).filter(Boolean));
  return make('a', { href: `#story=${story.id}`, class: 'row story' },
    make('span', { class: 'score' }, make('b', {}, number(story.members.length + 1)), make('span', { class: 'unit' }, 'documents')),
    sideOfRow(first),
    make('span', { class: 'doc' }, make('span', { class: 'title' }, sources.size ? counted(sources.size, 'source') : ''), make('span', { class: 'meta', dir: 'auto' }, [...sources].slice(0, 4).join(', '))),
    make('span', { class: 'finding' }, make('span', { class: 'level' }, `${percent(story.lowest)} at least`), make('span', { class: 'meta' }, story.chained ? 'drifts on' : `story ${story.id}`)));
};

const storyOrders = {
  __proto__: null,
  '': () => 0,
  loosest: (one, other) => one.lowest - other.lowest || one.id - other.id,
  tightest: (one, other) => other.lowest - one.lowest || one.id - other.id,
  earliest: (one, other) => byDate(one, other, 1),
  newest: (one, other) => byDate(one, other, -1),
};

const byDate = (one, other, way) => {
  const [first, second] = [one, other].map((story) => documentOf(story.first).date);
  return first === second ? one.id - other.id : (first < second ? -1 : 1) * way;
};

const storiesView = (params) => {
  const allSources = stories.flatMap((story) => [...new Set(membersOf(story).map((at) => documentOf(at).source))]);
  const relations = choices(stories.flatMap((story) => [...new Set(story.members.map((member) => member.relation))]), 'any relation').map(([value, text]) => [value, value ? spoken(text) : text]);
  const controls = [
    { name: 'find', label: 'Find in ids, titles, sources', type: 'search' },
    { name: 'sort', label: 'Order', type: 'select', options: [['', 'largest first'], ['loosest', 'least alike first'], ['tightest', 'most alike first'], ['earliest', 'earliest first'], ['newest', 'newest first']] },
    { name: 'source', label: 'Source', type: 'select', options: choices(allSources, 'any source') },
    { name: 'relation', label: 'Relation', type: 'select', options: relations },
    { name: 'from', label: 'From', type: 'date' },
    { name: 'to', label: 'To', type: 'date' },
    { name: 'size', label: 'Documents from', type: 'number' },
    { name: 'below', label: 'Lowest below %', type: 'number' },
    { name: 'chained', label: 'Drifting on', type: 'checkbox' },
  ];
  const select = (values) => {
    const words = (values.find ?? '').toLowerCase();
    const found = stories.filter((story) =>
      (!values.size || story.members.length + 1 >= Number(values.size)) &&
      (!values.below || story.lowest < Number(values.below) / 100) &&
      (!values.chained || story.chained) &&
      (!values.relation || story.members.some((member) => member.relation === values.relation)) &&
      (!words || membersOf(story).some((at) => haystack(at).includes(words))) &&
      (!values.source || membersOf(story).some((at) => documentOf(at).source === values.source)) &&
      ((!values.from && !values.to) || membersOf(story).some((at) => isWithin(documentOf(at).date, values.from, values.to))));
    return values.sort ? found.sort(storyOrders[values.sort] ?? storyOrders['']) : found;
  };
  return listView({ view: 'stories', title: 'Stories', controls, params, select, row: storyRow, noun: 'story', empty: stories.length ? 'No story is left by these filters.' : 'No story is told more than once.' });
};

/** Points in time, a lane a source; each leads to its pair with the first. */
const timeline = (story) => {
  const dated = membersOf(story).map((at) => documentOf(at)).map((side) => ({ side, time: Date.parse(side.date) })).filter(({ time }) => Number.isFinite(time));
  if (dated.length < 2) return undefined;
  dated.sort((one, other) => one.time - other.time);
  const [from, to] = [dated[0].time, dated[dated.length - 1].time];
  const lanes = [...new Set(dated.map(({ side }) => side.source || '(no source)'))].slice(0, 14);
  const [left, width, step] = [170, 640, 24];
  const x = (time) => left + 14 + ((time - from) / (to - from || 1)) * (width - 28);
  const y = (side) => 30 + Math.max(0, lanes.includes(side.source || '(no source)') ? lanes.indexOf(side.source || '(no source)') : lanes.length - 1) * step;
  const height = 30 + lanes.length * step;
  const svg = draw('svg', { class: 'timeline', viewBox: `0 0 ${left + width} ${height}`, role: 'group', 'aria-label': 'Tellings in time' });
  lanes.forEach((lane, at) => svg.append(
    draw('line', { class: 'grid', x1: left, x2: left + width, y1: 30 + at * step, y2: 30 + at * step }),
    draw('text', { x: left - 8, y: 34 + at * step, 'text-anchor': 'end' }, lane.length > 24 ? `${lane.slice(0, 23)}…` : lane)));
  svg.append(draw('text', { x: left + 4, y: 12 }, shortDate(dated[0].side.date)), draw('text', { x: left + width, y: 12, 'text-anchor': 'end' }, shortDate(dated[dated.length - 1].side.date)));
  dated.slice(0, 500).forEach(({ side, time }, at) => {
    const pair = side.number === story.first ? undefined : pairOf(story.first, side.number);
    const label = `${side.source || side.id}: ${side.title}, ${at ? `${delay((time - from) / 1000)} after the first` : 'the first'}`;
    const dot = draw('circle', { class: at ? 'dot' : 'dot first', cx: x(time), cy: y(side), r: at ? 6 : 8 }, draw('title', {}, label));
    svg.append(pair ? draw('a', { href: linkToPair(pair), 'aria-label': label }, dot) : dot);
  });
  return make('figure', { class: 'card' }, make('figcaption', {}, make('h2', {}, 'In time')), sideways('Tellings in time', svg));
};

/** Which tellings match which: drawn where it says more than a table, in groups that drift or are loose. */
const graph = (story) => {
  const members = membersOf(story);
  if (members.length < 4 || members.length > 60 || !(story.chained || story.lowest < 0.75)) return undefined;
  const [size, middle] = [360, 180];
  const angle = (at) => ((at - 1) / (members.length - 1)) * 2 * Math.PI - Math.PI / 2;
  const place = (at) => (at === 0 ? [middle, middle] : [middle + 130 * Math.cos(angle(at)), middle + 130 * Math.sin(angle(at))]);
  const svg = draw('svg', { class: 'graph', viewBox: `0 0 ${size} ${size}`, role: 'img', 'aria-label': 'Which tellings match which; the first is in the middle' });
  members.forEach((one, from) => members.slice(from + 1).forEach((other, at) => {
    const pair = pairOf(one, other);
    if (!pair) return;
    const [[x1, y1], [x2, y2]] = [place(from), place(from + 1 + at)];
    svg.append(draw('line', { class: 'edge', x1, y1, x2, y2, 'stroke-width': 0.5 + 4 * pair.similarity ** 2 }, draw('title', {}, percent(pair.similarity))));
  }));
  members.forEach((member, at) => {
    const [x, y] = place(at);
    svg.append(draw('circle', { class: at ? 'dot' : 'dot first', cx: x, cy: y, r: at ? 9 : 11 }, draw('title', {}, documentOf(member).title)), draw('text', { x, y: y + 4, 'text-anchor': 'middle', class: 'inside' }, String(at + 1)));
  });
  return make('figure', { class: 'card' }, make('figcaption', {}, make('h2', {}, 'Who matches whom'), make('p', { class: 'hint' }, 'Numbers are those of the table; thicker lines are more alike.')), svg);
};

const storyView = (id) => {
  const story = stories.find((found) => found.id === id);
  if (!story) return { node: missing(`There is no story ${id} in this page.`) };
  const first = documentOf(story.first);
  const since = (side) => {
    const [then, now] = [Date.parse(first.date), Date.parse(side.date)];
    return Number.isFinite(then) && Number.isFinite(now) ? delay(Math.round((now - then) / 1000)) : '–';
  };
  const row = (at, side, relation, similarity) => {
    const pair = at ? pairOf(story.first, side.number) : undefined;
    const title = pair ? make('a', { href: linkToPair(pair) }, side.title) : side.title;
    return [String(at + 1), title, side.source, shortDate(side.date), at ? since(side) : 'first', relation, similarity];
  };
  const shown = story.members.slice(0, 1000);
  const rows = [row(0, first, '', ''), ...shown.map((member, at) => row(at + 1, documentOf(member.number), spoken(member.relation), percent(member.similarity)))];
  const hiddenRows = story.members.length - shown.length;
  const chain = story.chained && make('p', { class: 'note' }, 'This story drifts on: a member matches documents that the first does not. ',
    story.chainedTo.map((other) => make('a', { href: `#story=${other}` }, `story ${other} `)));
  const node = make('section', { 'aria-labelledby': 'title' },
    make('h1', { id: 'title', dir: 'auto' }, first.title),
    make('p', { class: 'lead' }, `Story ${story.id}: ${counted(story.members.length + 1, 'document')}, no two less than ${percent(story.lowest)} alike${story.all ? '' : ' (each compared with the first)'}.`),
    chain, make('div', { class: 'story-pictures' }, timeline(story), graph(story)),
    make('div', { class: 'card wide' }, table('Tellings of this story', ['no.', 'title', 'source', 'date', '#after the first', 'relation', '#similarity'], rows),
      hiddenRows > 0 ? make('p', { class: 'more' }, `… and ${number(hiddenRows)} more in the report as json`) : undefined));
  return { node };
};

