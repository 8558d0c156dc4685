/** The model against rows it never saw, and against naive baselines. */
@NullMarked
package dev.waybill.jobs.evaluate;

import org.jspecify.annotations.NullMarked;
