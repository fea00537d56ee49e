//! Who is below whom, over all agencies.

use std::collections::{HashMap, HashSet};

use super::agency::{Agency, AgencyId};

/// Every agency with its code and the one above it.
#[derive(Debug, Default)]
pub struct AgencyTree {
    /// In the order of codes.
    ids: Vec<AgencyId>,
    by_code: HashMap<String, AgencyId>,
    above: HashMap<AgencyId, AgencyId>,
    parents: HashSet<AgencyId>,
}

impl AgencyTree {
    /// Of agencies in the order of codes.
    pub fn new(agencies: Vec<(AgencyId, Option<AgencyId>, String)>) -> Self {
        let mut tree = Self::default();
        for (id, parent, code) in agencies {
            tree.ids.push(id);
            tree.by_code.insert(code, id);
            if let Some(parent) = parent {
                tree.above.insert(id, parent);
                tree.parents.insert(parent);
            }
        }
        tree
    }

    /// All of them, in the order of codes.
    pub fn ids(&self) -> &[AgencyId] {
        &self.ids
    }

    /// Whether any agency is right below this one.
    pub fn has_below(&self, id: AgencyId) -> bool {
        self.parents.contains(&id)
    }

    /// The agency and those above it, nearest first; ends also where the tree bites its tail.
    pub fn path(&self, id: AgencyId) -> Vec<AgencyId> {
        let mut path = vec![id];
        let mut here = id;
        while let Some(next) = self.above.get(&here).filter(|next| !path.contains(next)) {
            path.push(*next);
            here = *next;
        }
        path
    }

    /// Whether an agency is `top` or below it, at whatever distance; without a top all are.
    pub fn is_below(&self, id: AgencyId, top: Option<&Agency>) -> bool {
        top.is_none_or(|top| id == top.id || self.path(id).contains(&top.id))
    }

    /// The same of the agency with this code; not where there is none.
    pub fn code_is_below(&self, code: &str, top: &Agency) -> bool {
        let id = self.by_code.get(code);
        id.is_some_and(|id| self.is_below(*id, Some(top)))
    }
}
