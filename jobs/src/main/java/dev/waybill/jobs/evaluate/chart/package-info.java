/** Draws charts as PNG images, for the evaluation page and for DVC's plots. */
@NullMarked
package dev.waybill.jobs.evaluate.chart;

import org.jspecify.annotations.NullMarked;
