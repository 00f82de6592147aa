/* Small conveniences; every page works without them. */

import { copyButtons } from "./copy.js";
import { csrfHeader } from "./csrf.js";
import { sheets } from "./sheets.js";
import { busyForms } from "./busy.js";
import { themeColour } from "./theme.js";
import { relativeTimes } from "./times.js";
import { zoneFields } from "./zone.js";

csrfHeader();
themeColour();
sheets();
copyButtons();
busyForms();
zoneFields();
relativeTimes();
