//! `twicetold generate`: a news-like corpus with planted duplicates, and the truth about them.

use crate::args::GenerateArguments;
use crate::exit::Exit;
use crate::output::{check_place, write_whole};
use crate::progress::leave_when_interrupted;
use std::io;
use twicetold::evaluate::{GenerateOptions, Generator};
use twicetold::{Error, Result};

pub(crate) fn run(arguments: &GenerateArguments) -> Result<Exit> {
    let mut options = GenerateOptions::default();
    options.documents = arguments.documents;
    options.seed = arguments.seed;
    options.duplicates = arguments.duplicates;
    options.language = arguments.language.parse()?;
    options.shape = arguments.shape.parse()?;
    let generator = Generator::new(&options)?;
    leave_when_interrupted();
    [Some(&arguments.output), arguments.truth.as_ref()].into_iter().flatten().try_for_each(|path| check_place(path))?;
    let Some(truth) = &arguments.truth else {
        return write_whole(&arguments.output, |documents| write(&generator, documents, &mut io::sink())).map(|()| Exit::Done);
    };
    if arguments.output == "-" && truth == "-" {
        return Err(Error::usage("--output and --truth cannot both be standard output; give one of them a file"));
    }
    write_whole(&arguments.output, |documents| write_whole(truth, |truth| write(&generator, documents, truth)).map_err(as_io))?;
    Ok(Exit::Done)
}

fn write(generator: &Generator, documents: &mut dyn io::Write, truth: &mut dyn io::Write) -> io::Result<()> {
    generator.write(documents, truth).map(drop).map_err(as_io)
}

/// The error for a writer, of the same kind: a closed pipe stays one, and so does a full disk.
fn as_io(error: Error) -> io::Error {
    let cause = std::error::Error::source(&error).and_then(|source| source.downcast_ref::<io::Error>());
    io::Error::new(cause.map_or(io::ErrorKind::Other, io::Error::kind), error)
}
