//! `--config FILE.toml`: options by the names of the command line, put before what was typed, so that
//! what was typed wins.

use twicetold::{Error, Result};

/// The command line with the options of its `--config` file put in behind the subcommand.
pub(crate) fn with_config(arguments: Vec<String>) -> Result<Vec<String>> {
    let Some(path) = config_path(&arguments) else { return Ok(arguments) };
    let text = std::fs::read_to_string(&path).map_err(|error| Error::read(&path, error))?;
    let table: toml::Table = text.parse().map_err(|error| Error::usage(format!("{path}: {error}")))?;
    let mut options = Vec::new();
    for (name, value) in table.iter().filter(|(name, _)| !is_typed(name, &arguments)) {
        push_option(&path, name, value, &mut options)?;
    }
    let mut all = arguments;
    let behind_subcommand = all.len().min(2);
    all.splice(behind_subcommand..behind_subcommand, options);
    Ok(all)
}

/// Whether an option stands on the command line; one that may be repeated is then replaced, not added to.
fn is_typed(name: &str, arguments: &[String]) -> bool {
    let mut options =
        arguments.iter().take_while(|argument| *argument != "--").filter_map(|argument| argument.strip_prefix("--"));
    options.any(|option| option.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('=')))
}

fn config_path(arguments: &[String]) -> Option<String> {
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == "--" {
            return None;
        }
        if argument == "--config" {
            return rest.next().cloned();
        }
        if let Some(path) = argument.strip_prefix("--config=") {
            return Some(path.to_owned());
        }
    }
    None
}

fn push_option(path: &str, name: &str, value: &toml::Value, options: &mut Vec<String>) -> Result<()> {
    let option = format!("--{name}");
    match value {
        toml::Value::Boolean(true) => options.push(option),
        toml::Value::Boolean(false) => {}
        toml::Value::String(text) => options.push(format!("{option}={text}")),
        toml::Value::Integer(number) => options.push(format!("{option}={number}")),
        toml::Value::Float(number) => options.push(format!("{option}={number}")),
        toml::Value::Array(values) => {
            for each in values {
                push_option(path, name, each, options)?;
            }
        }
        toml::Value::Datetime(_) | toml::Value::Table(_) => {
            return Err(Error::usage(format!(
                "{path}: '{name}' is no option; write option = value, with the names of the command line"
            )));
        }
    }
    Ok(())
}
