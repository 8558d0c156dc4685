/** Reads YAML as DVC does, and writes files that are there as a whole or not at all. */
@NullMarked
package dev.waybill.common.file;

import org.jspecify.annotations.NullMarked;
