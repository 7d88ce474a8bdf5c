//! What is no text, told by its first bytes, so that a picture in a folder is skipped with its name and not read as rubbish.
//!
//! Pure. Signatures from the formats' own descriptions; anything else is binary where more than a tenth of it are control characters.

use super::parquet::MAGIC;

/// What a file is that begins so, and what to do about it; `None` if it may be text.
pub(super) fn binary(head: &[u8]) -> Option<&'static str> {
    if head.starts_with(MAGIC) {
        return None;
    }
    let signed = SIGNATURES.iter().find(|(signature, _)| head.starts_with(signature)).map(|&(_, what)| what);
    signed
        .or_else(|| placed(head))
        .or_else(|| is_rubbish(head).then_some("binary data, not text; leave it out, or say --from text"))
}

const PICTURE: &str = "a picture, which holds no text; leave it out";
const SOUND: &str = "sound or video, which holds no text; leave it out";
const PROGRAM: &str = "a program, which is no text; leave it out";
const FONT: &str = "a font, which holds no text; leave it out";
const DATA: &str = "a data file of a kind that is not read; write it as Parquet or JSONL";
const PACKED: &str = "packed in a way that is not read; pack it anew as .gz or .zst";
const ARCHIVE: &str = "an archive within an archive, or not called so; unpack it, or name it .zip or .tar";

const SIGNATURES: [(&[u8], &str); 35] = [
    (b"\x89PNG\r\n\x1a\n", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"GIF87a", PICTURE),
    (b"GIF89a", PICTURE),
    (b"II*\0", PICTURE),
    (b"MM\0*", PICTURE),
    (b"\0\0\x01\0", PICTURE),
    (b"%PDF-", "a PDF; take its text out first (pdftotext)"),
    (b"PK\x03\x04", "an Office document, book or archive; save it as text or HTML, or unpack it"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document; save it as text or HTML"),
    (b"{\\rtf", "a rich text file; save it as text or HTML"),
    (b"Rar!\x1a\x07", ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    (b"\xfd7zXZ\0", PACKED),
    (b"BZh", PACKED),
    (b"\x04\x22\x4d\x18", PACKED),
    (b"\x1f\x9d", PACKED),
    (b"\x1f\x8b", "packed twice; unpack it once"),
    (b"\x28\xb5\x2f\xfd", "packed twice; unpack it once"),
    (b"\x7fELF", PROGRAM),
    (b"\0asm", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM),
    (b"\xcf\xfa\xed\xfe", PROGRAM),
    (b"SQLite format 3\0", DATA),
    (b"ARROW1", DATA),
    (b"Obj\x01", DATA),
    (b"\x89HDF\r\n", DATA),
    (b"\x93NUMPY", DATA),
    (b"ID3\x02", SOUND),
    (b"ID3\x03", SOUND),
    (b"ID3\x04", SOUND),
    (b"OggS", SOUND),
    (b"fLaC", SOUND),
    (b"wOFF", FONT),
    (b"wOF2", FONT),
];

/// Signatures that do not stand at the start.
fn placed(head: &[u8]) -> Option<&'static str> {
    let at = |at: usize, signature: &[u8]| head.get(at..).is_some_and(|rest| rest.starts_with(signature));
    match () {
        () if head.starts_with(b"RIFF") && at(8, b"WEBP") => Some(PICTURE),
        () if head.starts_with(b"RIFF") && (at(8, b"WAVE") || at(8, b"AVI ")) => Some(SOUND),
        () if at(4, b"ftyp") => Some(SOUND),
        () if at(257, b"ustar") => Some(ARCHIVE),
        () => None,
    }
}

/// Whether more than a tenth are control characters that no text has.
fn is_rubbish(head: &[u8]) -> bool {
    let controls = head.iter().filter(|&&byte| matches!(byte, 0..=7 | 0xe..=0x1a | 0x1c..=0x1f | 0x7f)).count();
    head.len() >= 64 && controls * 10 > head.len()
}

#[cfg(test)]
mod tests {
    use super::binary;

    #[test]
    fn texts_are_no_binaries_and_binaries_no_texts() {
        for text in [
            "Plain words.",
            "\u{feff}Ünïcode",
            "BZ: a story",
            "%PD",
            "",
            "Nul \0 in a line",
            "\x1b[31mred\x1b[0m and so on, and so on, and so on, and so on",
        ] {
            assert_eq!(binary(text.as_bytes()), None, "{text}");
        }
        for bytes in [&b"\x89PNG\r\n\x1a\n...."[..], b"%PDF-1.7", b"RIFF....WEBP", b"....ftypisom", &[7; 80], &[7; 90]] {
            assert!(binary(bytes).is_some(), "{bytes:?}");
        }
    }
}
