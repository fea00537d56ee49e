//! The columns of a roster and how offices head them.

use crate::intake::heading;

/// A column of a roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    StaffId,
    Prefix,
    Name,
    Surname,
    FullName,
    Position,
    Email,
    WorkGroup,
    Agency,
    ServiceStart,
    Status,
    Reason,
    OrderNumber,
}

impl heading::Column for Column {
    const ALL: &'static [Self] = &[
        Column::StaffId,
        Column::Prefix,
        Column::Name,
        Column::Surname,
        Column::FullName,
        Column::Position,
        Column::Email,
        Column::WorkGroup,
        Column::Agency,
        Column::ServiceStart,
        Column::Status,
        Column::Reason,
        Column::OrderNumber,
    ];

    #[rustfmt::skip]
    fn headings(self) -> &'static [&'static str] {
        match self {
            Column::StaffId => &[
                "รหัสบุคลากร", "รหัสพนักงาน", "รหัสเจ้าหน้าที่", "รหัสข้าราชการ", "เลขประจำตัวเจ้าหน้าที่", "เลขประจำตัวพนักงาน",
                "เลขประจำตัวบุคลากร", "เลขประจำตัวข้าราชการ", "staff id", "employee id", "staff no", "employee no", "staff number",
                "employee number", "staff code", "employee code", "เลขประจำตัว", "เลขที่ตำแหน่ง", "ตำแหน่งเลขที่", "เลขตำแหน่ง",
                "position number", "position no", "รหัส", "id",
            ],
            Column::Prefix => &[
                "คำนำหน้า", "คำนำหน้าชื่อ", "คำนำหน้านาม", "คำนำ", "ยศ", "ยศ/คำนำหน้า", "คำนำหน้า/ยศ", "prefix", "title", "name prefix",
            ],
            Column::Name => &["ชื่อ", "ชื่อตัว", "ชื่อจริง", "name", "first name", "given name", "forename"],
            Column::Surname => &["นามสกุล", "สกุล", "ชื่อสกุล (นามสกุล)", "surname", "last name", "family name"],
            Column::FullName => &[
                "ชื่อ-นามสกุล", "ชื่อ-สกุล", "ชื่อและนามสกุล", "ชื่อตัว-ชื่อสกุล", "ชื่อตัวและชื่อสกุล", "ชื่อเต็ม", "ชื่อ-ชื่อสกุล",
                "ชื่อ-นามสกุล เจ้าหน้าที่", "ชื่อ-นามสกุล บุคลากร", "คำนำหน้า ชื่อ-นามสกุล", "คำนำหน้า ชื่อ-สกุล", "คำนำหน้า ชื่อ นามสกุล",
                "รายชื่อ", "full name", "name-surname", "name and surname",
            ],
            Column::Position => &["ตำแหน่ง", "ชื่อตำแหน่ง", "ตำแหน่งในสายงาน", "ตำแหน่งปัจจุบัน", "ตำแหน่ง/ระดับ", "position", "job title", "post"],
            Column::Email => &[
                "อีเมล", "อีเมล์", "อีเมลล์", "อีเมลราชการ", "e-mail", "e-mail address", "ที่อยู่อีเมล", "อีเมล/e-mail", "e-mail/อีเมล",
                "ไปรษณีย์อิเล็กทรอนิกส์", "จดหมายอิเล็กทรอนิกส์", "mail",
            ],
            Column::WorkGroup => &[
                "กลุ่มงาน", "กลุ่มงาน/ฝ่าย", "กลุ่ม/ฝ่าย", "ฝ่าย/กลุ่มงาน", "กลุ่ม/งาน", "ฝ่าย/งาน", "ฝ่าย", "กลุ่ม", "กลุ่มภารกิจ", "แผนก", "งาน",
                "work group", "workgroup", "group", "section", "division", "unit", "team",
            ],
            Column::Agency => &[
                "รหัสหน่วยงาน", "หน่วยงาน", "ชื่อหน่วยงาน", "หน่วยงาน/สังกัด", "หน่วยงานต้นสังกัด", "หน่วยงานที่สังกัด", "ส่วนราชการ", "สังกัด", "agency code",
                "agency", "agency name", "office", "department", "organization", "organisation",
            ],
            Column::ServiceStart => &[
                "วันบรรจุ", "วันที่บรรจุ", "วันเดือนปีที่บรรจุ", "วันเดือนปี ที่บรรจุ", "วันเริ่มปฏิบัติราชการ", "วันที่เริ่มปฏิบัติราชการ", "วันเริ่มปฏิบัติงาน",
                "วันที่เริ่มปฏิบัติงาน", "วันเริ่มงาน", "วันที่เริ่มงาน", "วันเข้ารับราชการ", "วันที่เข้ารับราชการ", "วันบรรจุเข้ารับราชการ",
                "วันที่บรรจุเข้ารับราชการ", "service start date", "service start", "start date", "date of appointment", "appointment date",
                "hire date", "date started",
            ],
            Column::Status => &["สถานะ", "สถานภาพ", "สถานะการประเมิน", "สถานะบุคลากร", "status", "standing"],
            Column::Reason => &["เหตุผล", "เหตุผลที่ยกเว้น", "เหตุผลการยกเว้น", "เหตุที่ยกเว้น", "reason", "exemption reason", "reason for exemption"],
            Column::OrderNumber => &[
                "เลขที่คำสั่ง", "คำสั่งเลขที่", "เลขคำสั่ง", "คำสั่ง", "คำสั่งที่", "เลขที่หนังสือ/คำสั่ง", "order number", "order no", "order",
            ],
        }
    }
}
