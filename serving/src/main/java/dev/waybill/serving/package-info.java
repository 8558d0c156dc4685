/** The online side: the definitions of a pipeline, answered over HTTP. */
@NullMarked
package dev.waybill.serving;

import org.jspecify.annotations.NullMarked;
