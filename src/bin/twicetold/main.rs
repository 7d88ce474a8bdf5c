//! The twicetold command: arguments in, exit code out.

mod args;
mod baseline;
mod compare;
mod config;
mod dedup;
mod evaluate;
mod exit;
mod generate;
mod inputs;
mod inspect;
mod output;
mod plan;
mod progress;
mod recorded;
mod report;
mod scan;
mod stderr;
mod timings;
mod verify;

use args::{Arguments, Command};
use clap::{CommandFactory, Parser};
use exit::Exit;
use std::process::ExitCode;
use twicetold::Result;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    quiet_where_caught();
    match run() {
        Ok(exit) => exit.into(),
        Err(error) => {
            stderr::error(&error);
            Exit::of(&error).into()
        }
    }
}

/// A parser's panic on somebody's file is told as a fault of that file; nobody needs its message beside that.
fn quiet_where_caught() {
    let loud = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !twicetold::read::is_caught() {
            loud(panic);
        }
    }));
}

fn run() -> Result<Exit> {
    let typed = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect();
    let arguments = match Arguments::try_parse_from(config::with_config(typed)?) {
        Ok(arguments) => arguments,
        Err(error) => return Ok(stderr::usage(&error)),
    };
    match arguments.command {
        Command::Scan(arguments) => scan::run(&arguments),
        Command::Dedup(arguments) => dedup::run(&arguments),
        Command::Inspect(arguments) => inspect::run(&arguments),
        Command::Compare(arguments) => compare::run(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Report(arguments) => report::run(&arguments),
        Command::Generate(arguments) => generate::run(&arguments),
        Command::Evaluate(arguments) => evaluate::run(&arguments),
        Command::Completions { shell } => {
            // Its writer must not fail, and a reader of standard output may have seen enough.
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "twicetold", &mut script);
            output::write_whole("-", |out| out.write_all(&script)).map(|()| Exit::Done)
        }
        Command::Man { folder } => {
            let made = clap_mangen::generate_to(Arguments::command(), &folder);
            made.map(|()| Exit::Done).map_err(|error| twicetold::Error::write(folder.display(), error))
        }
    }
}
