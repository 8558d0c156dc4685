/** The program's entry point. */
@NullMarked
package dev.waybill;

import org.jspecify.annotations.NullMarked;
