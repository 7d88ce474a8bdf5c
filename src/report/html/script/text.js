// Texts with marks: places of the report are bytes, places in a script are UTF-16 units; both are told here and nowhere else.

/** Turns bytes of a text into units, for places in any order. */
const unitsOf = (text) => {
  if (/^[\u0000-\u007f]*$/.test(text)) return (byte) => byte;
  const starts = new Uint32Array(new TextEncoder().encode(text).length + 1);
  let byte = 0;
  for (let unit = 0; unit < text.length;) {
    const point = text.codePointAt(unit);
    const bytes = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    starts.fill(unit, byte, byte + bytes);
    byte += bytes;
    unit += point < 0x10000 ? 1 : 2;
  }
  starts[byte] = text.length;
  return (at) => starts[Math.min(at, byte)];
};

/**
 * A text cut where marks begin and end. A mark is `{start, end, …}` in units; `wrap` makes an element of a stretch and the
 * marks over it, or gives nothing where a text node will do; `before` may put something in front of a mark's first stretch.
 */
const marked = (text, marks, wrap, before = () => undefined) => {
  const cuts = [...new Set([0, text.length, ...marks.flatMap(({ start, end }) => [start, end])])].sort((one, other) => one - other);
  const sorted = [...marks].sort((one, other) => one.start - other.start);
  const fragment = document.createDocumentFragment();
  let open = [];
  let next = 0;
  for (let at = 0; at + 1 < cuts.length; at += 1) {
    const [start, end] = [cuts[at], cuts[at + 1]];
    open = open.filter((mark) => mark.end > start);
    for (; next < sorted.length && sorted[next].start === start; next += 1) {
      const sign = before(sorted[next]);
      if (sign) fragment.append(sign);
      if (sorted[next].end > start) open.push(sorted[next]);
    }
    const stretch = text.slice(start, end);
    const element = open.length ? wrap(open) : undefined;
    if (element) {
      element.append(visible(stretch));
      fragment.append(element);
    } else fragment.append(visible(stretch));
  }
  return fragment;
};

/** Stretches between quotation marks of any fashion, long enough to be somebody's words and on one line. */
const quotations = (text) => [...text.matchAll(/“[^“”\n]{20,600}”|«[^«»\n]{20,600}»|„[^„“\n]{20,600}“|「[^「」\n]{8,300}」|"[^"\n]{20,600}"/g)].map((found) => ({ start: found.index, end: found.index + found[0].length }));

/** Where sentences that many documents tell stand in a text. */
const boilerplate = (text) => {
  const found = [];
  for (const sentence of sentences) {
    const words = sentence.text.replace(/…$/, '');
    if (!sentence.roaming || words.length < 20) continue;
    const start = text.indexOf(words);
    if (start >= 0) found.push({ start, end: start + words.length });
  }
  return found;
};

/** What is not on both sides of an edited passage, by words: places in each side. Myers, 1986; nothing past `most` edits. */
const edits = (left, right, most = 600) => {
  const words = (text) => [...text.matchAll(/[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*/gu)].map((found) => ({ word: found[0].toLowerCase(), start: found.index, end: found.index + found[0].length }));
  const [one, other] = [words(left), words(right)];
  const path = shortest(one, other, most);
  if (!path) return [[], []];
  const kept = [new Set(path.map(([at]) => at)), new Set(path.map(([, at]) => at))];
  return [runs(one, kept[0]), runs(other, kept[1])];
};

/** Pairs of equal words on the shortest way from one list to the other. */
const shortest = (one, other, most) => {
  const trace = [];
  let reach = new Map([[1, 0]]);
  for (let edited = 0; edited <= most; edited += 1) {
    trace.push(new Map(reach));
    for (let line = -edited; line <= edited; line += 2) {
      const down = line === -edited || (line !== edited && (reach.get(line - 1) ?? -1) < (reach.get(line + 1) ?? -1));
      let x = down ? reach.get(line + 1) ?? 0 : (reach.get(line - 1) ?? 0) + 1;
      while (x < one.length && x - line < other.length && one[x].word === other[x - line].word) x += 1;
      reach.set(line, x);
      if (x >= one.length && x - line >= other.length) return walked(trace, one.length, other.length);
    }
  }
  return undefined;
};

const walked = (trace, left, right) => {
  const path = [];
  let [x, y] = [left, right];
  for (let edited = trace.length - 1; edited >= 0; edited -= 1) {
    const reach = trace[edited];
    const line = x - y;
    const down = line === -edited || (line !== edited && (reach.get(line - 1) ?? -1) < (reach.get(line + 1) ?? -1));
    const before = down ? line + 1 : line - 1;
    const [fromX, fromY] = edited ? [reach.get(before) ?? 0, (reach.get(before) ?? 0) - before] : [0, 0];
    while (x > fromX && y > fromY) path.push([(x -= 1), (y -= 1)]);
    [x, y] = [fromX, fromY];
  }
  return path;
};

/** Runs of words that are not kept, as places. */
const runs = (words, kept) => {
  const found = [];
  words.forEach(({ start, end }, at) => {
    if (kept.has(at)) return;
    const last = found[found.length - 1];
    if (last && last.at === at - 1) Object.assign(last, { end, at });
    else found.push({ start, end, at });
  });
  return found;
};

