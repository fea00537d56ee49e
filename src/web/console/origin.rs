//! Where a request comes from: for counting tries in memory, and for nothing else.

use std::net::IpAddr;

use actix_web::HttpRequest;

use super::Console;

impl Console {
    /// The address that tries are counted by. A household has many addresses of IPv6, so the
    /// network counts there.
    pub fn origin(&self, request: &HttpRequest) -> String {
        let forwarded = if self.behind_proxy {
            last_forwarded(request)
        } else {
            None
        };
        let address = forwarded.or_else(|| request.peer_addr().map(|address| address.ip()));
        address.map_or_else(String::new, counted)
    }
}

/// The entry that the proxy next to us wrote: the last one. Earlier ones can be made up.
fn last_forwarded(request: &HttpRequest) -> Option<IpAddr> {
    let last = request.headers().get_all("x-forwarded-for").last()?;
    let entry = last.to_str().ok()?.rsplit(',').next()?.trim();
    entry.parse().ok()
}

fn counted(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_counts_as_one() {
        let counted = |text: &str| counted(text.parse().unwrap());
        assert_eq!(counted("2001:db8:1:2::1"), counted("2001:db8:1:2:3::9"));
        assert_ne!(counted("2001:db8:1:2::1"), counted("2001:db8:1:3::1"));
        assert_eq!(counted("::ffff:10.0.0.1"), "10.0.0.1");
    }
}
