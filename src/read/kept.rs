//! What an earlier run has left at a place: a text, or a table as Parquet, a file or a folder of parts.

use crate::error::{Error, Result};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// What stands at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// A text.
    Text(String),
    /// The parts of a table of Parquet, each with its path, in the order of these.
    Parquet(Vec<(String, Vec<u8>)>),
}

impl Kept {
    /// Reads what stands at `path`: a file; in a folder `table.parquet`, the parts in `table/`, or else the parts in the folder itself.
    ///
    /// # Errors
    /// Where it cannot be read, is a text that is not UTF-8, or is a folder without such a table.
    pub fn at(path: &Path, table: &str) -> Result<Self> {
        let kind = fs::metadata(path).map_err(|error| Error::read(path.display(), error))?;
        if kind.is_dir() {
            return parts(path, table)?.into_iter().map(part).collect::<Result<_>>().map(Self::Parquet);
        }
        if !kind.is_file() {
            return Err(Error::input(format!("{}: not a file; give what twicetold has written", path.display())));
        }
        if is_parquet(path).map_err(|error| Error::read(path.display(), error))? {
            return Ok(Self::Parquet(vec![part(path.to_owned())?]));
        }
        let bytes = fs::read(path).map_err(|error| Error::read(path.display(), error))?;
        let text = String::from_utf8(bytes).map_err(|_| Error::input(format!("{}: not UTF-8", path.display())))?;
        Ok(Self::Text(text))
    }
}

fn is_parquet(path: &Path) -> io::Result<bool> {
    let mut first = Vec::new();
    File::open(path)?.take(super::parquet::MAGIC.len() as u64).read_to_end(&mut first)?;
    Ok(first == super::parquet::MAGIC)
}

fn part(path: PathBuf) -> Result<(String, Vec<u8>)> {
    let bytes = fs::read(&path).map_err(|error| Error::read(path.display(), error))?;
    Ok((path.display().to_string(), bytes))
}

fn parts(folder: &Path, table: &str) -> Result<Vec<PathBuf>> {
    let whole = folder.join(format!("{table}.parquet"));
    if whole.is_file() {
        return Ok(vec![whole]);
    }
    let below = folder.join(table);
    let place = if below.is_dir() { below.as_path() } else { folder };
    let entries = fs::read_dir(place).map_err(|error| Error::read(place.display(), error))?;
    let mut parts: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    parts.retain(|part| part.extension().is_some_and(|ending| ending == "parquet") && part.is_file());
    parts.sort();
    if parts.is_empty() {
        let message = "give a file, or a folder that --tables or twicetold.spark has written";
        return Err(Error::input(format!("{}: not a file, and '{table}' is not in it as Parquet; {message}", folder.display())));
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_a_file_a_folder_in_the_folder_or_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path();
        let names = |kept: Kept| match kept {
            Kept::Parquet(parts) => parts.into_iter().map(|(name, bytes)| (name, bytes.len())).collect(),
            Kept::Text(text) => vec![(text, 0)],
        };
        let found = |path: &Path| names(Kept::at(path, "matches").unwrap()).into_iter().map(|(_, size)| size).collect::<Vec<_>>();
        let error = Kept::at(place, "matches").unwrap_err().to_string();
        assert!(error.contains("'matches' is not in it as Parquet"), "{error}");
        fs::write(place.join("b.parquet"), "PAR1..").unwrap();
        fs::write(place.join("a.parquet"), "PAR1.").unwrap();
        fs::write(place.join("_SUCCESS"), "").unwrap();
        assert_eq!(found(place), [5, 6]);
        fs::create_dir(place.join("matches")).unwrap();
        fs::write(place.join("matches/part.parquet"), "PAR1").unwrap();
        assert_eq!(found(place), [4]);
        fs::write(place.join("matches.parquet"), "PAR1...").unwrap();
        assert_eq!(found(place), [7]);
        assert_eq!(found(&place.join("a.parquet")), [5]);
        fs::write(place.join("report.json"), "{}").unwrap();
        assert_eq!(Kept::at(&place.join("report.json"), "matches").unwrap(), Kept::Text("{}".to_owned()));
        fs::write(place.join("other"), [0xff, 0xfe]).unwrap();
        assert!(Kept::at(&place.join("other"), "matches").is_err_and(|error| error.is_input()));
        assert!(Kept::at(&place.join("gone"), "matches").is_err());
    }
}
