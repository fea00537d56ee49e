//! Details of audit log entries in words. What is stored stays as it was written, in English and under the
//! chain's digest; here it is read by its shape, and what has no known shape is shown as it is.

use jiff::Timestamp;

use super::Locale;
use crate::domain::calendar::thai_zone;

/// Acts and the shapes of their details; the words of a shape are at `details.SHAPE`.
const SHAPES: [(&str, &str); 21] = [
    ("account.password", "by link"),
    ("agency.import", "new: {new}, known: {known}"),
    ("backup.keys", "{n} sealed secrets to {place}"),
    ("backup.restore", "backup of {made}"),
    (
        "eit.settle",
        "{agency}: N {population}, caps {hour}/{day}/{plain}/{kiosk}",
    ),
    ("gap.figures", "figures: {n}"),
    ("mail.test-contact", "not sent"),
    ("mail.test-contact", "sent"),
    ("roster.delete", "people: {people}, mails: {mails}"),
    ("roster.import", "new: {new}, changed: {changed}"),
    ("round.close", "due"),
    ("round.edit", "closes {was} -> {closes}, k {k_was} -> {k}"),
    ("round.extend", "{was} -> {closes}"),
    (
        "round.finish",
        "boards: {n}, SHA-256 of their list: {digest}",
    ),
    ("round.open", "boxes: {n}"),
    ("round.publish", "agencies: {n}"),
    ("round.sheet-check", "custodian {number}"),
    (
        "round.sheet-reminder",
        "{sent} of {all} administrators mailed",
    ),
    ("round.tally", "counts: {counts}, invalid: {invalid}"),
    ("round.tally-sheet", "custodian {number}"),
    (
        "round.urn-export",
        "sealed ballots and poll keys to {place}; boards {boards}",
    ),
];

impl Locale {
    /// The words of an entry's `detail`, as it was stored by `act`.
    pub fn act_detail(&self, act: &str, detail: &str) -> String {
        let told = match act {
            "account.create" | "account.change" => self.grants(detail),
            "mail.test" => self.known(&format!("mail_kind.{detail}")),
            _ => self.shaped(act, detail),
        };
        told.unwrap_or_else(|| detail.to_owned())
    }

    fn shaped(&self, act: &str, detail: &str) -> Option<String> {
        let mut of_act = SHAPES.iter().filter(|(known, _)| *known == act);
        of_act.find_map(|(_, shape)| {
            let values = read(shape, detail)?;
            let values = values
                .into_iter()
                .map(|(name, value)| (name, self.date(value)));
            let values: Vec<(&str, String)> = values.collect();
            let values: Vec<(&str, &str)> = values
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            Some(self.fill(&format!("details.{shape}"), &values))
        })
    }

    /// A moment in words; any other value is as it is.
    fn date(&self, value: &str) -> String {
        let moment: Result<Timestamp, _> = value.parse();
        moment.map_or_else(
            |_| value.to_owned(),
            |moment| self.moment(moment.to_zoned(thai_zone()).datetime()),
        )
    }

    /// Roles, each with the number of its agency's row: `hr #3, administrator`.
    fn grants(&self, detail: &str) -> Option<String> {
        let grants = detail.split(", ").map(|grant| {
            let (code, agency) = grant.split_once(' ').unwrap_or((grant, ""));
            let role = self.known(&format!("console.role_{code}"))?;
            Some(format!("{role} {agency}").trim_end().to_owned())
        });
        let grants: Option<Vec<String>> = grants.collect();
        Some(grants?.join(", "))
    }

    fn known(&self, key: &str) -> Option<String> {
        self.texts.get(key).cloned()
    }
}

/// The values in a text of this shape, by name.
fn read<'a>(shape: &'a str, text: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
    let mut pieces = shape.split('{');
    let mut rest = text.strip_prefix(pieces.next()?)?;
    let mut values = Vec::new();
    for piece in pieces {
        let (name, literal) = piece.split_once('}')?;
        let (value, after) = match literal {
            "" => (rest, ""),
            _ => rest.split_once(literal)?,
        };
        values.push((name, value));
        rest = after;
    }
    rest.is_empty().then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assets::Assets;
    use crate::domain::lang::Lang;

    fn words(lang: Lang) -> Locale {
        Locale::load(&Assets::default(), lang).unwrap()
    }

    #[test]
    fn every_shape_has_words_with_its_values_in_every_language() {
        for lang in Lang::ALL {
            let words = words(lang);
            for (act, shape) in SHAPES {
                let key = format!("details.{shape}");
                let text = words.known(&key);
                let text = text.unwrap_or_else(|| panic!("{lang:?} lacks {key}"));
                for gap in shape.split('{').skip(1) {
                    let name = gap.split('}').next().unwrap();
                    assert!(
                        text.contains(&format!("{{{name}")),
                        "{lang:?} {key}: {name}"
                    );
                }
                assert_ne!(words.act(act), act);
            }
        }
    }

    #[test]
    fn a_detail_is_told_in_words_and_what_has_no_known_shape_as_it_is() {
        let thai = words(Lang::Th);
        let told = |act, detail| thai.act_detail(act, detail);
        assert_eq!(
            told("roster.import", "new: 200, changed: 0"),
            "ใหม่ 200 คน เปลี่ยน 0 คน"
        );
        assert_eq!(told("round.close", "due"), "ถึงกำหนดปิดรับ");
        assert_eq!(
            told("account.change", "hr #3, auditor"),
            "เจ้าหน้าที่ HR #3, ผู้ตรวจสอบ"
        );
        let extended = "2027-03-31T16:30:00+07:00 -> 2027-04-07T16:30:00+07:00";
        let extended = told("round.extend", extended);
        assert!(
            extended.contains("31 มีนาคม พ.ศ. 2570") && extended.contains("7 เมษายน"),
            "{extended}"
        );
        for (act, detail) in [
            ("roster.import", "new: 200"),
            ("roster.import", ""),
            ("round.extend-reason", "due"),
            ("account.change", "hr #3, nobody"),
            ("eit.slips", "D01: 40"),
        ] {
            assert_eq!(told(act, detail), detail, "{act}");
        }
    }
}
