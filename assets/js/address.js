/**
 * The link leaves the address as soon as it is read: what stands in an address is found again by the
 * Back button and in the browser's history. For a reload the tab keeps it until the visit is over.
 */

const KEY = "prongsai-link";

/** @returns {string} what stands behind the # of the link, or nothing where this visit has none */
export function linkOfVisit() {
  if (location.hash.length > 1) return location.hash.slice(1);
  try {
    // Only entries of a visit have a state: who opens the bare address gets nobody else's link.
    return (history.state && sessionStorage.getItem(KEY)) || "";
  } catch {
    return "";
  }
}

/** @param {string} link a whole one; where the tab keeps nothing, it stays in the address */
export function keepLink(link) {
  try {
    sessionStorage.setItem(KEY, link);
  } catch {
    return;
  }
  history.replaceState(history.state ?? {}, "", location.pathname);
}

/** Neither Back nor a reload leads to this visit again. */
export function forgetLink() {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was kept either.
  }
  history.replaceState(null, "", location.pathname);
}
