// Numbers and findings in words, as `phrasing.rs` has them for the other reports.

const number = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

const plural = (count, noun) => {
  if (count === 1) return noun;
  if (/(ch|echo)$/.test(noun)) return `${noun}es`;
  return /[^aeou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
};

const counted = (count, noun) => `${number(count)} ${plural(count, noun)}`;

/** A fraction in percent; only everything is 100 and only nothing 0. */
const percent = (fraction) => {
  const value = fraction * 100;
  if (!Number.isFinite(value)) return '–';
  if (value > 99 && value < 100) return `${(Math.floor(value * 10) / 10).toFixed(1)}%`;
  if (value > 0 && value < 0.1) return '<0.1%';
  if (value > 0 && value < 1) return `${value.toFixed(1)}%`;
  return `${value.toFixed(0)}%`;
};

const percentile = (value) => (value === null || value === undefined ? '–' : (Math.floor(value * 10) / 10).toFixed(1));

/** A value of a metric, in as many digits as it deserves. */
const valueOf = (value) => {
  if (value === null || !Number.isFinite(value)) return '–';
  if (Number.isInteger(value) && Math.abs(value) >= 1) return String(value);
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 3);
};

/** Seconds in the unit that fits. */
const delay = (seconds) => {
  const length = Math.abs(seconds);
  const sign = seconds < 0 ? '−' : '';
  const rounded = (unit) => Math.floor((length + unit / 2) / unit);
  if (length === 0) return 'none';
  if (length < 60) return `${sign}${length} s`;
  if (rounded(60) < 60) return `${sign}${rounded(60)} min`;
  if (rounded(3600) < 48) return `${sign}${rounded(3600)} h`;
  return `${sign}${counted(rounded(86400), 'day')}`;
};

/** A date as it came, without the seconds and the zone that a list has no room for. */
const shortDate = (date) => date.replace(/^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d).*$/, '$1 $2');

const origin = (side) => [side.source, shortDate(side.date)].filter(Boolean).join(' · ');

/** A name of a level or a kind as a word of the page. */
const spoken = (name) => name.replace(/-/g, ' ').replace('near duplicate', 'near-duplicate');

/** The number that bears a finding out, and what it counts. */
const scoreOf = (pair) => {
  if (pair.relation === 'identical') return [1, 'similar'];
  if (pair.relation === 'contains') return [Math.max(pair.containmentLeft, pair.containmentRight), 'contained'];
  if (pair.relation === 'rewritten' && pair.rewrite !== null) return [pair.rewrite, 'rewrite score'];
  return [pair.similarity, 'similar'];
};

/** A text with its first letter large. */
const begun = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

/** What bears a finding out, in a line. */
const grounds = (pair) => {
  const parts = [];
  if (pair.rewrite !== null) parts.push(`rewrite score ${percent(pair.rewrite)}`);
  if (pair.relation === 'identical') parts.push('the same words in the same order');
  else if (pair.relation === 'contains') {
    const [share, side, other] = pair.containmentLeft >= pair.containmentRight ? [pair.containmentLeft, 'left', 'right'] : [pair.containmentRight, 'right', 'left'];
    parts.push(`${percent(share)} of ${side} stands in ${other}`);
  } else parts.push(`${percent(pair.similarity)} similar`);
  if (pair.relation !== 'identical') parts.push(`${counted(pair.shared, 'word')} shared`);
  if (pair.common) parts.push('mostly text told in many documents');
  const [then, now] = [pair.left, pair.right].map((at) => Date.parse(documentOf(at).date));
  if (now > then) parts.push(`right ${delay(Math.round((now - then) / 1000))} after left`);
  return parts.join(' · ');
};

const finding = (pair) => `${spoken(pair.level)} · ${grounds(pair)}`;

const kindOf = (passage) => {
  const [kind, , , , , words, score] = passage;
  if (kind === 2) return score === undefined || score === null ? 'in other words' : `in other words, ${percent(score)}`;
  return `${kind === 0 ? 'word for word' : 'edited'}, ${counted(words, 'word')}`;
};

