/* Calls of the server with the session of the page. */
import { sentence } from "./words.js";

/** @returns the answer's JSON; an error carries the server's own sentence, and its status */
export async function call(address, options = {}) {
  let response;
  try {
    response = await fetch(address, { credentials: "same-origin", ...options });
  } catch {
    throw new Error("The server cannot be reached. Check the connection and try again.");
  }
  if (response.status === 401) {
    throw new Error("You are logged out. Log in, then open this page again.");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    const fields = (answer.errors || []).map(({ detail }) => sentence(detail)).join(" ");
    const words = fields || answer.detail || answer.message || `The server answered HTTP ${response.status}. Try again, or ask an operator.`;
    throw Object.assign(new Error(words), { status: response.status });
  }
  return answer;
}

export function read(address, parameters = {}) {
  const query = new URLSearchParams(parameters).toString();
  return call(query ? `${address}?${query}` : address, { headers: { Accept: "application/json" } });
}

/** Changes need the CSRF token of the page; without it Camunda ends the session. */
export function send(api, address, body) {
  const headers = { Accept: "application/json", "X-XSRF-TOKEN": api.CSRFToken };
  if (body === undefined) {
    return call(address, { method: "POST", headers });
  }
  const json = { ...headers, "Content-Type": "application/json" };
  return call(address, { method: "POST", headers: json, body: JSON.stringify(body) });
}
