//! How metrics look on the wire: `metrics {profile: {name: value}}`, `limits` likewise, and `over`, a list of `profile/name`.
//!
//! A file of its own because the shape differs from the data: scripts look a value up by its name,
//! while a panel has an order and keeps a value beside its limit.

use super::data::Metric;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

type Panel = BTreeMap<String, Vec<Metric>>;

#[derive(Default, Serialize, Deserialize)]
struct Wire {
    #[serde(default)]
    metrics: BTreeMap<String, Map<String, Value>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    limits: BTreeMap<String, Map<String, Value>>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    over: Vec<String>,
}

/// Writes `metrics`, and `limits` and `over` where there are any; a value that is no number is `null`.
pub(super) fn serialize<S: Serializer>(panel: &Panel, serializer: S) -> Result<S::Ok, S::Error> {
    let mut wire = Wire::default();
    for (profile, metrics) in panel {
        let values = wire.metrics.entry(profile.clone()).or_default();
        for metric in metrics {
            values.insert(metric.name.clone(), metric.value.into());
            if let Some(limit) = metric.limit {
                wire.limits.entry(profile.clone()).or_default().insert(metric.name.clone(), limit.into());
            }
            if metric.over {
                wire.over.push(format!("{profile}/{}", metric.name));
            }
        }
    }
    wire.serialize(serializer)
}

/// Reads what [`serialize`] wrote; a `null` becomes NaN.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Panel, D::Error> {
    let wire = Wire::deserialize(deserializer)?;
    let limit = |profile: &str, name: &str| wire.limits.get(profile)?.get(name)?.as_f64();
    let over = |profile: &str, name: &str| wire.over.iter().any(|entry| entry.strip_prefix(profile) == Some(&format!("/{name}")));
    let mut panel = Panel::new();
    for (profile, values) in &wire.metrics {
        let metrics = values.iter().map(|(name, value)| Metric {
            name: name.clone(),
            value: value.as_f64().unwrap_or(f64::NAN),
            limit: limit(profile, name),
            over: over(profile, name),
        });
        panel.insert(profile.clone(), metrics.collect());
    }
    Ok(panel)
}
