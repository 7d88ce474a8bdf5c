//! Temporary files without a name, and reading and writing at an offset.
//!
//! A file that is unlinked as soon as it is made needs no sweeping: the system takes it back however
//! the process ends.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// An unlinked file for what is read again later, in `folder` or the system's folder for such files.
pub(crate) fn temporary_in(folder: Option<&Path>) -> io::Result<File> {
    match folder {
        Some(folder) => tempfile::tempfile_in(folder),
        None => tempfile::tempfile(),
    }
}

/// Where the file system begins that a place is on, as people know a disk that is full; the place itself
/// where it cannot be told.
#[must_use]
pub fn mount_of(place: &Path) -> PathBuf {
    let Ok(real) = std::fs::canonicalize(place) else { return place.to_owned() };
    let Some(device) = device_of(&real) else { return real };
    let on_it = real.ancestors().take_while(|above| device_of(above) == Some(device));
    on_it.last().unwrap_or(&real).to_owned()
}

#[cfg(unix)]
fn device_of(place: &Path) -> Option<u64> {
    std::fs::metadata(place).ok().map(|metadata| std::os::unix::fs::MetadataExt::dev(&metadata))
}

#[cfg(not(unix))]
fn device_of(_: &Path) -> Option<u64> {
    None
}

/// Reads at an offset without moving the file's own.
#[cfg(unix)]
pub(super) fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, at)
}

/// Reads at an offset, whatever the file's own is.
#[cfg(windows)]
pub(super) fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, at)
}

#[cfg(unix)]
fn write_at(file: &File, buffer: &[u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::write_at(file, buffer, at)
}

#[cfg(windows)]
fn write_at(file: &File, buffer: &[u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_write(file, buffer, at)
}

/// Fills `buffer` from an offset.
///
/// # Errors
/// An unexpected end where the file ends before.
pub(crate) fn read_exact_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<()> {
    let mut done = 0;
    while let Some(rest) = buffer.get_mut(done..).filter(|rest| !rest.is_empty()) {
        match read_at(file, rest, at + done as u64) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(read) => done += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Writes all of `buffer` at an offset; threads may write to different places at once.
pub(crate) fn write_all_at(file: &File, buffer: &[u8], at: u64) -> io::Result<()> {
    let mut done = 0;
    while let Some(rest) = buffer.get(done..).filter(|rest| !rest.is_empty()) {
        match write_at(file, rest, at + done as u64) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => done += written,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_on_a_mount_above_it() {
        let folder = tempfile::tempdir().unwrap();
        let mount = mount_of(folder.path());
        assert!(std::fs::canonicalize(folder.path()).unwrap().starts_with(&mount));
        assert_eq!(mount_of(Path::new("no/such/place")), Path::new("no/such/place"));
    }

    #[test]
    fn what_is_written_at_an_offset_is_read_there() {
        let file = temporary_in(None).unwrap();
        write_all_at(&file, b"twice", 3).unwrap();
        let mut read = [0; 5];
        read_exact_at(&file, &mut read, 3).unwrap();
        assert_eq!(&read, b"twice");
        assert_eq!(read_exact_at(&file, &mut read, 4).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }
}
