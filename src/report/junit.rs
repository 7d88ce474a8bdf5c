//! Findings as JUnit XML, which every build server shows: a suite a rule, a failure a finding.
//!
//! A suite without findings has one case that passes, so that a server sees what was looked for. Findings that a baseline has are skipped
//! cases. There are no times in it: the same report gives the same bytes.

use super::findings::{Finding, Rule, findings};
use super::location::Location;
use super::{Options, Report, escape};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use std::io::{self, Write};

/// Writes all suites.
pub(super) fn write(report: &Report, _options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let findings = findings(report);
    let mut xml = Writer::new_with_indent(&mut *out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let suites: Vec<(Rule, Vec<&Finding<'_>>)> = Rule::ALL
        .into_iter()
        .filter(|rule| rule.is_looked_for(report))
        .map(|rule| (rule, findings.iter().filter(|finding| finding.rule == rule).collect()))
        .collect();
    let cases: usize = suites.iter().map(|(_, found)| found.len().max(1)).sum();
    let mut root = BytesStart::new("testsuites");
    let failures = findings.iter().filter(|finding| !finding.known).count();
    for (name, value) in [("name", "twicetold".to_owned()), ("tests", cases.to_string()), ("failures", failures.to_string())] {
        root.push_attribute((name, value.as_str()));
    }
    xml.write_event(Event::Start(root))?;
    for (rule, found) in &suites {
        suite(&mut xml, *rule, found, report)?;
    }
    xml.write_event(Event::End(BytesEnd::new("testsuites")))?;
    xml.get_mut().write_all(b"\n")
}

fn suite<W: Write>(xml: &mut Writer<W>, rule: Rule, found: &[&Finding<'_>], report: &Report) -> io::Result<()> {
    let known = found.iter().filter(|finding| finding.known).count();
    let mut suite = BytesStart::new("testsuite");
    let counts = [("tests", found.len().max(1)), ("failures", found.len() - known), ("errors", 0), ("skipped", known)];
    suite.push_attribute(("name", rule.name()));
    for (name, count) in counts {
        suite.push_attribute((name, count.to_string().as_str()));
    }
    xml.write_event(Event::Start(suite))?;
    if found.is_empty() {
        let mut case = BytesStart::new("testcase");
        case.push_attribute(("name", format!("no finding: {}", rule.name()).as_str()));
        case.push_attribute(("classname", rule.name()));
        xml.write_event(Event::Empty(case))?;
    }
    for finding in found {
        case(xml, finding, report)?;
    }
    xml.write_event(Event::End(BytesEnd::new("testsuite")))
}

fn case<W: Write>(xml: &mut Writer<W>, finding: &Finding<'_>, report: &Report) -> io::Result<()> {
    let location = Location::of(&finding.at, report);
    let name = match &finding.earlier {
        Some(earlier) if earlier.id != finding.at.id => format!("{} and {}", earlier.id, finding.at.id),
        _ => format!("{} line {}", finding.at.id, location.first.line),
    };
    let mut case = BytesStart::new("testcase");
    case.push_attribute(("name", &*escape::terminal(&name)));
    case.push_attribute(("classname", finding.rule.name()));
    case.push_attribute(("file", &*escape::terminal(&finding.at.place.file)));
    case.push_attribute(("line", location.first.line.to_string().as_str()));
    xml.write_event(Event::Start(case))?;
    let message = escape::terminal(&finding.message);
    if finding.known {
        let mut skipped = BytesStart::new("skipped");
        skipped.push_attribute(("message", "in the baseline"));
        xml.write_event(Event::Empty(skipped))?;
    } else {
        let mut failure = BytesStart::new("failure");
        failure.push_attribute(("message", &*message));
        failure.push_attribute(("type", finding.rule.name()));
        xml.write_event(Event::Start(failure))?;
        let place = format!("{}:{}", finding.at.place.file, location.first.line);
        let text = format!("{}\n{}", escape::terminal(&place), finding.rule.remedy());
        xml.write_event(Event::Text(BytesText::new(&text)))?;
        xml.write_event(Event::End(BytesEnd::new("failure")))?;
    }
    xml.write_event(Event::End(BytesEnd::new("testcase")))
}
