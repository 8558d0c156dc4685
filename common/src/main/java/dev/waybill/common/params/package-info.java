/** Reads a pipeline's params from files and overrides, and binds sections of them strictly to records. */
@NullMarked
package dev.waybill.common.params;

import org.jspecify.annotations.NullMarked;
