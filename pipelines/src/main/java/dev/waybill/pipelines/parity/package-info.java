/** Whether what is answered at the request is what batch scoring wrote. */
@NullMarked
package dev.waybill.pipelines.parity;

import org.jspecify.annotations.NullMarked;
