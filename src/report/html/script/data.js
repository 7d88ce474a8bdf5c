// The report behind the page: rows by position as `wire.rs` writes them, texts parsed when they are asked for.

const byId = (id) => document.getElementById(id);
const parsed = (id) => JSON.parse(byId(id).textContent);

const report = parsed('report');
const names = report.names;
const isCompare = report.command === 'compare';
const isInspect = report.command === 'inspect';
const isPart = Boolean(report.page);

/** A document by its number; -1 names nothing. */
const documentOf = (() => {
  const known = new Map();
  return (number) => {
    if (!known.has(number)) {
      const [id, title, source, date, url, file, record, byte, words] = report.documents[number];
      const shown = title && title.trim() ? title : id;
      known.set(number, { number, id, title: shown, source: names[source] ?? '', date: date ?? '', url: url ?? '', file: names[file] ?? '', record, byte, words });
    }
    return known.get(number);
  };
})();

/** The text of a document, or nothing where the page does not have it. */
const textOf = (() => {
  const blocks = [...document.querySelectorAll('script.texts')];
  const places = new Map();
  blocks.forEach((block, at) => block.dataset.documents.split(' ').forEach((number, within) => places.set(Number(number), [at, within])));
  const read = new Map();
  return (number) => {
    const place = places.get(number);
    if (!place) return undefined;
    const [at, within] = place;
    if (!read.has(at)) {
      if (read.size > 16) read.clear();
      read.set(at, JSON.parse(blocks[at].textContent));
    }
    return read.get(at)[within];
  };
})();

/** All pairs in the order of the report; those of the same story, which are told apart, behind the others. */
const pairs = [...report.matches, ...(report.same_story ?? [])].map((row, at) => {
  const [left, right, relation, level, similarity, containmentLeft, containmentRight, rewrite, shared, common, passages, more] = row;
  return { number: report.first_pair + at, left, right, relation, level: level === 'unrelated' ? relation : level, similarity, containmentLeft, containmentRight, rewrite, shared, common, passages, more: more ?? {} };
});

const pairNumbered = (number) => pairs[number - report.first_pair];

/** The pair of two documents, whichever is left. */
const pairOf = (() => {
  let known;
  const key = (one, other) => Math.min(one, other) * report.documents.length + Math.max(one, other);
  return (one, other) => {
    known ??= new Map(pairs.map((pair) => [key(pair.left, pair.right), pair]));
    return known.get(key(one, other));
  };
})();

const stories = (report.clusters ?? []).map(([id, first, members, lowest, all, chained, chainedTo]) => ({
  id, first, members: members.map(([number, relation, similarity]) => ({ number, relation, similarity })), lowest, all, chained, chainedTo,
}));

const articles = (report.articles ?? []).map(([number, found], at) => ({ at: report.first_article + at, number, found }));

const sentences = (report.common_sentences ?? []).map(([text, documents, sources, roaming, first, start, end]) => ({ text, documents, sources, roaming, first, start, end }));

const gathered = (report.gathered ?? []).map(([number, sources, ownWords, ownShare]) => ({ number, sources, ownWords, ownShare }));

/** The part in which a pair, or a document with findings of its own, is shown in full; empty where that is here. */
const partOf = (kind, number) => {
  if (!report.parts) return '';
  const { folder, first_pairs: ofPairs, first_articles: ofArticles } = report.parts;
  const firsts = kind === 'pair' ? ofPairs : ofArticles;
  const before = kind === 'pair' ? 0 : ofPairs.length;
  const at = before + firsts.filter((first) => first <= number).length;
  return `${encodeURIComponent(folder)}/part-${String(at).padStart(4, '0')}.html`;
};

const linkToPair = (pair) => `${partOf('pair', pair.number)}#pair=${pair.number}`;
const linkToArticle = (article) => `${partOf('article', article.at)}#article=${article.at}`;

