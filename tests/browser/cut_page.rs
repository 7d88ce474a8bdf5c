//! A scan of a small corpus as a page that is cut into parts: `cut_page CORPUS PAGE PART_BYTES`. For the tests in a browser; the
//! program itself cuts pages from some hundred megabytes on.

use std::error::Error;
use std::fs::{File, create_dir_all};
use std::path::Path;
use twicetold::pipeline::add_texts;
use twicetold::read;
use twicetold::report::{Options, Pages};
use twicetold::{InspectOptions, ScanOptions, Sources, inspect_files, scan_files};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(corpus), Some(page), Some(bytes)) = (arguments.next(), arguments.next(), arguments.next()) else {
        return Err("usage: cut_page CORPUS PAGE PART_BYTES".into());
    };
    let sources = Sources::new(&[corpus], &[], read::Options::default());
    let mut report = scan_files(&sources, &ScanOptions::default(), &())?.report;
    report.documents.clear();
    inspect_files(&sources, &InspectOptions::default(), &(), &mut |document| {
        report.documents.push(document);
        Ok(())
    })?;
    add_texts(&mut report, &sources, u64::MAX, &())?;
    let page = Path::new(&page);
    let folder = format!("{}-parts", page.file_stem().unwrap_or_default().to_string_lossy());
    let parts = page.with_file_name(&folder);
    create_dir_all(&parts)?;
    let options = Options::default();
    let pages = Pages::within(&report, &options, 0, bytes.parse()?);
    let back = format!("../{}", page.file_name().unwrap_or_default().to_string_lossy());
    for at in 0..pages.parts() {
        pages.write_part(at, &back, &mut File::create(parts.join(Pages::part_name(at)))?)?;
    }
    pages.write(&folder, &mut File::create(page)?)?;
    Ok(())
}
