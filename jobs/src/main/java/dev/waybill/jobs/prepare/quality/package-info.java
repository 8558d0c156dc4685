/** Checks a batch of rows before it is published, and gives it a score. */
@NullMarked
package dev.waybill.jobs.prepare.quality;

import org.jspecify.annotations.NullMarked;
