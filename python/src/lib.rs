//! The native half of the Python package `twicetold`: what needs the engine. Names, defaults and documentation that people see are
//! in the Python half beside it (`twicetold/`), which calls nothing else.
//!
//! Texts of Arrow tables are read where they stand ([`columns`]); work goes on without the interpreter's lock, on a thread of its own,
//! while the calling one looks for Ctrl-C and tells how far it is ([`running`]). What Spark asks for is in [`steps`].

mod blocks;
mod columns;
mod error;
mod options;
mod report;
mod rows;
mod running;
mod steps;
mod table;
mod tasks;

use pyo3::prelude::*;

#[pymodule]
fn _twicetold(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    error::add(module)?;
    module.add_class::<report::Report>()?;
    module.add_class::<table::Table>()?;
    module.add_function(wrap_pyfunction!(report::read_report, module)?)?;
    module.add_function(wrap_pyfunction!(report::report_of, module)?)?;
    module.add_function(wrap_pyfunction!(tasks::scan, module)?)?;
    module.add_function(wrap_pyfunction!(tasks::inspect, module)?)?;
    module.add_function(wrap_pyfunction!(tasks::compare, module)?)?;
    module.add_function(wrap_pyfunction!(tasks::removable, module)?)?;
    module.add_function(wrap_pyfunction!(tasks::dedup_files, module)?)?;
    module.add_class::<blocks::MinHasher>()?;
    module.add_class::<blocks::Signature>()?;
    module.add_class::<blocks::Plan>()?;
    module.add_function(wrap_pyfunction!(blocks::jaccard, module)?)?;
    module.add_function(wrap_pyfunction!(blocks::containment, module)?)?;
    module.add_function(wrap_pyfunction!(blocks::sentences, module)?)?;
    steps::add(module)
}
