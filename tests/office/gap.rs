//! The gap analysis: earlier figures, the total they make, the plan and its files.

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use prongsai::domain::access::Role;

use crate::support::{CODE, House, Officer, hand, staff_id};

const BASE: &str = "/office/hr/A01/2570-1/gap";

async fn published() -> (House, Officer) {
    let house = House::with(&[("A01", 12)]).await;
    for at in 0..12 {
        house.answer(&staff_id("A01", at), &hand::best()).await;
    }
    house.finish().await;
    let hr = house.officer(Role::HrOfficer, Some("A01")).await;
    (house, hr)
}

fn figure<'a>(year: &'a str, instrument: &'a str, score: &'a str) -> [(&'a str, &'a str); 5] {
    [
        ("kind", "one"),
        ("year", year),
        ("instrument", instrument),
        ("score", score),
        ("source", "หนังสือแจ้งผล"),
    ]
}

#[actix_web::test]
async fn figures_typed_in_make_a_total_and_are_compared() {
    let (_house, mut hr) = published().await;
    let results = format!("/office/hr/A01/{CODE}/results");
    assert!(hr.get(&results).await.body.contains("ยังขาดคะแนน EIT, OIT"));
    let path = format!("{BASE}/figures");
    let bad = hr
        .upload(&path, &figure("2569", "iit", "90.005"), ("file", "", b""))
        .await;
    assert_eq!(bad.status, 422);
    assert!(bad.body.contains("90.005"), "what was typed stays");
    for of in [
        figure("2569", "iit", "91.25"),
        figure("2570", "eit", "80.00"),
        figure("2570", "oit", "90"),
    ] {
        assert_eq!(hr.upload(&path, &of, ("file", "", b"")).await.status, 303);
    }
    let page = hr.get(&results).await;
    assert!(
        page.body.contains("<span class=\"number\">90.00</span>"),
        "100 × 0.3 + 80 × 0.3 + 90 × 0.4"
    );
    assert!(page.body.contains("+8.75"), "against last year");
    let drop = [("year", "2570"), ("instrument", "oit"), ("code", "")];
    assert!(hr.get(BASE).await.body.contains("figures/drop"));
    let gone = hr.post(&format!("{path}/drop"), &drop).await;
    assert_eq!((gone.status, gone.location.as_str()), (303, BASE));
    assert!(hr.get(&results).await.body.contains("ยังขาดคะแนน OIT"));
}

#[actix_web::test]
async fn only_hr_is_sent_to_the_page_where_only_hr_enters_scores() {
    let (house, mut hr) = published().await;
    let hint = "วิเคราะห์ช่องว่าง";
    let results = format!("/office/hr/A01/{CODE}/results");
    assert!(hr.get(&results).await.body.contains(hint));
    let mut executive = house.officer(Role::Executive, Some("A01")).await;
    let results = format!("/office/executive/A01/{CODE}/results");
    let page = executive.get(&results).await.body;
    assert!(page.contains("ยังขาดคะแนน EIT, OIT เจ้าหน้าที่ HR") && !page.contains(hint));
}

#[actix_web::test]
async fn a_file_of_figures_is_taken_whole_or_not_at_all() {
    let (_house, mut hr) = published().await;
    let path = format!("{BASE}/figures");
    let bad = "ปี,แบบวัด,รหัส,คะแนน,จำนวน,ที่มา\n2569,iit,i1,88.5,10,ก\n2569,xyz,,1,,ข\n";
    let kind = [("kind", "file"), ("framework", "ten-indicators-2562")];
    let page = hr
        .upload(&path, &kind, ("file", "a.csv", bad.as_bytes()))
        .await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains("บรรทัด 3"));
    assert!(!hr.get(BASE).await.body.contains("88.50"));
    let good = "ปี,แบบวัด,รหัส,คะแนน,จำนวน,ที่มา\n2569,iit,i1,88.5,10,ก\n2569,ebit,,77,,ข\n";
    assert_eq!(
        hr.upload(&path, &kind, ("file", "a.csv", good.as_bytes()))
            .await
            .status,
        303
    );
    let page = hr.get(BASE).await;
    assert!(page.body.contains("88.50") && page.body.contains("EBIT"));
}

#[actix_web::test]
async fn the_plan_is_kept_exported_and_never_computed_by_a_spreadsheet() {
    let (_house, mut hr) = published().await;
    let line = |version: &'static str, action: &'static str, id: &'static str| {
        [
            ("line", id),
            ("version", version),
            ("item", "i1"),
            ("action", action),
            ("responsible", "@SUM(1)"),
            ("due", "30/9/2570"),
            ("status", "under-way"),
            ("do", "save"),
        ]
    };
    let path = format!("{BASE}/plan");
    let formula = "=HYPERLINK(\"http://x\")";
    assert_eq!(hr.post(&path, &line("0", formula, "0")).await.status, 303);
    let csv = hr.get(&format!("{BASE}/plan.csv")).await;
    assert!(csv.body.contains("'=HYPERLINK") && csv.body.contains("'@SUM(1)"));
    let file = hr.get(&format!("{BASE}/plan.xlsx")).await;
    let mut book: Xlsx<_> = open_workbook_from_rs(std::io::Cursor::new(file.bytes)).unwrap();
    let rows = book.worksheet_range("แผนปรับปรุง").unwrap();
    assert_eq!(
        rows.get_value((1, 3)),
        Some(&Data::String(formula.to_owned()))
    );
    let formulas = book.worksheet_formula("แผนปรับปรุง").unwrap();
    assert!(
        formulas.used_cells().next().is_none(),
        "a text is no formula"
    );
    assert_eq!(hr.post(&path, &line("1", "อบรม", "1")).await.status, 303);
    let stale = hr.post(&path, &line("1", "อื่น", "1")).await;
    assert_eq!(
        stale.status, 422,
        "what somebody else changed is not overwritten"
    );
    assert!(stale.body.contains("อื่น"));
    assert!(hr.get(BASE).await.body.contains("อบรม"));
}
