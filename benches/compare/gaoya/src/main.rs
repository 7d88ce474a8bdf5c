//! Near-duplicate pairs by the gaoya crate: `with-gaoya CORPUS OUTPUT SIMILARITY THREADS`.
//!
//! What its documentation offers for the purpose: bands from `calculate_minhash_params`, `MinHasher32`, bulk insertion and
//! queries on all threads, containers without removal ("faster and uses less memory"). The query filters candidates by
//! the similarity of their signatures. Words are those of its own `whitespace_split`, lower-cased; a shingle is hashed as a
//! slice of five words, which spares the strings that `shingle_tokens` makes.

use std::borrow::Cow;
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};

use gaoya::minhash::{MinHashIndex, MinHasher, MinHasher32, SmallVecContainer, calculate_minhash_params};
use gaoya::text::whitespace_split;
use rayon::prelude::*;

const WIDTH: usize = 5;
const HASHES: usize = 128;
const BATCH: usize = 4096;

#[derive(serde::Deserialize)]
struct Record<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    text: Cow<'a, str>,
}

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [corpus, output, similarity, threads] = arguments.as_slice() else {
        return Err("with-gaoya CORPUS OUTPUT SIMILARITY THREADS".into());
    };
    rayon::ThreadPoolBuilder::new().num_threads(threads.parse()?).build_global()?;
    let similarity: f64 = similarity.parse()?;
    let (bands, rows) = calculate_minhash_params(similarity, HASHES);

    let (ids, signatures): (Vec<_>, Vec<_>) = sketch(corpus, bands * rows)?.into_iter().unzip();
    let mut index = MinHashIndex::<u32, u32, SmallVecContainer<u32, 2>>::new_index(bands, rows, similarity);
    index.par_bulk_insert((0..ids.len() as u32).collect(), signatures);

    let mut output = BufWriter::new(File::create(output)?);
    let found: Vec<_> = (0..ids.len() as u32).into_par_iter().map(|id| index.query_by_id_owned(&id)).collect();
    for (right, found) in found.iter().enumerate() {
        for &left in found.iter().filter(|&&left| (left as usize) < right) {
            writeln!(output, "{}\t{}", ids[left as usize], ids[right])?;
        }
    }
    output.flush()?;
    Ok(())
}

/// A document's id and its signature.
type Sketch = (String, Vec<u32>);
type Outcome<T> = Result<T, Box<dyn Error>>;

/// Ids and signatures of all records, a batch of lines at a time over all threads.
fn sketch(corpus: &str, hashes: usize) -> Outcome<Vec<Sketch>> {
    let hasher = MinHasher32::new(hashes);
    let mut lines = BufReader::with_capacity(1 << 20, File::open(corpus)?).lines();
    let mut sketches = Vec::new();
    loop {
        let batch = lines.by_ref().take(BATCH).collect::<Result<Vec<String>, _>>()?;
        if batch.is_empty() {
            return Ok(sketches);
        }
        let sketched: Vec<_> = batch.par_iter().map(|line| signature(line, &hasher)).collect::<Result<_, _>>()?;
        sketches.extend(sketched.into_iter().flatten());
    }
}

/// Id and signature of one record; none for a blank text.
fn signature<H: MinHasher<V = u32>>(line: &str, hasher: &H) -> serde_json::Result<Option<Sketch>> {
    let record: Record = serde_json::from_str(line)?;
    let text = record.text.to_lowercase();
    let words: Vec<&str> = whitespace_split(&text).collect();
    if words.is_empty() {
        return Ok(None);
    }
    let width = WIDTH.min(words.len());
    Ok(Some((record.id.into_owned(), hasher.create_signature(words.windows(width)))))
}
