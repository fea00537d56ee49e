//! Who is told of what concerns every administrator.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::super::connection::StoreError;
use super::super::entity::{account, account_grant};
use super::Accounts;
use crate::domain::access::Role;

impl Accounts {
    /// Names and addresses of administrators who can sign in, by address.
    pub async fn administrators(&self) -> Result<Vec<(String, String)>, StoreError> {
        let granted = account_grant::Entity::find()
            .filter(account_grant::Column::Role.eq(Role::Administrator.code()))
            .all(&self.db)
            .await?;
        let rows = account::Entity::find()
            .filter(account::Column::Id.is_in(granted.into_iter().map(|row| row.account_id)))
            .filter(account::Column::Suspended.eq(false))
            .filter(account::Column::Password.is_not_null())
            .order_by_asc(account::Column::Email)
            .all(&self.db)
            .await?;
        Ok(rows.into_iter().map(|row| (row.name, row.email)).collect())
    }
}
