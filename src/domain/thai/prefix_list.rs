//! The prefixes of names (คำนำหน้า) as data: how each may be typed, and how it is kept.

/// A prefix: the spelling that is kept, and other spellings of it.
pub(super) struct Prefix {
    /// The spelling that is kept.
    pub kept: &'static str,
    /// Other spellings.
    pub also: &'static [&'static str],
}

const fn only(kept: &'static str) -> Prefix {
    Prefix { kept, also: &[] }
}

const fn spelled(kept: &'static str, also: &'static [&'static str]) -> Prefix {
    Prefix { kept, also }
}

/// Longer ones may begin with shorter ones; the longest that fits wins.
pub(super) const PREFIXES: &[Prefix] = &[
    // Everybody
    only("นาย"),
    only("นาง"),
    spelled("นางสาว", &["นส."]),
    only("น.ส."),
    only("เด็กชาย"),
    only("เด็กหญิง"),
    only("ด.ช."),
    only("ด.ญ."),
    spelled("Mr.", &["Mister"]),
    only("Mrs."),
    only("Ms."),
    only("Miss"),
    // Learned
    spelled("ดร.", &["ด.ร.", "ดอกเตอร์"]),
    only("Dr."),
    spelled("Prof.", &["Professor"]),
    spelled("Assoc. Prof.", &["Associate Professor"]),
    spelled("Asst. Prof.", &["Assistant Professor"]),
    spelled("ศ.", &["ศาสตราจารย์"]),
    spelled("รศ.", &["รองศาสตราจารย์"]),
    spelled("ผศ.", &["ผู้ช่วยศาสตราจารย์"]),
    spelled("ศ.เกียรติคุณ", &["ศาสตราจารย์เกียรติคุณ"]),
    spelled("อ.", &["อาจารย์"]),
    // Health
    spelled("นพ.", &["น.พ.", "นายแพทย์"]),
    spelled("พญ.", &["พ.ญ.", "แพทย์หญิง"]),
    spelled("ทพ.", &["ท.พ.", "ทันตแพทย์"]),
    spelled("ทพญ.", &["ท.พญ.", "ทพ.ญ.", "ทันตแพทย์หญิง"]),
    spelled("ภก.", &["ภ.ก.", "เภสัชกร"]),
    spelled("ภญ.", &["ภ.ญ.", "ภกญ.", "เภสัชกรหญิง"]),
    spelled("น.สพ.", &["นสพ.", "นายสัตวแพทย์"]),
    spelled("สพ.ญ.", &["สพญ.", "สัตวแพทย์หญิง"]),
    spelled("ทนพ.", &["ทน.พ."]),
    only("ทนพญ."),
    only("กภ."),
    only("พว."),
    // Volunteers of the territorial defence
    spelled("ว่าที่ ร.ต.", &["ว่าที่ร้อยตรี", "ว่าที่ ร้อยตรี"]),
    spelled("ว่าที่ ร.ต.หญิง", &["ว่าที่ร้อยตรีหญิง", "ว่าที่ ร.ต. (หญิง)"]),
    spelled("ว่าที่ ร.ท.", &["ว่าที่ร้อยโท"]),
    spelled("ว่าที่ ร.ท.หญิง", &["ว่าที่ร้อยโทหญิง"]),
    spelled("ว่าที่ ร.อ.", &["ว่าที่ร้อยเอก"]),
    spelled("ว่าที่ ร.อ.หญิง", &["ว่าที่ร้อยเอกหญิง"]),
    spelled("ว่าที่ พ.ต.", &["ว่าที่พันตรี"]),
    // Forces and police
    spelled("ส.ต.", &["สิบตรี"]),
    spelled("ส.ท.", &["สิบโท"]),
    spelled("ส.อ.", &["สิบเอก"]),
    spelled("จ.ส.ต.", &["จ่าสิบตรี"]),
    spelled("จ.ส.ท.", &["จ่าสิบโท"]),
    spelled("จ.ส.อ.", &["จ่าสิบเอก"]),
    spelled("จ.อ.", &["จ่าเอก"]),
    spelled("พ.จ.อ.", &["พันจ่าเอก"]),
    spelled("พ.อ.อ.", &["พันจ่าอากาศเอก"]),
    spelled("ร.ต.", &["ร้อยตรี"]),
    spelled("ร.ต.หญิง", &["ร้อยตรีหญิง"]),
    spelled("ร.ท.", &["ร้อยโท"]),
    spelled("ร.ท.หญิง", &["ร้อยโทหญิง"]),
    spelled("ร.อ.", &["ร้อยเอก"]),
    spelled("ร.อ.หญิง", &["ร้อยเอกหญิง"]),
    spelled("พ.ต.", &["พันตรี"]),
    spelled("พ.ต.หญิง", &["พันตรีหญิง"]),
    spelled("พ.ท.", &["พันโท"]),
    spelled("พ.ท.หญิง", &["พันโทหญิง"]),
    spelled("พ.อ.", &["พันเอก"]),
    spelled("พ.อ.หญิง", &["พันเอกหญิง"]),
    spelled("พล.ต.", &["พลตรี"]),
    spelled("พล.ท.", &["พลโท"]),
    spelled("พล.อ.", &["พลเอก"]),
    spelled("น.ต.", &["นาวาตรี"]),
    spelled("น.ท.", &["นาวาโท"]),
    spelled("น.อ.", &["นาวาเอก"]),
    spelled("ส.ต.ต.", &["สิบตำรวจตรี"]),
    spelled("ส.ต.ท.", &["สิบตำรวจโท"]),
    spelled("ส.ต.อ.", &["สิบตำรวจเอก"]),
    spelled("ด.ต.", &["ดาบตำรวจ"]),
    spelled("ร.ต.ต.", &["ร้อยตำรวจตรี"]),
    spelled("ร.ต.ท.", &["ร้อยตำรวจโท"]),
    spelled("ร.ต.อ.", &["ร้อยตำรวจเอก"]),
    spelled("ร.ต.อ.หญิง", &["ร้อยตำรวจเอกหญิง"]),
    spelled("พ.ต.ต.", &["พันตำรวจตรี"]),
    spelled("พ.ต.ท.", &["พันตำรวจโท"]),
    spelled("พ.ต.อ.", &["พันตำรวจเอก"]),
    spelled("พล.ต.ต.", &["พลตำรวจตรี"]),
    spelled("พล.ต.ท.", &["พลตำรวจโท"]),
    spelled("พล.ต.อ.", &["พลตำรวจเอก"]),
    // Titles by birth and by order
    spelled("ม.จ.", &["หม่อมเจ้า"]),
    spelled("ม.ร.ว.", &["มรว.", "หม่อมราชวงศ์"]),
    spelled("ม.ล.", &["มล.", "หม่อมหลวง"]),
    only("คุณหญิง"),
    only("ท่านผู้หญิง"),
];
