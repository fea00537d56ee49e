//! E-mail addresses: whether one can be right, and whether it belongs to an office.

/// Front parts of addresses that offices share.
const OFFICE_NAMES: [&str; 22] = [
    "info",
    "admin",
    "administrator",
    "office",
    "contact",
    "saraban",
    "sarabun",
    "webmaster",
    "support",
    "help",
    "helpdesk",
    "hr",
    "personnel",
    "mail",
    "email",
    "postmaster",
    "noreply",
    "no-reply",
    "center",
    "central",
    "it",
    "secretary",
];

/// Whether mail can be sent to `address`: one address, ASCII, a domain with a dot. Stricter than
/// RFC 5321, which allows quotations that no Thai office uses.
pub fn is_well_formed(address: &str) -> bool {
    let Some((local, domain)) = address.split_once('@') else {
        return false;
    };
    address.len() <= 254
        && (1..=64).contains(&local.len())
        && dotted(local, is_atom)
        && is_domain(domain)
}

/// Whether the address is an office's by its front part (`saraban@…`, `saraban-hr@…`).
pub(super) fn is_of_an_office(address: &str) -> bool {
    let local = address.split('@').next().unwrap_or_default().to_lowercase();
    let front = local.split(['.', '-', '_']).next().unwrap_or_default();
    let fronts = ["saraban", "sarabun", "info", "webmaster"];
    OFFICE_NAMES.contains(&local.as_str()) || fronts.contains(&front)
}

fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let last = domain.rsplit('.').next().unwrap_or_default();
    domain.contains('.')
        && dotted(domain, is_label)
        && last.len() >= 2
        && last.starts_with(|c: char| c.is_ascii_alphabetic())
}

fn is_atom(part: &str) -> bool {
    part.bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&b))
}

fn dotted(text: &str, is_part: impl Fn(&str) -> bool) -> bool {
    text.split('.')
        .all(|part| !part.is_empty() && is_part(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_cannot_be_right_are_refused() {
        for good in [
            "somchai.j@moph.go.th",
            "a@b.co",
            "a_b+c@mail.go.th",
            "S.Jaidee@DMSC.mail.go.th",
        ] {
            assert!(is_well_formed(good), "{good}");
        }
        for bad in [
            "",
            "somchai",
            "@moph.go.th",
            "somchai@",
            "somchai@moph",
            "a b@moph.go.th",
            "a@moph..go.th",
            ".a@moph.go.th",
            "a.@moph.go.th",
            "a@moph.go.th.",
            "a@b@moph.go.th",
            "a@moph.go.th,b@moph.go.th",
            "สมชาย@moph.go.th",
            "a@โปร่งใส.ไทย",
            "a@-moph.go.th",
            "a@moph.1",
            "<a@moph.go.th>",
        ] {
            assert!(!is_well_formed(bad), "{bad}");
        }
    }

    #[test]
    fn office_addresses_are_known_by_their_front() {
        for office in [
            "info@a.go.th",
            "Saraban@a.go.th",
            "saraban_dmsc@a.go.th",
            "admin@a.go.th",
        ] {
            assert!(is_of_an_office(office), "{office}");
        }
        for personal in [
            "somchai@a.go.th",
            "inform@a.go.th",
            "admin.s@a.go.th",
            "sarabanya@a.go.th",
        ] {
            assert!(!is_of_an_office(personal), "{personal}");
        }
    }
}
