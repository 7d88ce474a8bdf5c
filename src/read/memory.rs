//! Documents that a caller has in memory, read as if they stood in a file: a list, the columns of a table.

use super::batches::{Cut, Layout};
use super::cells::{Cells, FIELDS};
use super::piece::Piece;
use super::{At, Fields, Locator, Options, Origin, Outcome, Record};
use crate::document::{Document, Fault, Reason};
use crate::{Error, Result};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// Documents in memory, wherever they stand; see [`Inputs::in_memory`](super::Inputs::in_memory).
///
/// They are asked twice for what is shown, by any number of threads, and must give the same each time.
///
/// ```
/// use std::borrow::Cow;
/// use twicetold::read::{Documents, Inputs, Options};
/// use twicetold::{ScanOptions, Sources, scan_files};
///
/// struct Lines(&'static str);
///
/// impl Documents for Lines {
///     fn len(&self) -> usize {
///         self.0.lines().count()
///     }
///
///     fn value(&self, at: usize, field: &str) -> Option<Cow<'_, str>> {
///         (field == "text").then(|| self.0.lines().nth(at).map(Cow::Borrowed))?
///     }
/// }
///
/// let lines = Lines("The bridge was closed on Monday.\nTarnford won the cup.\nThe bridge was closed on Monday.");
/// let options = Options::default();
/// let sources = Sources::of(Inputs::in_memory("lines", Box::new(lines), &options), options);
/// let report = scan_files(&sources, &ScanOptions::default(), &())?.report;
/// assert_eq!((report.matches[0].left.id.as_str(), report.matches[0].right.id.as_str()), ("lines:1", "lines:3"));
/// # Ok::<(), twicetold::Error>(())
/// ```
pub trait Documents: Send + Sync {
    /// How many there are.
    fn len(&self) -> usize;

    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a field of the document at a place below [`len`](Self::len); nothing where it has none.
    ///
    /// Asked for the names in [`Fields`].
    fn value(&self, at: usize, field: &str) -> Option<Cow<'_, str>>;
}

impl Documents for Vec<Document> {
    fn len(&self) -> usize {
        self.len()
    }

    fn value(&self, at: usize, field: &str) -> Option<Cow<'_, str>> {
        let document = self.get(at)?;
        let metadata = &document.metadata;
        let value = match field {
            "text" => Some(&document.text),
            "id" => Some(&document.id),
            "source" => metadata.source.as_ref(),
            "date" => metadata.date.as_ref(),
            "title" => metadata.title.as_ref(),
            "url" => metadata.url.as_ref(),
            _ => None,
        };
        value.map(|value| Cow::Borrowed(value.as_str()))
    }
}

/// Documents that stand in one input, behind one pointer.
pub(super) type Shared = Arc<dyn Documents>;

/// Some documents one after the other.
pub(super) struct Rows {
    documents: Shared,
    range: Range<usize>,
}

impl std::fmt::Debug for Rows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "documents {:?} in memory", self.range)
    }
}

impl Rows {
    /// Of these only one, by its number.
    pub(super) fn only(self, number: u64) -> Self {
        let at = usize::try_from(number).unwrap_or(usize::MAX).saturating_sub(1);
        let range = if self.range.contains(&at) { at..at + 1 } else { 0..0 };
        Self { range, ..self }
    }

    /// Hands on what is wanted by its number.
    pub(super) fn for_each(
        &self,
        origin: &Origin,
        options: &Options,
        wanted: impl Fn(u64) -> bool,
        each: &mut impl FnMut(Outcome<'_>),
    ) {
        for at in self.range.clone().filter(|&at| wanted(at as u64 + 1)) {
            each(outcome(&*self.documents, at, origin, options));
        }
    }
}

/// Puts documents together until they are enough for a batch.
pub(super) struct Cutter {
    documents: Shared,
    next: usize,
}

impl Cutter {
    pub(super) fn new(documents: &Shared) -> Self {
        Self { documents: Arc::clone(documents), next: 0 }
    }

    pub(super) fn cut(&mut self, options: &Options) -> Option<Cut> {
        let (begin, all) = (self.next, self.documents.len());
        let mut read = 0;
        while self.next < all && read < options.batch_bytes {
            read += text_bytes(&*self.documents, self.next, &options.fields).max(1);
            self.next += 1;
        }
        let layout = Layout::Memory(Rows { documents: Arc::clone(&self.documents), range: begin..self.next });
        let first = At { record: begin as u64 + 1, byte: 0 };
        (self.next > begin).then_some(Cut { first, bytes: Vec::new(), read: read as u64, layout, faults: Vec::new() })
    }
}

/// Hands on the documents at some places, in their order.
pub(super) fn each(
    documents: &dyn Documents,
    origin: &Origin,
    options: &Options,
    wanted: &[Locator],
    each: &mut dyn FnMut(Record<'_>) -> Result<()>,
) -> Result<()> {
    let lost = |number: u64| Error::input(format!("{}: record {number} is not what it was any more", origin.name));
    for locator in wanted {
        let at = usize::try_from(locator.record).ok().and_then(|number| number.checked_sub(1));
        let at = at.filter(|&at| at < documents.len()).ok_or_else(|| lost(locator.record))?;
        match outcome(documents, at, origin, options) {
            Outcome::Document(record) => each(record)?,
            Outcome::Skipped(_) => return Err(lost(locator.record)),
        }
    }
    Ok(())
}

/// Bytes of all texts.
pub(super) fn total_bytes(documents: &dyn Documents, fields: &Fields) -> u64 {
    (0..documents.len()).map(|at| text_bytes(documents, at, fields) as u64).sum()
}

fn text_bytes(documents: &dyn Documents, at: usize, fields: &Fields) -> usize {
    documents.value(at, &fields.text).map_or(0, |text| text.len())
}

fn outcome<'d>(documents: &'d dyn Documents, at: usize, origin: &'d Origin, options: &Options) -> Outcome<'d> {
    let fields = &options.fields;
    let text = documents.value(at, &fields.text);
    let bytes = text.as_ref().map_or(0, |text| u32::try_from(text.len()).unwrap_or(u32::MAX));
    let locator = Locator { file: origin.file, record: at as u64 + 1, byte: 0, bytes };
    let piece = Piece { origin, locator, bytes: &[], text: None };
    if text.is_none() {
        return Outcome::Skipped(piece.fault(Reason::MissingText, format!("it has no `{}`", fields.text)));
    }
    let others = [&fields.id, &fields.source, &fields.date, &fields.title, &fields.url];
    let [id, source, date, title, url] = others.map(|field| documents.value(at, field));
    let values: [_; FIELDS] = [text, id, source, date, title, url];
    match Cells(values).record(&piece, options) {
        Ok(record) => Outcome::Document(record),
        Err(fault) => Outcome::Skipped(fault),
    }
}

impl<'a> Record<'a> {
    /// A document of a list, at position `at`, borrowed; its locator has the position as `record`.
    #[must_use]
    pub fn of(document: &'a Document, at: usize) -> Self {
        let borrowed = |field: &'a Option<String>| field.as_deref().map(Cow::Borrowed);
        let bytes = u32::try_from(document.text.len()).unwrap_or(u32::MAX);
        Self {
            id: Cow::Borrowed(&document.id),
            text: Cow::Borrowed(&document.text),
            source: borrowed(&document.metadata.source),
            date: borrowed(&document.metadata.date),
            title: borrowed(&document.metadata.title),
            url: borrowed(&document.metadata.url),
            locator: Locator { file: 0, bytes, record: at as u64, byte: 0 },
            repairs: Vec::new(),
            file: &document.place.file,
        }
    }
}

impl<'a> Outcome<'a> {
    /// What becomes of a document of a list: skipped where its text is blank.
    #[must_use]
    pub fn of(document: &'a Document, at: usize) -> Self {
        if document.text.trim().is_empty() {
            let message = format!("document '{}' has no text; give it one or leave it out", document.id);
            return Self::Skipped(Fault { reason: Reason::Empty, place: document.place.clone(), message });
        }
        Self::Document(Record::of(document, at))
    }
}
