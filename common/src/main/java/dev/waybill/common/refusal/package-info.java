/** How a run ends with one clear line when something has to be corrected first, and the exit codes of all ends. */
@NullMarked
package dev.waybill.common.refusal;

import org.jspecify.annotations.NullMarked;
