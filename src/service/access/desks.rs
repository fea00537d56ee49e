//! Desks: one a role. Each holds the office where nobody but the acts of the service reaches it, and
//! has methods for the work of its role alone.

use std::sync::Arc;

use super::front_desk::{FrontDesk, Visitor};
use crate::domain::access::Role;
use crate::domain::agency::{Agency, AgencyId};
use crate::service::administrator::Workshop;
use crate::service::{Office, Refusal};

/// What a page is given. Made from a visitor's grants, else not at all.
pub trait Desk: Sized {
    /// The desk of this visitor, for the agency that the address names, if it names one. Nothing
    /// where the visitor has no such right or the agency does not exist: the two are not told apart.
    fn of(
        front: &FrontDesk,
        visitor: &Visitor,
        agency: Option<&str>,
    ) -> impl Future<Output = Result<Option<Self>, Refusal>>;
}

macro_rules! desk_everywhere {
    ($(#[$doc:meta])* $desk:ident, $role:expr) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $desk {
            pub(in crate::service) office: Office,
        }

        impl Desk for $desk {
            async fn of(
                front: &FrontDesk,
                visitor: &Visitor,
                _agency: Option<&str>,
            ) -> Result<Option<Self>, Refusal> {
                Ok(visitor.account.is($role).then(|| Self {
                    office: front.office_of(&visitor.account),
                }))
            }
        }
    };
}

macro_rules! desk_of_an_agency {
    ($(#[$doc:meta])* $desk:ident, $role:expr) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $desk {
            pub(in crate::service) office: Office,
            /// The agency of this desk.
            agency: Agency,
        }

        impl $desk {
            /// The agency of this desk.
            pub fn agency(&self) -> &Agency {
                &self.agency
            }
        }

        impl Desk for $desk {
            async fn of(
                front: &FrontDesk,
                visitor: &Visitor,
                agency: Option<&str>,
            ) -> Result<Option<Self>, Refusal> {
                let reached = front.reached(visitor, $role, agency).await?;
                Ok(reached.map(|agency| Self {
                    office: front.office_of(&visitor.account),
                    agency,
                }))
            }
        }
    };
}

/// The administrator's: frameworks, agencies, rounds, accounts, publishing. No person of a
/// roster, no figure before publication.
#[derive(Clone)]
pub struct AdministratorDesk {
    pub(in crate::service) office: Office,
    pub(in crate::service) workshop: Arc<Workshop>,
    pub(in crate::service) visitor: Visitor,
}

impl Desk for AdministratorDesk {
    async fn of(
        front: &FrontDesk,
        visitor: &Visitor,
        _agency: Option<&str>,
    ) -> Result<Option<Self>, Refusal> {
        let workshop = front
            .workshop
            .clone()
            .filter(|_| visitor.account.is(Role::Administrator));
        Ok(workshop.map(|workshop| Self {
            office: front.office_of(&visitor.account),
            workshop,
            visitor: visitor.clone(),
        }))
    }
}

desk_everywhere! {
    /// The auditor's: audit log, boards, everything published. No names, no keys.
    AuditorDesk, Role::Auditor
}
desk_of_an_agency! {
    /// The HR officer's, for one agency.
    HrDesk, Role::HrOfficer
}
desk_of_an_agency! {
    /// The KPI assessor's, for one agency: register and evidence, confirmation.
    AssessorDesk, Role::Assessor
}
desk_of_an_agency! {
    /// The executive's, for one agency: what is published. No names.
    ExecutiveDesk, Role::Executive
}

impl FrontDesk {
    /// The agency with this code, if the visitor's role reaches it.
    async fn reached(
        &self,
        visitor: &Visitor,
        role: Role,
        agency: Option<&str>,
    ) -> Result<Option<Agency>, Refusal> {
        let Some(code) = agency else {
            return Ok(None);
        };
        let Some(agency) = self.office.registry.agency_by_code(code).await? else {
            return Ok(None);
        };
        let above = self.above(&agency).await?;
        Ok(visitor
            .account
            .reaches(role, agency.id, &above)
            .then_some(agency))
    }

    /// Agencies above this one, nearest first.
    async fn above(&self, agency: &Agency) -> Result<Vec<AgencyId>, Refusal> {
        let mut above = Vec::new();
        let mut next = agency.parent;
        while let Some(id) = next.filter(|id| !above.contains(id)) {
            above.push(id);
            let parent = self.office.registry.agency_by_id(id).await?;
            next = parent.and_then(|parent| parent.parent);
        }
        Ok(above)
    }

    /// Agencies of a visitor's grants, with their roles, for the first page.
    pub async fn workplaces(
        &self,
        visitor: &Visitor,
    ) -> Result<Vec<(Role, Option<Agency>)>, Refusal> {
        let mut places = Vec::new();
        for grant in &visitor.account.grants {
            let agency = match grant.agency {
                Some(id) => self.office.registry.agency_by_id(id).await?,
                None => None,
            };
            if grant.agency.is_none() || agency.is_some() {
                places.push((grant.role, agency));
            }
        }
        Ok(places)
    }
}
