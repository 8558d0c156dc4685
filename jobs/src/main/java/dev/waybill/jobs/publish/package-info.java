/** Publishes what rows of the next day see of the past, for predictions at the request. */
@NullMarked
package dev.waybill.jobs.publish;

import org.jspecify.annotations.NullMarked;
