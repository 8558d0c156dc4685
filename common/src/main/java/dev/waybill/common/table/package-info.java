/** Reads and writes Delta tables by name: the only place that touches Delta. */
@NullMarked
package dev.waybill.common.table;

import org.jspecify.annotations.NullMarked;
