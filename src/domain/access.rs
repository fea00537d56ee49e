//! Who works with the system, and what as (design.md §6). A respondent has no account, nor has a
//! custodian: the link and the key sheet are the right.

use std::fmt;
use std::str::FromStr;

use super::agency::AgencyId;
use super::lang::Lang;

/// Row of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId(pub i64);

/// What somebody works as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// ผู้ดูแลระบบ: frameworks, agencies, rounds, accounts, publishing.
    Administrator,
    /// เจ้าหน้าที่ HR of one agency: roster, invitations, participation, evidence.
    HrOfficer,
    /// ผู้ประเมินให้คะแนนตัวชี้วัด: reads register and evidence, confirms.
    Assessor,
    /// ผู้บริหาร: published results and KPI of the agency and what lies below it.
    Executive,
    /// ผู้ตรวจสอบ: boards, audit log, everything published.
    Auditor,
}

impl Role {
    /// All roles, in the order in which they are offered.
    pub const ALL: [Role; 5] = [
        Role::Administrator,
        Role::HrOfficer,
        Role::Assessor,
        Role::Executive,
        Role::Auditor,
    ];

    /// The word that is stored, logged and typed.
    pub const fn code(self) -> &'static str {
        match self {
            Role::Administrator => "administrator",
            Role::HrOfficer => "hr",
            Role::Assessor => "assessor",
            Role::Executive => "executive",
            Role::Auditor => "auditor",
        }
    }

    /// How far the role reaches.
    pub const fn reach(self) -> Reach {
        match self {
            Role::Administrator | Role::Auditor => Reach::Everywhere,
            Role::HrOfficer => Reach::OwnAgency,
            Role::Assessor | Role::Executive => Reach::OwnAndBelow,
        }
    }
}

/// How far a role reaches in the tree of agencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// No agency is named in the grant.
    Everywhere,
    /// The agency of the grant alone.
    OwnAgency,
    /// The agency of the grant and all below it.
    OwnAndBelow,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The word names no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown role: {0}")]
pub struct UnknownRole(pub String);

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Role::ALL
            .into_iter()
            .find(|role| role.code() == code)
            .ok_or_else(|| UnknownRole(code.to_owned()))
    }
}

/// A role in an agency, or everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The agency; nothing where the role reaches everywhere.
    pub agency: Option<AgencyId>,
}

/// A person who signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Row.
    pub id: AccountId,
    /// Address, by which the person signs in; lower case.
    pub email: String,
    /// Name as the audit log shows it.
    pub name: String,
    /// Language of the pages.
    pub lang: Lang,
    /// What the person may do.
    pub grants: Vec<Grant>,
    /// Whether the account is closed: it signs in no more, its acts stay in the log.
    pub suspended: bool,
    /// Whether a password was set.
    pub has_password: bool,
    /// Whether a second factor was set up.
    pub has_second_factor: bool,
}

impl Account {
    /// Whether the account has the role anywhere.
    pub fn is(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    /// Agencies of the grants with this role.
    pub fn agencies(&self, role: Role) -> impl Iterator<Item = AgencyId> {
        self.grants
            .iter()
            .filter(move |grant| grant.role == role)
            .filter_map(|grant| grant.agency)
    }

    /// Whether the account has the role for an agency, given the agencies above it (nearest
    /// first, itself not among them).
    pub fn reaches(&self, role: Role, agency: AgencyId, above: &[AgencyId]) -> bool {
        match role.reach() {
            Reach::Everywhere => self.is(role),
            Reach::OwnAgency => self.agencies(role).any(|own| own == agency),
            Reach::OwnAndBelow => self
                .agencies(role)
                .any(|own| own == agency || above.contains(&own)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(role: Role, agency: Option<i64>) -> Account {
        Account {
            id: AccountId(1),
            email: String::new(),
            name: String::new(),
            lang: Lang::Th,
            grants: vec![Grant {
                role,
                agency: agency.map(AgencyId),
            }],
            suspended: false,
            has_password: true,
            has_second_factor: false,
        }
    }

    #[test]
    fn an_officer_reaches_the_own_agency_and_an_executive_all_below() {
        let above = [AgencyId(2), AgencyId(1)];
        let hr = account(Role::HrOfficer, Some(2));
        assert!(hr.reaches(Role::HrOfficer, AgencyId(2), &[AgencyId(1)]));
        assert!(!hr.reaches(Role::HrOfficer, AgencyId(3), &above));
        assert!(!hr.reaches(Role::Executive, AgencyId(2), &[]));
        let executive = account(Role::Executive, Some(2));
        assert!(executive.reaches(Role::Executive, AgencyId(3), &above));
        assert!(!executive.reaches(Role::Executive, AgencyId(1), &[]));
        let auditor = account(Role::Auditor, None);
        assert!(auditor.reaches(Role::Auditor, AgencyId(3), &above));
        assert!(!auditor.reaches(Role::Administrator, AgencyId(3), &above));
    }

    #[test]
    fn a_role_is_read_back_by_its_word() {
        for role in Role::ALL {
            assert_eq!(role.code().parse(), Ok(role));
        }
        assert!("root".parse::<Role>().is_err());
    }
}
