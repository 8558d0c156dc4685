/** Raw rows in, clean rows out; what does not fit goes to quarantine with its reasons. */
@NullMarked
package dev.waybill.jobs.prepare;

import org.jspecify.annotations.NullMarked;
