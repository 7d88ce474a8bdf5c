//! stub
use super::{Options, Report};
use std::io::{self, Write};
pub(super) fn write(_report: &Report, _options: &Options, _out: &mut dyn Write) -> io::Result<()> {
    Ok(())
}
