//! One run of the generator: which documents are new, which are versions, and what the truth about them is.

use super::compose::{Composer, mark_last};
use super::generate::{Counts, GenerateOptions, Generator, Shape};
use super::overlap::{Overlap, ShingleTable};
use super::random::Random;
use super::record::{Header, Page, Style};
use super::versions::{Editor, Kind};
use super::vocabulary::{Token, Vocabulary};
use crate::error::{Error, Result};
use std::io::Write;

/// Stories of which versions can still be made.
const KEPT: usize = 1000;
/// Most documents of one story.
const FAMILY: usize = 6;
/// Label of two documents of one story of which neither was made from the other.
const FAMILY_LABEL: &str = "family";
/// 2010-01-01 as days since 1970, the first date of a corpus.
const FIRST_DAY: usize = 14_610;
/// Ten years: the dates of a corpus.
const DAYS: usize = 3_652;
/// Bytes of truth gathered before they are written.
const LINES: usize = 1 << 16;

/// A document as its versions are made from it.
#[derive(Clone, Default)]
struct Told {
    id: u64,
    day: u32,
    outlet: usize,
    title: Vec<Token>,
    text: Vec<Token>,
    style: Style,
    /// Distinct shingles; none before they were counted.
    shingles: Option<u32>,
}

/// The documents of one story; places beyond `told` keep their space for later stories.
#[derive(Clone, Default)]
struct Story {
    documents: Vec<Told>,
    told: usize,
}

impl Story {
    /// Makes place for one more document.
    fn next(&mut self) -> &mut Told {
        if self.told == self.documents.len() {
            self.documents.push(Told::default());
        }
        self.told += 1;
        let next = &mut self.documents[self.told - 1];
        next.style = Style::Plain;
        next.shingles = None;
        next
    }
}

/// One call of `write`.
pub(super) struct Run<'a> {
    options: &'a GenerateOptions,
    vocabulary: &'a Vocabulary,
    documents: &'a mut dyn Write,
    truth: &'a mut dyn Write,
    composer: Composer<'a>,
    editor: Editor,
    /// Decides what is written; apart from the words, so that lists can grow without other decisions.
    random: Random,
    /// Holds the text that others are compared with.
    table: ShingleTable,
    /// Counts the shingles of others.
    counter: ShingleTable,
    page: Page,
    lines: Vec<u8>,
    counts: Counts,
}

impl<'a> Run<'a> {
    pub(super) fn new(generator: &'a Generator, documents: &'a mut dyn Write, truth: &'a mut dyn Write) -> Result<Self> {
        let options = &generator.options;
        let vocabulary = &generator.vocabulary;
        let mut composer = Composer::new(vocabulary, options.seed);
        let editor = Editor::new(&mut composer);
        let lines = b"id_a\tid_b\tlabel\tpositive\tsimilarity\tcontainment_a\tcontainment_b\n".to_vec();
        Ok(Self {
            options,
            vocabulary,
            documents,
            truth,
            composer,
            editor,
            random: Random::new(options.seed ^ 0x7457_1ce7_01d0_0000),
            table: ShingleTable::new(),
            counter: ShingleTable::new(),
            page: Page::new(),
            lines,
            counts: Counts::default(),
        })
    }

    /// Articles or lines, each an original or a version of one of the last thousand stories.
    pub(super) fn news(&mut self) -> Result<()> {
        let mut stories = vec![Story::default(); KEPT];
        let versions = (self.options.duplicates * 65_536.0) as usize;
        for id in 1..=self.options.documents {
            let stories_told = self.counts.originals as usize;
            if self.random.bits(16) < versions && stories_told > 0 {
                let start = self.random.below(stories_told.min(KEPT));
                // A full story gives way to its neighbor, so that the share of versions holds.
                let open = (0..8).map(|step| (start + step) % stories_told.min(KEPT));
                let open = open.into_iter().find(|&at| stories[at].told < FAMILY);
                if let Some(at) = open {
                    self.version(id, &mut stories[at])?;
                    continue;
                }
            }
            let story = &mut stories[stories_told % KEPT];
            story.told = 0;
            let told = story.next();
            self.original(id, told);
            self.emit(told)?;
        }
        Ok(())
    }

    /// Fills `told` with a new text.
    fn original(&mut self, id: u64, told: &mut Told) {
        told.id = id;
        self.counts.originals += 1;
        self.dateline(told);
        self.composer.title(&mut told.title);
        if self.options.shape == Shape::OneLine {
            let words = self.composer.random.between(8, 16);
            self.composer.line(words, &mut told.text);
        } else {
            let words = self.composer.article_words();
            self.composer.article(words, &mut told.text);
        }
    }

    fn dateline(&mut self, told: &mut Told) {
        told.day = (FIRST_DAY + self.random.below(DAYS)) as u32;
        self.byline(told);
    }

    /// Draws an outlet, the first ones more often.
    fn byline(&mut self, told: &mut Told) {
        let outlets = self.vocabulary.outlets.len();
        told.outlet = self.random.below(outlets).min(self.random.below(outlets));
    }

    /// Adds a later version of one of the documents of `story`, and its pairs with all of them.
    fn version(&mut self, id: u64, story: &mut Story) -> Result<()> {
        let origin = self.random.below(story.told);
        let kind = self.kind();
        let later = self.random.bits(3) as u32;
        story.next();
        let (earlier, last) = story.documents[..story.told].split_at_mut(story.told - 1);
        let (parent, told) = (&earlier[origin], &mut last[0]);
        told.id = id;
        told.day = parent.day + later;
        self.byline(told);
        told.title.clone_from(&parent.title);
        if self.random.bits(1) == 0 {
            self.composer.title(&mut told.title);
        }
        let kind = self.editor.version(kind, &parent.text, &mut told.text, &mut self.composer);
        if kind == Kind::Case {
            told.style = Style::OTHERS[self.random.bits(2)];
        }
        self.emit(told)?;
        let loaded = self.table.load(&told.text);
        told.shingles = Some(loaded.shingles);
        for (at, other) in earlier.iter_mut().enumerate() {
            let label = if at == origin { kind.name() } else { FAMILY_LABEL };
            let shared = self.table.shared(&other.text, loaded);
            let overlap = Overlap { left: self.shingles(other), right: loaded.shingles, shared };
            self.line(other.id, id, label, overlap)?;
        }
        Ok(())
    }

    /// Draws a kind by its share; kinds that need a long text are left out for single lines.
    fn kind(&mut self) -> Kind {
        let mut at = self.random.bits(6);
        for kind in Kind::ALL {
            if at < kind.share() {
                let short = self.options.shape == Shape::OneLine;
                let fits = !short || matches!(kind, Kind::Exact | Kind::Case | Kind::Front);
                return if fits { kind } else { Kind::Substitution };
            }
            at -= kind.share();
        }
        Kind::Substitution
    }

    /// Documents that all come from one: copies of it, near-duplicates of it, or a drift away from it.
    pub(super) fn copies(&mut self) -> Result<()> {
        let mut first = Told::default();
        self.original(1, &mut first);
        self.composer.article(320, &mut first.text);
        self.emit(&first)?;
        let mut loaded = self.table.load(&first.text);
        let mut told = first.clone();
        let mut text = Vec::new();
        for id in 2..=self.options.documents {
            told.id = id;
            self.dateline(&mut told);
            let alike = match self.options.shape {
                Shape::OneBucket => Some(self.random.between(850, 990)),
                Shape::Chain => Some(900),
                _ => None,
            };
            if let Some(per_mille) = alike {
                self.editor.substitute(&first.text, per_mille, &mut text, &mut self.composer);
                std::mem::swap(&mut told.text, &mut text);
            }
            self.emit(&told)?;
            told.shingles = None;
            let shared = self.table.shared(&told.text, loaded);
            let overlap = Overlap { left: loaded.shingles, right: self.shingles(&mut told), shared };
            self.line(first.id, id, self.options.shape.name(), overlap)?;
            if self.options.shape == Shape::Chain {
                std::mem::swap(&mut first, &mut told);
                loaded = self.table.load(&first.text);
            }
        }
        Ok(())
    }

    /// Different articles over one footer of at least 150 words.
    pub(super) fn footers(&mut self) -> Result<()> {
        let mut footer = Vec::new();
        self.composer.article(150, &mut footer);
        let mut told = Told::default();
        for id in 1..=self.options.documents {
            self.original(id, &mut told);
            mark_last(&mut told.text, Token::PARAGRAPH);
            told.text.extend_from_slice(&footer);
            self.emit(&told)?;
        }
        Ok(())
    }

    fn emit(&mut self, told: &Told) -> Result<()> {
        self.counts.documents += 1;
        let outlet = self.vocabulary.outlets.get(told.outlet).map_or("", String::as_str);
        let header = Header { id: told.id, outlet, day: told.day, title: &told.title };
        let text = (told.text.as_slice(), told.style);
        self.page.record(self.vocabulary, &header, text, self.documents).map_err(documents_failed)
    }

    /// How many distinct shingles a document has, counted once.
    fn shingles(&mut self, told: &mut Told) -> u32 {
        *told.shingles.get_or_insert_with(|| self.counter.load(&told.text).shingles)
    }

    /// One line of truth.
    fn line(&mut self, left: u64, right: u64, label: &'static str, overlap: Overlap) -> Result<()> {
        let fractions = (overlap.similarity(), overlap.containment_left(), overlap.containment_right());
        let (similarity, in_right, in_left) = fractions;
        let written = writeln!(self.lines, "d{left:07}\td{right:07}\t{label}\t1\t{similarity:.6}\t{in_right:.6}\t{in_left:.6}");
        self.counts.pairs += 1;
        *self.counts.pairs_by_label.entry(label).or_default() += 1;
        written.and_then(|()| if self.lines.len() >= LINES { self.flush_lines() } else { Ok(()) }).map_err(truth_failed)
    }

    fn flush_lines(&mut self) -> std::io::Result<()> {
        self.truth.write_all(&self.lines)?;
        self.lines.clear();
        Ok(())
    }

    /// Writes what is gathered.
    pub(super) fn finish(mut self) -> Result<Counts> {
        self.page.flush(self.documents).and_then(|()| self.documents.flush()).map_err(documents_failed)?;
        self.flush_lines().and_then(|()| self.truth.flush()).map_err(truth_failed)?;
        self.counts.bytes = self.page.written;
        Ok(self.counts)
    }
}

fn documents_failed(error: std::io::Error) -> Error {
    Error::write("generated documents", error)
}

fn truth_failed(error: std::io::Error) -> Error {
    Error::write("truth of the generated documents", error)
}
