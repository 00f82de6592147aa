/* Small conveniences; every page works without them. */

import { copyButtons } from "./copy.js";
import { csrfHeader } from "./csrf.js";
import { failures } from "./failures.js";
import { serviceWorker } from "./install.js";
import { sheets } from "./sheets.js";
import { busyForms } from "./busy.js";
import { relativeTimes } from "./times.js";
import { waitingCheckIn } from "./waiting-check-in.js";
import { zoneFields } from "./zone.js";

csrfHeader();
sheets();
failures();
copyButtons();
busyForms();
zoneFields();
relativeTimes();
serviceWorker();
waitingCheckIn();
