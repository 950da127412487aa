/* "Lock audit" in Cockpit. Reads only, but for the live state of an account, which is journaled. */
import { accountPage } from "./account.js";
import { controlsPage } from "./controls.js";
import { decisionsPage } from "./decisions.js";
import { card, instanceTab, navigation } from "./existing.js";
import { happeningsPage } from "./happenings.js";
import { messagesPage } from "./messages.js";
import { othersPage } from "./others.js";
import { requestPage } from "./request.js";
import { rulesPage } from "./rules.js";
import { searchPage } from "./search.js";

export default [
  navigation,
  searchPage,
  requestPage,
  accountPage,
  controlsPage,
  happeningsPage,
  decisionsPage,
  rulesPage,
  messagesPage,
  othersPage,
  card,
  instanceTab,
];
