/** Params: the files and overrides they come from, how they are bound strictly to records, and those records. */
@NullMarked
package dev.waybill.common.conf;

import org.jspecify.annotations.NullMarked;
