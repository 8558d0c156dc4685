/** One row at a time: the definitions of a pipeline as Spark SQL that needs no session. */
@NullMarked
package dev.waybill.common.row;

import org.jspecify.annotations.NullMarked;
