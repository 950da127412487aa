/* "Lock audit" in Cockpit. Reads only, but for the live state of an account, which is journaled. */
import { accountPage } from "./account.js";
import { controlsPage } from "./controls.js";
import { card, instanceTab, navigation } from "./existing.js";
import { messagesPage } from "./messages.js";
import { requestPage } from "./request.js";
import { searchPage } from "./search.js";

export default [navigation, searchPage, requestPage, accountPage, controlsPage, messagesPage, card, instanceTab];
