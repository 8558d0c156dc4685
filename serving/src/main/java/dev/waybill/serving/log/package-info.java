/** Keeps what was predicted: first in files of this machine, before it is answered, then in tables. */
@NullMarked
package dev.waybill.serving.log;

import org.jspecify.annotations.NullMarked;
