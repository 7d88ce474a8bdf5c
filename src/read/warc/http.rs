//! As much of HTTP as a web archive holds: header fields, a status, bodies in chunks or compressed.

use super::super::MEBIBYTE;
use crate::document::Reason;
use std::borrow::Cow;
use std::io::Read;

/// Most bytes of header that are looked through.
const HEADER: usize = MEBIBYTE;

/// What a server sent, unpacked.
pub(super) struct Content<'c> {
    pub(super) body: Cow<'c, [u8]>,
    pub(super) media_type: Option<String>,
}

/// Where the lines end before the first blank line, and what that ends at; line ends are CRLF or LF.
pub(super) fn until_blank_line(bytes: &[u8]) -> Option<(usize, usize)> {
    memchr::memchr_iter(b'\n', bytes).find_map(|at| match bytes.get(at + 1..)? {
        [b'\n', ..] => Some((at + 1, at + 2)),
        [b'\r', b'\n', ..] => Some((at + 1, at + 3)),
        _ => None,
    })
}

/// The value of a header field, the first of its name.
pub(super) fn field<'h>(lines: &'h [u8], name: &str) -> Option<Cow<'h, str>> {
    lines.split(|&byte| byte == b'\n').find_map(|line| {
        let colon = memchr::memchr(b':', line)?;
        let (key, value) = line.split_at_checked(colon)?;
        key.trim_ascii()
            .eq_ignore_ascii_case(name.as_bytes())
            .then(|| String::from_utf8_lossy(value.get(1..).unwrap_or_default().trim_ascii()))
    })
}

/// The media type without its parameters, in small letters.
pub(super) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The charset among the parameters of a media type.
pub(super) fn charset(media_type: &str) -> Option<String> {
    media_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']).to_owned())
    })
}

/// The host of an address, without `www.`.
pub(super) fn host(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?.split(':').next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then_some(host)
}

/// The content of a response; an error says why it holds no document.
pub(super) fn response(bytes: &[u8], limit: usize) -> Result<Content<'_>, (Reason, String)> {
    let head = bytes.get(..bytes.len().min(HEADER)).unwrap_or_default();
    let malformed = |what: &str| (Reason::Malformed, format!("the HTTP response in the record {what}"));
    let (lines, start) = until_blank_line(head).ok_or_else(|| malformed("has no end of its header"))?;
    let lines = head.get(..lines).unwrap_or_default();
    let status = lines.split(|&byte| byte == b' ').nth(1).unwrap_or_default();
    let status = status.get(..3).and_then(|status| std::str::from_utf8(status).ok()).unwrap_or_default();
    if !status.starts_with('2') {
        return Err((Reason::NotText, format!("HTTP status {}: no page was sent", status.escape_default())));
    }
    let mut body = Cow::Borrowed(bytes.get(start..).unwrap_or_default());
    let field = |name| field(lines, name).unwrap_or_default().to_ascii_lowercase();
    if field("Transfer-Encoding").contains("chunked")
        && let Some(joined) = unchunked(&body)
    {
        // Archives that joined the chunks keep the field.
        body = Cow::Owned(joined);
    }
    match field("Content-Encoding").as_str() {
        "" | "identity" => {}
        "gzip" | "x-gzip" | "deflate" => {
            // Archives that unpacked the body keep the field.
            if let Some(plain) = unzipped(&body, limit)? {
                body = Cow::Owned(plain);
            }
        }
        other => return Err((Reason::NotText, format!("the page is packed as {}, which is not read", other.escape_default()))),
    }
    let media_type = self::field(lines, "Content-Type").map(Cow::into_owned);
    Ok(Content { body, media_type })
}

/// The chunks of a body put together; `None` where it is not in chunks.
fn unchunked(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::new();
    loop {
        let end = memchr::memchr(b'\n', bytes.get(..bytes.len().min(1024))?)?;
        let line = bytes.get(..end)?.split(|&byte| byte == b';').next()?.trim_ascii();
        let size = usize::from_str_radix(std::str::from_utf8(line).ok()?, 16).ok()?;
        bytes = bytes.get(end + 1..)?;
        if size == 0 {
            return Some(joined);
        }
        joined.extend_from_slice(bytes.get(..size)?);
        bytes = bytes.get(size..)?;
        bytes = bytes.strip_prefix(b"\r\n").or_else(|| bytes.strip_prefix(b"\n"))?;
    }
}

/// A body unpacked; `None` where it is not packed.
fn unzipped(body: &[u8], limit: usize) -> Result<Option<Vec<u8>>, (Reason, String)> {
    let mut plain = Vec::new();
    let most = (limit as u64).saturating_add(1);
    let read = match body {
        [0x1f, 0x8b, ..] => flate2::bufread::MultiGzDecoder::new(body).take(most).read_to_end(&mut plain),
        [0x78, ..] => flate2::bufread::ZlibDecoder::new(body).take(most).read_to_end(&mut plain),
        _ => return Ok(None),
    };
    match read {
        _ if plain.len() > limit => Err((Reason::TooLarge, super::super::text::too_large(limit))),
        Ok(_) => Ok(Some(plain)),
        Err(error) => Err((Reason::Damaged, format!("the page is packed and damaged: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write;

    fn body(bytes: &[u8]) -> Result<String, Reason> {
        response(bytes, 100).map(|content| String::from_utf8(content.body.into_owned()).unwrap()).map_err(|(reason, _)| reason)
    }

    #[test]
    fn bodies_are_unpacked_as_the_header_says_or_as_they_are() {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(b"<p>once").unwrap();
        let packed = [&b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"[..], &encoder.finish().unwrap()].concat();
        assert_eq!(body(&packed), Ok("<p>once".into()));
        assert_eq!(body(b"HTTP/1.1 200 OK\nContent-Encoding: gzip\n\nplain"), Ok("plain".into()));
        let chunked = b"HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n";
        assert_eq!(body(chunked), Ok("abcdefg".into()));
        assert_eq!(body(b"HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n<p>joined"), Ok("<p>joined".into()));
        assert_eq!(body(b"HTTP/1.1 404 Not Found\r\n\r\n<p>gone"), Err(Reason::NotText));
        assert_eq!(body(b"HTTP/1.1 200 OK\r\n"), Err(Reason::Malformed));
        assert_eq!(body(&packed[..packed.len() - 5]), Err(Reason::Damaged));
    }

    #[test]
    fn parameters_and_hosts() {
        assert_eq!(charset("text/html; Charset=\"windows-1251\"").as_deref(), Some("windows-1251"));
        assert_eq!(essence("Text/HTML ; a=b"), "text/html");
        assert_eq!(host("https://user@www.example.org:80/a"), Some("example.org"));
        assert_eq!(host("mailto:x"), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_response_or_none(bytes in any::<Vec<u8>>(), chunked: bool) {
            let head: &[u8] = if chunked { b"HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n" } else { b"" };
            let _ = body_any(&[head, &bytes].concat());
        }
    }

    fn body_any(bytes: &[u8]) -> usize {
        response(bytes, 100).map_or(0, |content| content.body.len())
    }
}
