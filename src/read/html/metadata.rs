//! What a page says about itself: title, date, site and address, in meta tags, JSON-LD and its title.

use super::tokens::{attributes, decoded};
use serde_json::Value;

/// Largest JSON-LD that is looked at.
const STRUCTURED: usize = 1 << 20;

/// Longest value that is taken, in bytes.
const LONGEST: usize = 2000;

/// Most values in a JSON-LD that are looked at.
const VALUES: usize = 10_000;

/// What was found, best source first.
#[derive(Debug, Default)]
pub(super) struct About {
    titles: [Option<String>; 4],
    dates: [Option<String>; 4],
    sites: [Option<String>; 2],
    urls: [Option<String>; 2],
}

/// Puts a value where there is none yet.
fn put(slots: &mut [Option<String>], rank: usize, value: &str) {
    if value.len() > LONGEST {
        return;
    }
    let text = decoded(value);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(slot) = slots.get_mut(rank)
        && slot.is_none()
        && !text.is_empty()
    {
        *slot = Some(text);
    }
}

impl About {
    /// Takes what a tag says.
    pub(super) fn tag(&mut self, name: &str, rest: &str) {
        let of = |wanted: &str| attributes(rest).find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value);
        match name {
            "meta" => {
                let key =
                    of("property").or_else(|| of("name")).or_else(|| of("itemprop")).unwrap_or_default().to_ascii_lowercase();
                self.meta(&key, of("content").unwrap_or_default());
            }
            "link" if of("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
                put(&mut self.urls, 0, of("href").unwrap_or_default());
            }
            "time" => put(&mut self.dates, 3, of("datetime").unwrap_or_default()),
            _ => {}
        }
    }

    fn meta(&mut self, key: &str, content: &str) {
        match key {
            "og:title" => put(&mut self.titles, 1, content),
            "twitter:title" | "dc.title" | "dcterms.title" => put(&mut self.titles, 2, content),
            "article:published_time" | "og:article:published_time" | "datepublished" => put(&mut self.dates, 1, content),
            "date"
            | "dc.date"
            | "dc.date.issued"
            | "dcterms.created"
            | "dcterms.date"
            | "pubdate"
            | "publishdate"
            | "publish-date"
            | "publish_date"
            | "parsely-pub-date"
            | "sailthru.date"
            | "article.published"
            | "cxenseparse:recs:publishtime"
            | "bt:pubdate" => put(&mut self.dates, 2, content),
            "og:site_name" | "application-name" => put(&mut self.sites, usize::from(key != "og:site_name"), content),
            "og:url" => put(&mut self.urls, 1, content),
            _ => {}
        }
    }

    /// Takes what stands in an element whose content is no markup: the title, or JSON-LD.
    pub(super) fn raw(&mut self, name: &str, rest: &str, content: &str) {
        if name.eq_ignore_ascii_case("title") {
            put(&mut self.titles, 3, content);
            return;
        }
        let is_structured = name.eq_ignore_ascii_case("script")
            && content.len() <= STRUCTURED
            && attributes(rest)
                .any(|(name, value)| name.eq_ignore_ascii_case("type") && value.eq_ignore_ascii_case("application/ld+json"));
        if is_structured && let Ok(value) = serde_json::from_str::<Value>(content.trim()) {
            self.structured(&value);
        }
    }

    fn structured(&mut self, value: &Value) {
        let mut left = vec![value];
        for _ in 0..VALUES {
            match left.pop() {
                Some(Value::Array(all)) => left.extend(all.iter().rev()),
                Some(Value::Object(object)) => {
                    if object.get("@type").is_some_and(is_article) {
                        let text = |key: &str| object.get(key).and_then(Value::as_str).unwrap_or_default();
                        put(&mut self.titles, 0, text("headline"));
                        put(&mut self.dates, 0, text("datePublished"));
                        let publisher =
                            object.get("publisher").and_then(|publisher| publisher.get("name")).and_then(Value::as_str);
                        put(&mut self.sites, 1, publisher.unwrap_or_default());
                    }
                    left.extend(object.get("@graph"));
                }
                Some(_) => {}
                None => return,
            }
        }
    }

    /// Title, date, site, address.
    pub(super) fn said(self) -> [Option<String>; 4] {
        let [structured, open_graph, other, element] = self.titles;
        let is_web = |url: &String| url.starts_with("https://") || url.starts_with("http://");
        let url = self.urls.into_iter().flatten().find(is_web);
        let host = url.as_deref().and_then(host).map(str::to_owned);
        let title = open_graph.or(structured).or(other).or_else(|| element.map(without_site));
        [title, self.dates.into_iter().flatten().next(), self.sites.into_iter().flatten().next().or(host), url]
    }
}

/// Whether a JSON-LD type is an article of some kind.
fn is_article(kind: &Value) -> bool {
    let is = |kind: &Value| {
        kind.as_str().is_some_and(|kind| kind.ends_with("Article") || kind.ends_with("BlogPosting") || kind == "Report")
    };
    is(kind) || kind.as_array().is_some_and(|kinds| kinds.iter().any(is))
}

/// A title without the site's name behind a bar or dash, where enough is left.
fn without_site(title: String) -> String {
    let cut = [" | ", " – ", " — ", " - ", " » "].iter().filter_map(|bar| title.rsplit_once(bar)).map(|(before, _)| before);
    let longest = cut.max_by_key(|before| before.len()).filter(|before| before.split_whitespace().count() >= 3);
    longest.map_or(title.clone(), str::to_owned)
}

/// The host of an address, without `www.`.
fn host(url: &str) -> Option<&str> {
    let host = url.split_once("://")?.1.split(['/', '?', '#', ':']).next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then_some(host)
}
