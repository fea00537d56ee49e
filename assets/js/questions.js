/** Going through the questions: back and forth, what is unanswered, review. */

import { chosen, groups, unanswered } from "./answers.js";
import { announce } from "./screens.js";

/** @param {HTMLElement} root @returns {string[]} screens in the order in which they are walked */
export function walk(root) {
  const pages = [...root.querySelectorAll('[data-screen^="page-"]')];
  const names = ["welcome", "device", ...pages.map((page) => page.dataset.screen), "review", "sign"];
  return names.filter((name) => screen(root, name));
}

/** @param {HTMLElement} root @param {string} name @returns {HTMLElement} */
export function screen(root, name) {
  return root.querySelector(`[data-screen="${name}"]`);
}

/**
 * Points kindly at what is unanswered on a screen (for the review: anywhere).
 * @param {HTMLElement} root @param {HTMLElement} where @returns {number} how many groups
 */
export function pointAtMissing(root, where) {
  const open = unanswered(groups(where).length ? where : root);
  const notice = where.querySelector('[data-notice="missing"], [data-notice="incomplete"]');
  notice.hidden = open.length === 0;
  notice.querySelector('[data-slot="missing"]').textContent = open.length;
  open.forEach((group) => mark(group, true));
  if (open.length) announce(root, notice.querySelector("p").textContent);
  return open.length;
}

/** @param {HTMLElement} root @param {HTMLElement} where @returns {HTMLFieldSetElement | undefined} */
export function firstMissing(root, where) {
  return unanswered(groups(where).length ? where : root)[0];
}

/** @param {HTMLFieldSetElement} group @param {boolean} open */
export function mark(group, open) {
  group.classList.toggle("open", open);
  group.querySelector(".missing").hidden = !open;
}

/** @param {HTMLFieldSetElement} group moves focus and view there */
export function goTo(group) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  group.querySelector("input").focus({ preventScroll: true });
  group.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
}

/** An answer given after the pointing takes the pointing back. */
export function answered(root, where, group) {
  mark(group, false);
  const notice = where.querySelector('[data-notice="missing"]');
  if (notice && !notice.hidden) {
    const left = unanswered(where).length;
    notice.hidden = left === 0;
    notice.querySelector('[data-slot="missing"]').textContent = left;
  }
}

/** Writes the chosen labels into the review, and names what is unanswered. */
export function fillReview(root) {
  for (const group of groups(root)) {
    const code = CSS.escape(group.dataset.answer);
    const choice = chosen(group);
    const entry = root.querySelector(`[data-review="${code}"]`);
    entry.textContent = choice ? choice.parentElement.textContent : "";
    entry.parentElement.hidden = !choice;
    root.querySelector(`[data-unanswered="${code}"]`).hidden = Boolean(choice);
  }
  for (const fold of screen(root, "review").querySelectorAll("details")) countAnswers(fold);
  pointAtMissing(root, screen(root, "review"));
}

/** Says how many answers a fold of the review holds; without one there is none. */
function countAnswers(fold) {
  const given = fold.querySelectorAll("dl > div:not([hidden])").length;
  const summary = fold.querySelector("summary");
  summary.textContent = summary.dataset.answers.replace("{n}", given);
  fold.hidden = given === 0;
}
