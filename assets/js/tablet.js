/**
 * A device that is handed from person to person: picks, confirms, and goes on to the questionnaire.
 * Nothing of a person stays in this page, and no entry of the browser's history leads to anybody.
 */

import { chooseLanguage } from "./language.js";
import { parseFragment, parseShortCode } from "./link.js";

/** Noted in this tab, so that the questionnaire's page knows where it stands. */
const MARK = "prongsai-tablet";
/** A page that nobody touches goes back to its beginning. */
const IDLE = 60_000;

const at = (id) => document.getElementById(id);
let chosen = null;
let idle = 0;

function show(part) {
  for (const section of document.querySelectorAll("[data-part]")) {
    section.hidden = section.dataset.part !== part;
  }
  for (const form of document.forms) form.reset();
  for (const said of ["none", "trouble", "letter-wrong", "exit-wrong"]) at(said).hidden = true;
  at("found").replaceChildren();
  if (part !== "confirm") forget();
  document.querySelector(`[data-part="${part}"] h1`).focus();
}

function forget() {
  chosen = null;
  at("name").textContent = "";
  at("work").textContent = "";
}

/** @returns {Promise<Response>} the answer; where the session is over the page begins anew */
async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    cache: "no-store",
    referrerPolicy: "no-referrer",
  });
  if (answer.status === 401) {
    sessionStorage.clear();
    location.replace("/tablet");
  }
  return answer;
}

async function search() {
  const answer = await post("/tablet/people", { q: at("q").value }).catch(() => null);
  const people = answer?.ok ? await answer.json() : [];
  at("none").hidden = people.length > 0;
  at("found").replaceChildren(...people.map(line));
}

function line(person) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(person.name);
  const work = document.createElement("small");
  work.textContent = person.work;
  button.append(work);
  button.addEventListener("click", () => confirm(person));
  const item = document.createElement("li");
  item.append(button);
  return item;
}

function confirm(person) {
  show("confirm");
  chosen = person.id;
  at("name").textContent = person.name;
  at("work").textContent = person.work;
}

async function begin() {
  at("trouble").hidden = true;
  const answer = await post("/tablet/begin", { id: chosen }).catch(() => null);
  if (!answer?.ok) {
    at("trouble").hidden = false;
    return;
  }
  go((await answer.json()).link);
}

/** To the questionnaire, in the place of this page. */
function go(link) {
  forget();
  location.replace(`/i#${link}`);
}

function letter() {
  // A scanned letter gives the whole address.
  const typed = at("letter-code").value.replace(/\s/g, "").split("#").pop();
  try {
    if (typed.includes(".")) parseFragment(typed);
    else parseShortCode(typed);
  } catch {
    at("letter-wrong").hidden = false;
    at("letter-code").focus();
    return;
  }
  go(typed);
}

async function exit() {
  const answer = await post("/tablet/exit", { code: at("exit-code").value }).catch(() => null);
  if (answer?.ok) {
    sessionStorage.clear();
    location.replace("/office");
    return;
  }
  at("exit-wrong").hidden = false;
  at("exit-code").value = "";
  at("exit-code").focus();
}

function on(form, act) {
  at(form).addEventListener("submit", (event) => {
    event.preventDefault();
    act();
  });
}

/** Whoever comes next finds the page as it was in the beginning, also in its language. */
function anew() {
  if (location.search) location.replace("/tablet");
  else show("pick");
}

function awake() {
  clearTimeout(idle);
  idle = setTimeout(anew, IDLE);
}

on("search", search);
on("letter", letter);
on("exit", exit);
at("yes").addEventListener("click", begin);
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-go]");
  if (button) show(button.dataset.go);
});
for (const sign of ["click", "keydown", "input"]) addEventListener(sign, awake);
// The browser's memory of the page brings nobody back.
addEventListener("pagehide", () => show("pick"));
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
sessionStorage.clear();
sessionStorage.setItem(MARK, "yes");
chooseLanguage(document.documentElement.lang);
awake();
