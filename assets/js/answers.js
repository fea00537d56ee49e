/** The answers: they live in the page's radio groups and nowhere else until they are sealed. */

/** @param {ParentNode} root @returns {HTMLFieldSetElement[]} groups in the order of the ballot */
export function groups(root) {
  return [...root.querySelectorAll("fieldset[data-answer]")];
}

/** @param {HTMLFieldSetElement} group @returns {HTMLInputElement | null} */
export function chosen(group) {
  return group.querySelector("input:checked");
}

/** @param {ParentNode} root @returns {HTMLFieldSetElement[]} groups without an answer */
export function unanswered(root) {
  return groups(root).filter((group) => !chosen(group));
}

/** @param {ParentNode} root @returns {Record<string, string>} option by sub-item */
export function read(root) {
  const answered = groups(root).filter(chosen);
  return Object.fromEntries(answered.map((group) => [group.dataset.answer, chosen(group).value]));
}

/** @param {ParentNode} root @param {Record<string, string>} answers */
export function write(root, answers) {
  for (const input of root.querySelectorAll("fieldset[data-answer] input")) {
    input.checked = answers[input.name] === input.value;
  }
}

/** @param {ParentNode} root @returns {number[]} chosen options from 0, in the order of the ballot */
export function options(root) {
  return groups(root).map((group) => Number(chosen(group).value));
}
