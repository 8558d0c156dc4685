/** Pure functions on numbers. */
@NullMarked
package dev.waybill.common.stats;

import org.jspecify.annotations.NullMarked;
