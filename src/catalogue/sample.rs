//! The rule of the smallest sample.

use super::fault::Fault;
use super::reader::Reader;
use crate::domain::framework::SampleRule;

/// Reads `[sample]`; a rule that cannot be meant is noted.
pub(super) fn read(root: &Reader<'_>) -> Option<SampleRule> {
    let reader = root.table("sample")?;
    reader.only(&["all_below", "percent", "floor", "cap_above", "cap"]);
    let whole = ["all_below", "percent", "floor", "cap_above", "cap"].map(|key| reader.whole(key));
    let [
        Some(all_below),
        Some(percent),
        Some(floor),
        Some(cap_above),
        Some(cap),
    ] = whole
    else {
        return None;
    };
    let rule = SampleRule {
        all_below,
        percent,
        floor,
        cap_above,
        cap,
    };
    must_make_sense(&reader, rule);
    Some(rule)
}

fn must_make_sense(reader: &Reader<'_>, rule: SampleRule) {
    let text = |number: u64| number.to_string();
    if !(1..=100).contains(&rule.percent) {
        let percent = text(rule.percent);
        reader.note_at("percent", Fault::SamplePercent { percent });
        return;
    }
    if rule.floor > rule.all_below {
        let (floor, all_below) = (text(rule.floor), text(rule.all_below));
        reader.note_at("floor", Fault::SampleFloor { floor, all_below });
    }
    let needed = (rule.cap_above * rule.percent)
        .div_ceil(100)
        .max(rule.floor);
    if rule.cap > rule.cap_above || rule.cap_above < rule.all_below {
        let (cap, cap_above) = (text(rule.cap), text(rule.cap_above));
        reader.note_at("cap", Fault::SampleCap { cap, cap_above });
    } else if rule.cap < needed {
        let (cap, needed) = (text(rule.cap), text(needed));
        reader.note_at("cap", Fault::SampleShrinks { cap, needed });
    }
}
