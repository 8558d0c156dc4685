/** Appends to Delta tables from a process that has no Spark session, by Delta Kernel. */
@NullMarked
package dev.waybill.common.table.kernel;

import org.jspecify.annotations.NullMarked;
