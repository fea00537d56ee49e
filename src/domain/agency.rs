//! Agencies (หน่วยงาน): a tree of ministry, department, institute.

use super::no_break::telephone;

/// Row of an agency in the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgencyId(pub i64);

/// An agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agency {
    /// Row in the registry.
    pub id: AgencyId,
    /// The client's own code.
    pub code: String,
    /// The agency above.
    pub parent: Option<AgencyId>,
    /// Thai name.
    pub name: String,
    /// English name, if there is one.
    pub name_en: Option<String>,
    /// Whom respondents ask.
    pub contact: Contact,
    /// Declared number of staff.
    pub head_count: Option<u64>,
    /// Declared number of people served, for the EIT's minimum sample.
    pub eit_population: Option<u64>,
}

/// Whom respondents ask.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contact {
    /// Name of the person or the unit.
    pub name: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
}

impl Contact {
    /// The parts there are; a telephone number stays on one line.
    pub fn parts(&self) -> Vec<String> {
        let phone = self.phone.as_deref().map(telephone);
        [self.name.clone(), phone, self.email.clone()]
            .into_iter()
            .flatten()
            .collect()
    }

    /// The same in one line.
    pub fn line(&self) -> String {
        self.parts().join(" · ")
    }
}
