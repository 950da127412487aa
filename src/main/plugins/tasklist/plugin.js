/* Account Lock Flow in Tasklist. */
import { accountPanel } from "./account-panel.js";
import { decide } from "./decide.js";
import { myRequests } from "./my-requests.js";

export default [myRequests, accountPanel, decide];
