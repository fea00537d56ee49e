use super::*;
use crate::domain::people::Exemption;
use jiff::civil::date;

fn person(id: &str, agency: &str) -> StaffMember {
    StaffMember {
        staff_id: id.to_owned(),
        prefix: "นาย".to_owned(),
        name: "สมชาย".to_owned(),
        surname: "ใจดี".to_owned(),
        position: "นักวิชาการ".to_owned(),
        email: Some(format!("{id}@example.go.th")),
        agency: agency.to_owned(),
        work_group: "อำนวยการ".to_owned(),
        service_start: Some(date(2018, 10, 1)),
    }
}

fn enrolled(member: StaffMember, standing: Standing) -> Enrolled {
    Enrolled { member, standing }
}

fn listed(member: StaffMember) -> Listed {
    Listed {
        member,
        standing: None,
    }
}

fn everything() -> BTreeSet<Field> {
    Field::ALL.into_iter().collect()
}

fn exemption() -> Exemption {
    Exemption {
        reason: "ลาศึกษาต่อ".to_owned(),
        order_number: "12/2561".to_owned(),
        by: "hr".to_owned(),
        day: date(2019, 1, 1),
    }
}

#[test]
fn new_changed_unchanged_and_missing_are_told_apart() {
    let store: Vec<Enrolled> = ["1", "2", "3"]
        .map(|id| enrolled(person(id, "A"), Standing::Eligible))
        .into();
    let mut moved = person("2", "A");
    moved.position = "หัวหน้ากลุ่ม".to_owned();
    let file = [
        listed(person("4", "A")),
        listed(moved),
        listed(person("1", "A")),
    ];
    let outcome = compare(&store, &file, &everything());
    assert_eq!(outcome.new, [file[0].clone()]);
    assert_eq!(outcome.unchanged, ["1"]);
    assert_eq!(outcome.missing, [store[2].clone()]);
    assert_eq!(
        outcome.changed[0].fields,
        [FieldChange {
            field: Field::Position,
            old: "นักวิชาการ".to_owned(),
            new: "หัวหน้ากลุ่ม".to_owned(),
        }]
    );
    assert_eq!(outcome.changed[0].member.position, "หัวหน้ากลุ่ม");
}

#[test]
fn people_of_agencies_outside_the_file_and_those_who_left_are_not_missing() {
    let store = [
        enrolled(person("1", "B"), Standing::Eligible),
        enrolled(person("2", "A"), Standing::Left),
        enrolled(person("3", "A"), Standing::Exempt(exemption())),
    ];
    let outcome = compare(&store, &[listed(person("9", "A"))], &everything());
    assert_eq!(outcome.missing, [store[2].clone()]);
}

#[test]
fn a_field_without_a_column_stays_as_it_was() {
    let store = [enrolled(person("1", "A"), Standing::Eligible)];
    let mut line = person("1", "A");
    line.email = None;
    line.surname = "ใจงาม".to_owned();
    let given = BTreeSet::from([Field::Surname]);
    let outcome = compare(&store, &[listed(line.clone())], &given);
    assert_eq!(outcome.changed[0].fields.len(), 1);
    assert_eq!(outcome.changed[0].member.email, store[0].member.email);
    let outcome = compare(&store, &[listed(line)], &everything());
    assert_eq!(outcome.changed[0].fields.len(), 2);
}

#[test]
fn a_person_in_another_agency_is_changed_and_not_missing() {
    let store = [enrolled(person("1", "A"), Standing::Eligible)];
    let file = [listed(person("1", "B")), listed(person("2", "A"))];
    let outcome = compare(&store, &file, &everything());
    assert_eq!(outcome.changed[0].fields[0].field, Field::Agency);
    assert!(outcome.missing.is_empty());
}

#[test]
fn a_standing_changes_only_where_the_file_states_another() {
    let store = [enrolled(person("1", "A"), Standing::Exempt(exemption()))];
    let stated = |standing| Listed {
        member: person("1", "A"),
        standing,
    };
    let same = ListedStanding::Exempt {
        reason: "ลาศึกษาต่อ".to_owned(),
        order_number: "12/2561".to_owned(),
    };
    for unchanged in [None, Some(same)] {
        let outcome = compare(&store, &[stated(unchanged)], &everything());
        assert_eq!(outcome.unchanged, ["1"]);
    }
    let outcome = compare(
        &store,
        &[stated(Some(ListedStanding::Eligible))],
        &everything(),
    );
    assert_eq!(outcome.changed[0].standing, Some(ListedStanding::Eligible));
    assert_eq!(
        outcome.changed[0].fields[0].old,
        "exempt: ลาศึกษาต่อ (12/2561)"
    );
    assert_eq!(outcome.changed[0].fields[0].new, "eligible");
}
