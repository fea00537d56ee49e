/** Fields for codes have several lines, so that all of a code is seen; Enter still means "go". */

/** @param {HTMLFormElement} form */
export function submitOnEnter(form) {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.type !== "textarea") return;
    event.preventDefault();
    form.querySelector("[type=submit]").click();
  });
}
