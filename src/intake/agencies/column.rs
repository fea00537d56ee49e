//! The columns of a list of agencies and how offices head them.

use crate::intake::heading;

/// A column of a list of agencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    Code,
    Name,
    EnglishName,
    Parent,
    ContactName,
    ContactEmail,
    ContactPhone,
    HeadCount,
    EitPopulation,
}

impl heading::Column for Column {
    const ALL: &'static [Self] = &[
        Column::Code,
        Column::Name,
        Column::EnglishName,
        Column::Parent,
        Column::ContactName,
        Column::ContactEmail,
        Column::ContactPhone,
        Column::HeadCount,
        Column::EitPopulation,
    ];

    #[rustfmt::skip]
    fn headings(self) -> &'static [&'static str] {
        match self {
            Column::Code => &["รหัสหน่วยงาน", "รหัส", "agency code", "code", "agency id", "id"],
            Column::Name => &["ชื่อหน่วยงาน", "หน่วยงาน", "ชื่อหน่วยงานภาษาไทย", "ชื่อ", "ชื่อภาษาไทย", "agency name", "agency", "name", "thai name", "name th"],
            Column::EnglishName => &[
                "ชื่อหน่วยงานภาษาอังกฤษ", "ชื่อภาษาอังกฤษ", "ชื่ออังกฤษ", "english name", "name in english", "name en", "agency name en",
            ],
            Column::Parent => &[
                "รหัสหน่วยงานต้นสังกัด", "หน่วยงานต้นสังกัด", "รหัสต้นสังกัด", "ต้นสังกัด", "สังกัด", "หน่วยงานแม่", "parent code", "parent", "parent agency",
            ],
            Column::ContactName => &["ผู้ประสานงาน", "ชื่อผู้ประสานงาน", "ผู้ติดต่อ", "ชื่อผู้ติดต่อ", "contact", "contact name", "contact person", "coordinator"],
            Column::ContactEmail => &[
                "อีเมลผู้ประสานงาน", "อีเมลผู้ติดต่อ", "อีเมล", "อีเมล์", "contact e-mail", "e-mail", "coordinator e-mail",
            ],
            Column::ContactPhone => &[
                "โทรศัพท์ผู้ประสานงาน", "เบอร์โทรผู้ประสานงาน", "โทรศัพท์", "เบอร์โทร", "เบอร์โทรศัพท์", "หมายเลขโทรศัพท์", "โทร", "contact phone", "phone",
                "telephone", "tel",
            ],
            Column::HeadCount => &[
                "จำนวนบุคลากร", "จำนวนบุคลากรทั้งหมด", "จำนวนเจ้าหน้าที่", "จำนวนผู้มีส่วนได้ส่วนเสียภายใน", "จำนวนคน", "head count", "staff count",
                "number of staff", "staff", "n",
            ],
            Column::EitPopulation => &[
                "จำนวนผู้รับบริการ", "จำนวนผู้มีส่วนได้ส่วนเสียภายนอก", "จำนวนผู้มาติดต่อ", "ประชากร EIT", "จำนวน EIT", "eit population", "eit",
            ],
        }
    }
}
