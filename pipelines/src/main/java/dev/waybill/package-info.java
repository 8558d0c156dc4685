/** The program's way in. */
@NullMarked
package dev.waybill;

import org.jspecify.annotations.NullMarked;
