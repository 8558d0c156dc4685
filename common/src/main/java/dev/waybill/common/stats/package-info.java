/** Statistics that several jobs need, as pure functions on numbers. */
@NullMarked
package dev.waybill.common.stats;

import org.jspecify.annotations.NullMarked;
