//! Which desk hands out which gallery.

use super::{Gallery, Wing};
use crate::domain::agency::Agency;
use crate::service::access::desks::{
    AdministratorDesk, AssessorDesk, AuditorDesk, ExecutiveDesk, HrDesk,
};

/// A desk whose visitor looks at published figures.
pub trait GalleryDesk {
    /// The figures, as far as this visitor sees.
    fn gallery(&self) -> Gallery;

    /// The agency of the desk, if it is that of one.
    fn top(&self) -> Option<&Agency> {
        None
    }
}

impl GalleryDesk for HrDesk {
    fn gallery(&self) -> Gallery {
        Gallery {
            office: self.office.clone(),
            wing: Wing::Own(self.agency().clone()),
        }
    }

    fn top(&self) -> Option<&Agency> {
        Some(self.agency())
    }
}

impl GalleryDesk for AssessorDesk {
    fn gallery(&self) -> Gallery {
        Gallery {
            office: self.office.clone(),
            wing: Wing::Below(self.agency().clone()),
        }
    }

    fn top(&self) -> Option<&Agency> {
        Some(self.agency())
    }
}

impl GalleryDesk for ExecutiveDesk {
    fn gallery(&self) -> Gallery {
        Gallery {
            office: self.office.clone(),
            wing: Wing::Below(self.agency().clone()),
        }
    }

    fn top(&self) -> Option<&Agency> {
        Some(self.agency())
    }
}

impl GalleryDesk for AuditorDesk {
    fn gallery(&self) -> Gallery {
        Gallery {
            office: self.office.clone(),
            wing: Wing::Everywhere,
        }
    }
}

impl GalleryDesk for AdministratorDesk {
    fn gallery(&self) -> Gallery {
        Gallery {
            office: self.office.clone(),
            wing: Wing::Everywhere,
        }
    }
}
