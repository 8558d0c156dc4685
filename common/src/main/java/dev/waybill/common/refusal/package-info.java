/** How a run ends when it cannot go on for a reason that its reader can mend, and the exit codes of all ends. */
@NullMarked
package dev.waybill.common.refusal;

import org.jspecify.annotations.NullMarked;
